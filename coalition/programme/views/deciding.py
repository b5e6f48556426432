"""What is decided about a session: proposals accepted or declined, sessions cancelled or held after all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid
from coalition.programme import clashes, policy, queries, service
from coalition.programme.clashes import Clashing, fingerprint
from coalition.programme.description import fields_of
from coalition.programme.forms import ReasonForm
from coalition.programme.models import Session
from coalition.programme.views.room import blueprint, page_of, session_to_edit
from coalition.web.forms import number
from coalition.web.viewing import current_viewer


@blueprint.get("/proposals")
def proposals() -> ResponseReturnValue:
    """Show coordinators the proposed sessions, with what clashes, and representatives their own."""
    viewer = current_viewer()
    waiting = queries.proposed_sessions(viewer=viewer) if viewer.is_coordinator else []
    return render_template(
        "programme/proposals.html",
        waiting=[(session, _clashes(session)) for session in waiting],
        own=queries.own_proposals(viewer=viewer),
    )


@blueprint.post("/sessions/<int:session_id>/accept")
def accept(session_id: int) -> ResponseReturnValue:
    """Take a proposed session, as it was shown, into the programme."""
    revision = number(request.form.get("revision"))
    session = service.accept_session(session_id, by=current_viewer(), revision=revision)
    flash(_("“%(title)s” is in the programme.", title=session.title), "success")
    return redirect(url_for(".proposals"), code=303)


@blueprint.get("/sessions/<int:session_id>/decline")
def ask_why_declined(session_id: int) -> ResponseReturnValue:
    """Ask for the reason not to accept a proposal."""
    return _declining(_proposal(session_id), ReasonForm(formdata=None))


@blueprint.post("/sessions/<int:session_id>/decline")
def decline(session_id: int) -> ResponseReturnValue:
    """Leave a proposal out of the programme, with the reason."""
    session = _proposal(session_id)
    form = ReasonForm()
    if form.validate():
        try:
            service.decline_session(session_id, form.lines("reason"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("Declined. Those who proposed it get a letter with your reason."), "success")
            return redirect(url_for(".proposals"), code=303)
    return _declining(session, form), 422


@blueprint.get("/sessions/<int:session_id>/cancel")
def ask_why_cancelled(session_id: int) -> ResponseReturnValue:
    """Ask for the reason to cancel a session."""
    return _cancelling(_to_cancel(session_id), ReasonForm(formdata=None))


@blueprint.post("/sessions/<int:session_id>/cancel")
def cancel(session_id: int) -> ResponseReturnValue:
    """Cancel a session, with the reason."""
    session = _to_cancel(session_id)
    form = ReasonForm()
    if form.validate():
        try:
            service.cancel_session(session_id, form.lines("reason"), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("The session is cancelled. Its followers get a letter."), "success")
            return redirect(page_of(session_id), code=303)
    return _cancelling(session, form), 422


@blueprint.get("/sessions/<int:session_id>/reinstate")
def ask_to_reinstate(session_id: int) -> ResponseReturnValue:
    """Ask whether a cancelled session is to be held after all, with what took its place meanwhile."""
    session = _cancelled(session_id)
    return _reinstating(session, _clashes(session))


@blueprint.post("/sessions/<int:session_id>/reinstate")
def reinstate(session_id: int) -> ResponseReturnValue:
    """Hold a cancelled session after all, in spite of the clashes that were shown."""
    session = _cancelled(session_id)
    seen = request.form.get("despite", "")
    is_seen = seen == fingerprint(_clashes(session))
    try:
        service.reinstate_session(session_id, by=current_viewer(), despite_clashes=is_seen)
    except Clashing as problem:
        return _reinstating(_cancelled(session_id), problem.clashes), 422
    flash(_("The session is held after all. Its followers get a letter."), "success")
    return redirect(page_of(session_id), code=303)


def _clashes(session: Session) -> tuple[clashes.Clash, ...]:
    return clashes.clashes_of(
        session.meeting, fields_of(session), viewer=current_viewer(), besides=session.id
    )


def _proposal(session_id: int) -> Session:
    """Return a proposal that waits for a decision. Raises NotFound and Conflict."""
    session = session_to_edit(session_id)
    if not policy.may_decline(current_viewer(), session):
        raise Conflict(_("There is no decision to be made about this session."))
    return session


def _to_cancel(session_id: int) -> Session:
    """Return a session that can be cancelled. Raises NotFound, NotAllowed and Conflict."""
    session = session_to_edit(session_id)
    if not policy.may_cancel(current_viewer(), session):
        raise Conflict(_("Only a session that is in the programme can be cancelled."))
    return session


def _cancelled(session_id: int) -> Session:
    session = session_to_edit(session_id)
    if not policy.may_reinstate(current_viewer(), session):
        raise Conflict(_("This session is not cancelled."))
    return session


def _declining(session: Session, form: ReasonForm) -> str:
    return render_template("programme/decline.html", session=session, form=form)


def _cancelling(session: Session, form: ReasonForm) -> str:
    return render_template("programme/cancel.html", session=session, form=form)


def _reinstating(session: Session, found: tuple[clashes.Clash, ...]) -> str:
    return render_template(
        "programme/reinstate.html", session=session, clashes=found, despite=fingerprint(found)
    )
