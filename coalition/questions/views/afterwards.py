"""What comes after a session: written answers, publishing them, and the remote moderator's report."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.audit import service as audit
from coalition.errors import Conflict, Invalid
from coalition.hubs import queries as hubs
from coalition.programme.models import Session
from coalition.questions import arranging, policy, queries, reporting
from coalition.questions.asking import fingerprint_of, remarks_of
from coalition.questions.forms import RemarksForm
from coalition.questions.models import State
from coalition.questions.views.room import blueprint
from coalition.web.spreadsheets import as_csv
from coalition.web.viewing import current_viewer


@blueprint.get("/answers")
def answers(session_id: int) -> ResponseReturnValue:
    """Show what is left over and what is answered, to those who answer in writing."""
    viewer = current_viewer()
    session = queries.get_answered(session_id, viewer=viewer)
    questions = queries.questions_of(session, viewer=viewer)
    return render_template(
        "questions/answers.html",
        session=session,
        desk=queries.desk_of(session_id),
        left_over=[q for q in questions if q.state is State.LEFT_OVER],
        answered=[q for q in questions if q.state is State.ANSWERED],
        may_moderate=policy.may_moderate(viewer, session),
    )


@blueprint.post("/answers/publish")
def publish_answers(session_id: int) -> ResponseReturnValue:
    """Show the answers to everybody, or no longer."""
    is_published = request.form.get("published") == "yes"
    arranging.publish_answers(session_id, is_published, by=current_viewer())
    if is_published:
        flash(_("The answers are published."), "success")
    else:
        flash(_("The answers are no longer shown."), "success")
    return redirect(url_for(".answers", session_id=session_id), code=303)


@blueprint.get("/report")
def report(session_id: int) -> ResponseReturnValue:
    """Show the report that is ready made, and the form for what only a person can say."""
    session = queries.get_reported(session_id, viewer=current_viewer())
    desk = queries.desk_of(session_id)
    form = RemarksForm(
        formdata=None,
        participant_count=desk.participant_count,
        topics=desk.topics,
        remarks=desk.remarks,
        seen=fingerprint_of(remarks_of(desk)),
    )
    return _page(session, form)


@blueprint.post("/report")
def remark(session_id: int) -> ResponseReturnValue:
    """Write what only a person can say."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    form = RemarksForm()
    if form.validate():
        try:
            seen = form.raw("seen") or None
            arranging.remark(session_id, form.given(), by=current_viewer(), seen=seen)
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            session = queries.get_moderated(session_id, viewer=current_viewer())
            form.form_errors.append(problem.message)
            meanwhile = form.catch_up(remarks_of(queries.desk_of(session_id)))
            return _page(session, form, meanwhile), problem.status
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".report", session_id=session_id), code=303)
    return _page(session, form), 422


@blueprint.get("/report.csv")
def download(session_id: int) -> ResponseReturnValue:
    """Give the questions as a table for spreadsheets, no more of them than the reader may see."""
    viewer = current_viewer()
    session = queries.get_reported(session_id, viewer=viewer)
    audit.note(
        "questions.exported", f"session:{session_id}", by=viewer.person_id, title=session.title
    )
    session = queries.get_reported(session_id, viewer=viewer)
    questions = queries.questions_of(session, viewer=viewer)
    rows = reporting.rows(questions, moderates=policy.may_moderate(viewer, session))
    answer = Response(as_csv(reporting.head(), rows), content_type="text/csv; charset=utf-8")
    name = f"questions-session-{session_id}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(session: Session, form: RemarksForm, meanwhile: Sequence[tuple[str, str]] = ()) -> str:
    viewer = current_viewer()
    questions = queries.questions_of(session, viewer=viewer)
    return render_template(
        "questions/report.html",
        session=session,
        desk=queries.desk_of(session.id),
        report=reporting.report_of(questions, hubs.hubs_following(session.id)),
        form=form,
        meanwhile=meanwhile,
        may_moderate=policy.may_moderate(viewer, session),
    )
