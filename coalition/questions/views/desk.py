"""The desk: all questions of a session on one page, for those who moderate it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.database import now
from coalition.errors import Conflict, Invalid
from coalition.hubs import queries as hubs
from coalition.programme.models import Session
from coalition.questions import arranging, queries, service
from coalition.questions.asking import fingerprint_of
from coalition.questions.forms import DeskForm, EntryForm
from coalition.questions.models import Desk, Hold, Question, State, Via
from coalition.questions.opening import hours_of, misses, opening, settings_of
from coalition.questions.views.room import blueprint, look, only_if_new
from coalition.web.viewing import current_viewer


@dataclass(frozen=True, slots=True)
class Tray:
    """The questions of a desk by where they stand, and how many were put together into each."""

    questions: tuple[Question, ...]

    def of(self, *states: State) -> list[Question]:
        """Return those in these states, what is put now first."""
        found = [q for q in self.questions if q.state in states]
        return sorted(found, key=lambda q: not q.is_current)

    def merged_into(self, question: Question) -> int:
        """Return how many other questions this one stands for."""
        return sum(q.merged_into_id == question.id for q in self.questions)


@blueprint.get("/desk")
def desk(session_id: int) -> ResponseReturnValue:
    """Show the desk."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    return _page(session, _entry(session))


@blueprint.get("/desk/updates")
def desk_updates(session_id: int) -> ResponseReturnValue:
    """Answer with the desk's lists as they are now, or 204 where they are still true."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    version = look(session_id).version
    return only_if_new(version, lambda: _lists(session, version))


@blueprint.post("/desk")
def enter(session_id: int) -> ResponseReturnValue:
    """Enter a question for somebody who asked in the room, by mail or at a hub."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    form = EntryForm()
    form.place(hubs.accepted_hubs(session.meeting_id))
    if form.validate():
        try:
            entered = service.enter(session_id, form.entered(), by=current_viewer())
        except Invalid as problem:
            form.blame(problem)
        else:
            flash(_("The question is entered."), "success")
            return redirect(url_for(".desk", session_id=session_id, via=entered.via), code=303)
    return _page(session, form), 422


@blueprint.post("/desk/hold")
def hold(session_id: int) -> ResponseReturnValue:
    """Open or close the desk by hand, or let its times count again."""
    given = request.form.get("hold", "")
    arranging.hold(
        session_id, Hold(given) if given in set(Hold) else Hold.BY_TIME, by=current_viewer()
    )
    flash(_("Saved."), "success")
    return redirect(url_for(".desk", session_id=session_id), code=303)


@blueprint.get("/desk/settings")
def settings(session_id: int) -> ResponseReturnValue:
    """Show when the desk is open and what it shows."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    found, zone = settings_of(session, queries.desk_of(session_id)), session.meeting.zone
    form = DeskForm(
        formdata=None,
        opens_at=found.opens_at and found.opens_at.astimezone(zone),
        closes_at=found.closes_at and found.closes_at.astimezone(zone),
        shows_waiting=found.shows_waiting,
        email=found.email,
        seen=fingerprint_of(found),
    )
    return _settings(session, form)


@blueprint.post("/desk/settings")
def arrange(session_id: int) -> ResponseReturnValue:
    """Set the desk up."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    form = DeskForm()
    if form.validate():
        try:
            fields, seen = form.fields(session.meeting.zone), form.raw("seen") or None
            arranging.arrange(session_id, fields, by=current_viewer(), seen=seen)
        except Invalid as problem:
            form.blame(problem)
        except Conflict as problem:
            return _stale(session_id, form, problem)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".desk", session_id=session_id), code=303)
    return _settings(session, form), 422


def _stale(session_id: int, form: DeskForm, problem: Conflict) -> ResponseReturnValue:
    """Show the form again with what was typed, and what is kept by now."""
    session = queries.get_moderated(session_id, viewer=current_viewer())
    kept = settings_of(session, queries.desk_of(session_id))
    form.form_errors.append(problem.message)
    meanwhile = form.catch_up(kept, session.meeting.zone)
    return _settings(session, form, meanwhile), problem.status


def _settings(session: Session, form: DeskForm, meanwhile: Sequence[tuple[str, str]] = ()) -> str:
    usual = opening(hours_of(session, Desk(hold=Hold.BY_TIME)), now())
    return render_template(
        "questions/settings.html", session=session, form=form, usual=usual, meanwhile=meanwhile
    )


def _entry(session: Session) -> EntryForm:
    given = request.args.get("via", "")
    via = Via(given) if given in set(Via) else Via.ROOM
    form = EntryForm(formdata=None, via=via.value)
    form.place(hubs.accepted_hubs(session.meeting_id))
    return form


def _page(session: Session, form: EntryForm) -> str:
    form.speak(session)
    version = look(session.id).version
    return render_template(
        "questions/desk.html",
        session=session,
        form=form,
        version=version,
        lists=_lists(session, version),
    )


def _lists(session: Session, version: str) -> str:
    found = queries.desk_of(session.id)
    stands = opening(hours_of(session, found), now())
    return render_template(
        "questions/_desk.html",
        session=session,
        version=version,
        desk=found,
        opening=stands,
        misses_session=found.hold is Hold.BY_TIME and misses(session, stands),
        tray=Tray(tuple(queries.questions_of(session, viewer=current_viewer()))),
    )
