"""Writing the report of a session: the page, its button, and what saves by itself meanwhile."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.database import now
from coalition.errors import Invalid, sentence_of
from coalition.reports import queries, service
from coalition.reports.description import fields_of
from coalition.reports.forms import FREE_ROWS, ReportForm
from coalition.reports.merging import Diverged
from coalition.reports.queries import Standing
from coalition.reports.views.room import blueprint
from coalition.web.languages import locale_tag
from coalition.web.viewing import current_viewer

AND_PUBLISH, AND_MORE = "publish", "more"  # what else a button of the page asks for


@blueprint.get("/sessions/<int:session_id>/report/edit")
def edit(session_id: int) -> ResponseReturnValue:
    """Show the report to be written; the first time with a draft of what is known."""
    standing = queries.get_written(session_id, viewer=current_viewer())
    form, report = ReportForm(formdata=None), standing.report
    said = fields_of(report) if report else queries.draft_for(standing.session, locale_tag())
    form.show(said, report.revision if report else 0)
    return _page(standing, form)


@blueprint.post("/sessions/<int:session_id>/report")
def update(session_id: int) -> ResponseReturnValue:
    """Save what was written; what two people wrote at once is brought together, or shown apart."""
    viewer, form = current_viewer(), ReportForm()
    standing = queries.get_written(session_id, viewer=viewer)
    form.keep(request.form)
    if not form.validate():
        return _page(standing, form), 422
    try:
        saved = service.save_text(session_id, form.fields(), by=viewer, revision=form.began_with())
    except Diverged as problem:
        form.form_errors.append(problem.message)
        form.revision.data = form.revision.raw_data = None
        form.revision.process_data(str(problem.revision))
        return _page(standing, form, diverged=problem), 409
    except Invalid as problem:
        form.blame(problem)
        form.presentations_error = problem.fields.get("presentations", "")
        return _page(standing, form), 422
    return _onward(session_id, has_others=saved.has_others)


@blueprint.post("/sessions/<int:session_id>/report/autosave")
def autosave(session_id: int) -> ResponseReturnValue:
    """Save while one types; answers as JSON the new revision, or a sentence why nothing was saved."""
    viewer, form = current_viewer(), ReportForm()
    queries.get_written(session_id, viewer=viewer)
    form.keep(request.form)
    try:
        saved = service.save_text(
            session_id, form.fields(), by=viewer, revision=form.began_with(), alone=True
        )
    except Diverged:
        sentence = _(
            "Somebody else changed this report meanwhile. Press “Save” to bring both together."
        )
        return jsonify(said=sentence), 409
    except Invalid as problem:
        return jsonify(said=sentence_of(problem)), 422
    clock = now().strftime("%H:%M")
    return jsonify(revision=saved.report.revision, said=_("Saved at %(clock)s UTC.", clock=clock))


@blueprint.post("/sessions/<int:session_id>/report/hand-over")
def hand_over(session_id: int) -> ResponseReturnValue:
    """Tell those who may publish the report that it is finished."""
    viewer = current_viewer()
    try:
        service.hand_over(session_id, by=viewer)
    except Invalid as problem:
        standing = queries.get_written(session_id, viewer=viewer)
        form = ReportForm(formdata=None)
        assert standing.report is not None  # noqa: S101  # else it would be a conflict
        form.show(fields_of(standing.report), standing.report.revision)
        form.blame(problem)
        return _page(standing, form), 422
    flash(_("Those who publish the report were told that it is finished."), "success")
    return redirect(url_for(".detail", session_id=session_id), code=303)


def _onward(session_id: int, *, has_others: bool) -> ResponseReturnValue:
    """Go on to where the pressed button leads."""
    if has_others:
        flash(_("Saved, together with what somebody else changed meanwhile."), "success")
    else:
        flash(_("Saved."), "success")
    then = request.form.get("then", "")
    if then == AND_PUBLISH:
        return redirect(url_for(".publish", session_id=session_id), code=303)
    if then == AND_MORE:
        more = url_for(".edit", session_id=session_id, rows=FREE_ROWS + 3, _anchor="presentations")
        return redirect(more, code=303)
    return redirect(url_for(".edit", session_id=session_id), code=303)


def _page(standing: Standing, form: ReportForm, diverged: Diverged | None = None) -> str:
    asked = request.args.get("rows", "")
    free = int(asked) if asked in {str(n) for n in range(1, 11)} else FREE_ROWS
    given: dict[str, Any] = {"standing": standing, "form": form, "diverged": diverged}
    return render_template("reports/edit.html", free_rows=free, **given)
