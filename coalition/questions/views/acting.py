"""What is done on the desk with one press; whoever was too late is told, and nothing is changed."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coalition.errors import Conflict, Invalid
from coalition.questions import arranging, service
from coalition.questions.arranging import Way
from coalition.questions.views.room import blueprint
from coalition.web.forms import number
from coalition.web.viewing import current_viewer


@blueprint.post("/desk/<int:question_id>/forward")
def forward(session_id: int, question_id: int) -> ResponseReturnValue:
    """Put a question to the session."""
    return _done(
        session_id,
        lambda: service.forward(session_id, question_id, by=current_viewer(), seen=_seen()),
    )


@blueprint.post("/desk/<int:question_id>/answered")
def note_answered(session_id: int, question_id: int) -> ResponseReturnValue:
    """Note that a question was answered in the room."""
    return _done(
        session_id,
        lambda: service.answer(session_id, question_id, by=current_viewer(), seen=_seen()),
    )


@blueprint.post("/desk/<int:question_id>/leave-over")
def leave_over(session_id: int, question_id: int) -> ResponseReturnValue:
    """Note that there was no time for a question."""
    return _done(
        session_id,
        lambda: service.leave_over(session_id, question_id, by=current_viewer(), seen=_seen()),
    )


@blueprint.post("/desk/<int:question_id>/put-back")
def put_back(session_id: int, question_id: int) -> ResponseReturnValue:
    """Let a question wait again."""
    return _done(
        session_id,
        lambda: service.put_back(session_id, question_id, by=current_viewer(), seen=_seen()),
    )


@blueprint.post("/desk/<int:question_id>/call-up")
def call_up(session_id: int, question_id: int) -> ResponseReturnValue:
    """Let a question be the one that is put now."""
    return _done(
        session_id, lambda: arranging.call_up(session_id, question_id, by=current_viewer())
    )


@blueprint.post("/desk/<int:question_id>/mark")
def mark(session_id: int, question_id: int) -> ResponseReturnValue:
    """Mark a question for the moderators, or take the mark away."""
    is_marked = request.form.get("marked") == "yes"
    return _done(
        session_id, lambda: arranging.mark(session_id, question_id, is_marked, by=current_viewer())
    )


@blueprint.post("/desk/<int:question_id>/move")
def move(session_id: int, question_id: int) -> ResponseReturnValue:
    """Move a question up, down or to the top."""
    given = request.form.get("way", "")
    way = Way(given) if given in set(Way) else Way.UP
    return _done(
        session_id, lambda: arranging.move(session_id, question_id, way, by=current_viewer())
    )


@blueprint.post("/desk/merge")
def merge(session_id: int) -> ResponseReturnValue:
    """Put the chosen questions together."""
    chosen = [found for given in request.form.getlist("question") if (found := number(given))]
    return _done(session_id, lambda: service.merge(session_id, chosen, by=current_viewer()))


@blueprint.post("/desk/leave-over")
def leave_over_rest(session_id: int) -> ResponseReturnValue:
    """Note of all that remain that there was no time for them."""
    count = service.leave_over_rest(session_id, by=current_viewer())
    said = ngettext("%(num)d question is left over.", "%(num)d questions are left over.", count)
    flash(said, "success")
    return redirect(url_for(".desk", session_id=session_id), code=303)


def _done(session_id: int, act: Callable[[], object]) -> ResponseReturnValue:
    """Do it and go back to the desk, with a sentence where it was too late or cannot be."""
    try:
        act()
    except (Conflict, Invalid) as problem:
        flash(problem.message or _("Not done."), "warning")
    return redirect(url_for(".desk", session_id=session_id), code=303)


def _seen() -> int | None:
    """Return the revision of the question that the page showed."""
    return number(request.form.get("seen"))
