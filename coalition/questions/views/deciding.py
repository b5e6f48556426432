"""The page of one question, for those who answer it: answering, rewording, declining, its history."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.programme.models import Session
from coalition.questions import policy, queries, service
from coalition.questions.forms import (
    AnswerForm,
    DeclineForm,
    WordingForm,
    language_of,
    offer_languages,
)
from coalition.questions.models import Act, Question, State
from coalition.questions.views.room import blueprint
from coalition.web.forms import Form, number
from coalition.web.viewing import current_viewer


@blueprint.get("/desk/<int:question_id>")
def detail(session_id: int, question_id: int) -> ResponseReturnValue:
    """Show a question with all that can be done to it, and all that was."""
    session, question = _found(session_id, question_id)
    return _page(session, question)


@blueprint.post("/desk/<int:question_id>/answer")
def answer(session_id: int, question_id: int) -> ResponseReturnValue:
    """Write down the answer to a question.

    An organiser whom the question is not open to any more gets back what was typed, and 409.
    """
    session = queries.get_answered(session_id, viewer=current_viewer())
    moderates = policy.may_moderate(current_viewer(), session)
    form = AnswerForm()
    try:
        return _answered(session_id, question_id, form)
    except (NotFound, NotAllowed):
        if moderates:
            raise
        return _given_back(session_id, question_id, form)


def _answered(session_id: int, question_id: int, form: AnswerForm) -> ResponseReturnValue:
    """Keep the answer and lead back. Raises NotFound and NotAllowed where it was put back."""
    session, question = _found(session_id, question_id)
    back = _back(session)
    if not form.validate():
        return _page(session, question, answering=form), 422
    try:
        service.answer(
            session_id,
            question_id,
            by=current_viewer(),
            text=form.lines("answer"),
            answered_by=form.text("answered_by"),
            language=language_of(form),
            seen=number(form.raw("seen")),
        )
    except (Invalid, Conflict) as problem:
        return _refused(session_id, question_id, form, problem, "answering")
    flash(_("The answer is kept."), "success")
    return back


def _given_back(session_id: int, question_id: int, form: AnswerForm) -> ResponseReturnValue:
    """Show what was typed, to be copied, and no more of the question: it is none of theirs now.

    So is every question that is not open to them, be there one at the address or not.
    """
    session = queries.get_answered(session_id, viewer=current_viewer())
    page = render_template(
        "questions/given_back.html", session=session, question_id=question_id, form=form
    )
    return page, 409


@blueprint.post("/desk/<int:question_id>/edit")
def edit(session_id: int, question_id: int) -> ResponseReturnValue:
    """Put a question into clearer words."""
    session, question = _found(session_id, question_id)
    back = _back(session)
    form = WordingForm()
    if not form.validate():
        return _page(session, question, wording=form), 422
    try:
        seen = number(form.raw("seen"))
        service.edit(session_id, question_id, form.lines("wording"), by=current_viewer(), seen=seen)
    except (Invalid, Conflict) as problem:
        return _refused(session_id, question_id, form, problem, "wording")
    flash(_("The new words are kept, and so are the old ones."), "success")
    return back


@blueprint.post("/desk/<int:question_id>/decline")
def decline(session_id: int, question_id: int) -> ResponseReturnValue:
    """Keep a question from the public."""
    session, question = _found(session_id, question_id)
    back = _back(session)
    form = DeclineForm()
    if not form.validate():
        return _page(session, question, declining=form), 422
    try:
        seen = number(form.raw("seen"))
        service.decline(
            session_id, question_id, form.text("reason"), by=current_viewer(), seen=seen
        )
    except (Invalid, Conflict) as problem:
        return _refused(session_id, question_id, form, problem, "declining")
    flash(_("The question is declined. It is kept here, and nobody else sees it."), "success")
    return back


def _found(session_id: int, question_id: int) -> tuple[Session, Question]:
    session = queries.get_answered(session_id, viewer=current_viewer())
    return session, queries.get_question(session, question_id, viewer=current_viewer())


def _refused(
    session_id: int, question_id: int, form: Form, problem: Invalid | Conflict, name: str
) -> ResponseReturnValue:
    """Show the question as it now is, with what was typed and why it was not kept."""
    form.blame(problem if isinstance(problem, Invalid) else Invalid(problem.message))
    session, question = _found(session_id, question_id)
    form["seen"].data = question.revision
    return _page(session, question, **{name: form}), problem.status


def _back(session: Session) -> ResponseReturnValue:
    """Return the way to the desk, or to the page of those who answer without moderating."""
    moderates = policy.may_moderate(current_viewer(), session)
    page = ".desk" if moderates else ".answers"
    return redirect(url_for(page, session_id=session.id), code=303)


def _page(session: Session, question: Question, **forms: Any) -> str:
    """Return the page with the forms that fit, and one that was refused: what was typed stays."""
    seen = question.revision
    answering = forms.get("answering") or AnswerForm(
        formdata=None,
        answer=question.answer,
        answered_by=question.answered_by,
        language=question.answer_language or question.language,
        seen=seen,
    )
    offer_languages(answering, session, question.answer_language or question.language)
    wording = forms.get("wording") or WordingForm(formdata=None, wording=question.text, seen=seen)
    declining = forms.get("declining") or DeclineForm(formdata=None, seen=seen)
    moderates = policy.may_moderate(current_viewer(), session)

    def fits(act: Act, name: str) -> bool:
        return name in forms or policy.fits(act, question.state)

    return render_template(
        "questions/detail.html",
        session=session,
        question=question,
        history=queries.history_of(question.id),
        answering=answering,
        wording=wording if moderates and fits(Act.EDITED, "wording") else None,
        declining=declining if moderates and fits(Act.DECLINED, "declining") else None,
        may_answer=fits(Act.ANSWERED, "answering"),
        may_put_back=moderates and question.state is not State.ASKED,
        may_moderate=moderates,
    )
