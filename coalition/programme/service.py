"""Every write of sessions: proposed, changed, accepted, moved, cancelled; those of meetings beside."""

import secrets
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db, locked, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.programme import following, indexing, policy, post
from coalition.programme.calendars.own import give_up_all_calendars
from coalition.programme.changes import ANNOUNCING, PLACED, first_said, is_same
from coalition.programme.clashes import Clashing, clashes_of
from coalition.programme.description import (
    LONGEST_REASON,
    SessionFields,
    checked_session,
    fields_of,
)
from coalition.programme.followers import choose, unchoose
from coalition.programme.meetings import create_meeting, update_meeting
from coalition.programme.models import Act, Meeting, Session, SessionEvent, State
from coalition.programme.ties import tie_document, untie_document
from coalition.programme.writing import (
    describe,
    held,
    held_with_meeting,
    name_people,
    note,
    refuse_stale,
    told_parts,
    touch,
)
from coalition.web.site import settings
from coalition.web.viewer import Viewer

# Other rooms find all writes of the programme here, in whichever file they are.
__all__ = [
    "accept_session",
    "cancel_session",
    "choose",
    "create_meeting",
    "create_session",
    "decline_session",
    "give_up_all_calendars",
    "reinstate_session",
    "tie_document",
    "unchoose",
    "untie_document",
    "update_meeting",
    "update_session",
]


def create_session(
    meeting_id: int,
    fields: SessionFields,
    *,
    by: Viewer,
    despite_clashes: bool = False,
    uid: str = "",
) -> Session:
    """Add a session: proposed by a representative, accepted at once when a coordinator does it.

    `uid` is that of iCalendar, where an imported session brings one. Raises NotAllowed, NotFound,
    Invalid, and Clashing unless it is to be held in spite of what clashes.
    """
    described = checked_session(fields)
    if not policy.may_propose(by):
        raise NotAllowed(_("Sessions are added by members and coordinators."))
    with transaction():
        meeting = locked(Meeting, meeting_id, missing=_("There is no meeting at this address."))
        _refuse_clashes(meeting, described, by, despite=despite_clashes)
        session = Session(
            meeting_id=meeting_id,
            uid=uid or f"{secrets.token_hex(12)}@{settings().site_host}",
            state=State.PROPOSED,
            created_by_id=by.person_id,
        )
        describe(session, described)
        if by.is_coordinator:
            session.state = _standing(session)
        db.session.add(session)
        db.session.flush()
        name_people(session, described, by)
        note(session, Act.ADDED if by.is_coordinator else Act.PROPOSED, by)
        if not by.is_coordinator:
            post.write_coordinators(session, meeting, by)
        indexing.index_soon(session.id)
    return session


def update_session(
    session_id: int,
    fields: SessionFields,
    *,
    by: Viewer,
    revision: int | None = None,
    despite_clashes: bool = False,
) -> Session:
    """Change a session; its history keeps another time, room or address, and followers are told.

    What says the same as before changes nothing. A declined proposal is thereby proposed anew.
    Raises NotFound, NotAllowed, Invalid, Conflict when it changed since `revision`, and Clashing
    unless it is to be held in spite of what clashes.
    """
    described = checked_session(fields)
    with transaction():
        session = held_with_meeting(session_id, by)
        refuse_stale(session.revision, revision)
        known = fields_of(session)
        is_declined = session.state is State.PROPOSED and bool(session.cancelled_reason)
        if described == known and not is_declined:
            return session
        before = None if is_declined else known
        _refuse_clashes(session.meeting, described, by, session.id, before, despite=despite_clashes)
        was = told_parts(session, known.room)
        describe(session, described)
        name_people(session, described, by)
        now_is = told_parts(session, described.room)
        changes = {part: [was[part], now_is[part]] for part in was if was[part] != now_is[part]}
        if is_declined:
            _propose_anew(session, by, changes)
        else:
            _note_update(session, changes, by)
            _stand_still(session, now_is)
        touch(session)
        indexing.index_soon(session.id)
    return session


def accept_session(session_id: int, *, by: Viewer, revision: int | None = None) -> Session:
    """Take a proposed session into the programme; those who proposed it are told.

    Raises NotFound, NotAllowed, and Conflict when it changed since `revision` or is accepted.
    """
    with transaction():
        session = _proposal(session_id, by)
        refuse_stale(session.revision, revision)
        session.state, session.cancelled_reason = _standing(session), ""
        touch(session)
        note(session, Act.ACCEPTED, by)
        post.tell_proposers(session, by)
        indexing.index_soon(session.id)
    return session


def decline_session(session_id: int, reason: str, *, by: Viewer) -> Session:
    """Leave a proposed session out of the programme; those who proposed it read the reason.

    Its organisers still see it, and propose it anew by changing it. Raises NotFound, NotAllowed,
    Invalid without a reason, and Conflict when it is decided about.
    """
    _refuse_silence(reason, _("Give the reason in a sentence; those who proposed it read it."))
    with transaction():
        session = _proposal(session_id, by)
        if session.cancelled_reason:
            raise Conflict(_("This proposal is declined already."))
        session.cancelled_reason = reason.strip()
        touch(session)
        note(session, Act.DECLINED, by, text=reason.strip())
        post.tell_proposers(session, by)
    return session


def cancel_session(session_id: int, reason: str, *, by: Viewer) -> Session:
    """Cancel a session with a reason that everybody reads; its followers are told.

    Raises NotFound, NotAllowed, Invalid without a reason, and Conflict when it is cancelled or
    not in the programme yet.
    """
    _refuse_silence(reason, _("Give the reason in a sentence; readers will see it."))
    with transaction():
        session = held(session_id, by)
        if session.state is State.PROPOSED:
            raise Conflict(_("This session is not in the programme: there is nothing to cancel."))
        if session.state is State.CANCELLED:
            raise Conflict(_("This session is cancelled already."))
        session.state, session.cancelled_reason = State.CANCELLED, reason.strip()
        session.sequence += 1
        touch(session)
        note(session, Act.CANCELLED, by, text=reason.strip())
        indexing.index_soon(session.id)
        following.tell_soon(session.id)
    return session


def reinstate_session(session_id: int, *, by: Viewer, despite_clashes: bool = False) -> Session:
    """Hold a cancelled session after all; its followers are told.

    Raises NotFound, NotAllowed, Conflict when it is not cancelled, and Clashing where what was
    put into its place meanwhile is not to be overlooked.
    """
    with transaction():
        session = held_with_meeting(session_id, by)
        if session.state is not State.CANCELLED:
            raise Conflict(_("This session is not cancelled."))
        fields = fields_of(session)
        _refuse_clashes(session.meeting, fields, by, session.id, despite=despite_clashes)
        session.state, session.cancelled_reason = _standing(session), ""
        session.sequence += 1
        touch(session)
        note(session, Act.REINSTATED, by)
        indexing.index_soon(session.id)
        following.tell_soon(session.id)
    return session


def _proposal(session_id: int, by: Viewer) -> Session:
    """Return a proposed session, held, for a coordinator to decide about it."""
    session = held(session_id, by)
    if not policy.may_accept(by):
        raise NotAllowed(_("Coordinators decide about proposed sessions."))
    if session.state is not State.PROPOSED:
        raise Conflict(_("This session is in the programme already."))
    return session


def _standing(session: Session) -> State:
    """Return where a session stands that is in the programme and was never moved."""
    return State.SCHEDULED if session.starts_at else State.ACCEPTED


def _refuse_clashes(
    meeting: Meeting,
    fields: SessionFields,
    by: Viewer,
    besides: int | None = None,
    before: SessionFields | None = None,
    *,
    despite: bool,
) -> None:
    if despite:
        return
    found = clashes_of(meeting, fields, viewer=by, besides=besides, before=before)
    if found:
        raise Clashing(found)


def _refuse_silence(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Invalid(fields={"reason": sentence})
    if len(reason) > LONGEST_REASON:
        too_long = _("This is too long: at most %(most)d characters.", most=LONGEST_REASON)
        raise Invalid(fields={"reason": too_long})


def _propose_anew(session: Session, by: Viewer, changes: dict[str, list[str]]) -> None:
    """Let a declined proposal wait for a decision again."""
    session.cancelled_reason = ""
    note(session, Act.PROPOSED, by, changes=changes)
    if not by.is_coordinator:
        post.write_coordinators(session, session.meeting, by)


def _note_update(session: Session, changes: dict[str, list[str]], by: Viewer) -> None:
    """Note an update as what it is: words or addresses alone, a first time, or a move."""
    placed = [changes[part] for part in PLACED & changes.keys()]
    session.sequence += bool(placed)
    is_held = session.state not in {State.PROPOSED, State.CANCELLED}
    act = _place(session, placed) if placed and is_held else Act.EDITED
    note(session, act, by, changes=changes)
    if changes and is_held:
        following.tell_soon(session.id)


def _stand_still(session: Session, now_is: Mapping[str, str]) -> None:
    """Let a session that is again when and where it was first said to be count as moved no longer."""
    if session.state is not State.MOVED:
        return
    events = db.session.scalars(
        select(SessionEvent)
        .where(SessionEvent.session_id == session.id, SessionEvent.act.in_(ANNOUNCING))
        .order_by(SessionEvent.id)
    )
    first = first_said(events)
    if first and all(is_same(part, was, now_is[part]) for part, was in first.items()):
        session.state = State.SCHEDULED


def _place(session: Session, placed: list[list[str]]) -> Act:
    """Let a session stand as its new time or room has it, each with the old one; return the act."""
    was_timed = session.state is not State.ACCEPTED
    is_move = was_timed and any(old for old, _new in placed)
    if session.starts_at is None:
        session.state = State.ACCEPTED
    elif is_move:
        session.state = State.MOVED
    elif not was_timed:
        session.state = State.SCHEDULED
    return Act.MOVED if is_move else Act.SCHEDULED
