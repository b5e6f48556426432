"""Every write of meetings and sessions: made, changed, accepted, moved, cancelled, tied to documents."""

import secrets
from collections.abc import Iterable, Sequence
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.library import policy as library_policy
from coalition.library.models import Document
from coalition.members.models import Organisation
from coalition.members.models import State as OrganisationState
from coalition.programme import following, indexing, policy
from coalition.programme.clashes import clashes_of
from coalition.programme.description import (
    MeetingFields,
    SessionFields,
    checked_meeting,
    checked_session,
)
from coalition.programme.followers import choose, unchoose
from coalition.programme.models import (
    Act,
    Meeting,
    Organiser,
    Participant,
    Room,
    Session,
    SessionDocument,
    SessionEvent,
    State,
    Theme,
    Use,
)
from coalition.web.site import settings
from coalition.web.viewer import Viewer

# Those who keep a programme of their own are written elsewhere; others find all writes here.
__all__ = ["choose", "unchoose"]

Part = TypeVar("Part", Theme, Room)


def create_meeting(fields: MeetingFields, *, by: Viewer) -> Meeting:
    """Make a meeting with its themes and rooms. Raises NotAllowed and Invalid."""
    _refuse_strangers(by)
    described = checked_meeting(fields)
    with transaction():
        meeting = Meeting(**_meeting_columns(described))
        db.session.add(meeting)
        db.session.flush()
        _name_parts(meeting.id, Theme, described.themes)
        _name_parts(meeting.id, Room, described.rooms)
    return meeting


def update_meeting(
    meeting_id: int, fields: MeetingFields, *, by: Viewer, revision: int | None = None
) -> Meeting:
    """Change what is said about a meeting. Raises NotAllowed, NotFound, Invalid and Conflict.

    Moments of sessions stay as they are, whatever becomes of the time zone. A theme or room that
    is not named any longer goes, unless a session is in it.
    """
    _refuse_strangers(by)
    described = checked_meeting(fields)
    with transaction():
        meeting = locked(Meeting, meeting_id, missing=_("There is no meeting at this address."))
        _refuse_stale(meeting.revision, revision)
        for column, value in _meeting_columns(described).items():
            setattr(meeting, column, value)
        meeting.revision += 1
        _name_parts(meeting.id, Theme, described.themes)
        _name_parts(meeting.id, Room, described.rooms)
        indexing.index_meeting_soon(meeting.id)
    return meeting


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
    and Invalid with what clashes under "clashes" unless it is to be held in spite of it.
    """
    described = checked_session(fields)
    if not policy.may_propose(by):
        raise NotAllowed(_("Sessions are added by members and coordinators."))
    with transaction():
        meeting = locked(Meeting, meeting_id, missing=_("There is no meeting at this address."))
        _refuse_clashes(meeting, described, None, despite_clashes)
        session = Session(
            meeting_id=meeting_id,
            uid=uid or f"{secrets.token_hex(12)}@{settings().site_host}",
            state=State.ACCEPTED if by.is_coordinator else State.PROPOSED,
            created_by_id=by.person_id,
        )
        _describe(session, described)
        if session.starts_at and session.state is State.ACCEPTED:
            session.state = State.SCHEDULED
        db.session.add(session)
        db.session.flush()
        _name_people(session, described, by)
        _note(session.id, Act.ADDED if by.is_coordinator else Act.PROPOSED, by)
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
    """Change a session; another time or room is kept in its history and told to its followers.

    Raises NotFound, NotAllowed, Conflict when it changed since `revision`, and Invalid with what
    clashes under "clashes" unless it is to be held in spite of it.
    """
    described = checked_session(fields)
    with transaction():
        session = held(session_id, by)
        _refuse_stale(session.revision, revision)
        _refuse_clashes(session.meeting, described, session.id, despite_clashes)
        before = _time_and_room(session, session.room.name if session.room else "")
        _describe(session, described)
        _name_people(session, described, by)
        after = _time_and_room(session, described.room)
        changes = {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        _note_update(session, changes, by)
        indexing.index_soon(session.id)
    return session


def accept_session(session_id: int, *, by: Viewer) -> Session:
    """Take a proposed session into the programme. Raises NotFound, NotAllowed and Conflict."""
    if not policy.may_accept(by):
        raise NotAllowed(_("Coordinators decide about proposed sessions."))
    with transaction():
        session = held(session_id, by)
        if session.state is not State.PROPOSED:
            raise Conflict(_("This session is in the programme already."))
        session.state = State.SCHEDULED if session.starts_at else State.ACCEPTED
        _touch(session)
        _note(session.id, Act.ACCEPTED, by)
        indexing.index_soon(session.id)
    return session


def cancel_session(session_id: int, reason: str, *, by: Viewer) -> Session:
    """Cancel a session with a reason that everybody reads; its followers are told.

    Raises NotFound, NotAllowed, Invalid without a reason, and Conflict when it is cancelled.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("Give the reason in a sentence; readers will see it.")})
    with transaction():
        session = held(session_id, by)
        if session.state is State.CANCELLED:
            raise Conflict(_("This session is cancelled already."))
        session.state, session.cancelled_reason = State.CANCELLED, reason.strip()
        session.sequence += 1
        _touch(session)
        _note(session.id, Act.CANCELLED, by, text=reason.strip())
        indexing.index_soon(session.id)
        following.tell_soon(session.id)
    return session


def reinstate_session(session_id: int, *, by: Viewer) -> Session:
    """Hold a cancelled session after all; its followers are told. Raises as cancelling does."""
    with transaction():
        session = held(session_id, by)
        if session.state is not State.CANCELLED:
            raise Conflict(_("This session is not cancelled."))
        session.state = State.SCHEDULED if session.starts_at else State.ACCEPTED
        session.cancelled_reason = ""
        session.sequence += 1
        _touch(session)
        _note(session.id, Act.REINSTATED, by)
        indexing.index_soon(session.id)
        following.tell_soon(session.id)
    return session


def tie_document(session_id: int, document_id: int, use: Use, *, by: Viewer) -> SessionDocument:
    """Say that a document belongs to a session; once more changes what it is to it.

    Raises NotFound for documents one may not know of, and NotAllowed.
    """
    with transaction():
        session = held(session_id, by)
        document = db.session.get(Document, document_id)
        if document is None or not library_policy.may_know_of(by, document):
            raise NotFound(_("There is no document with this number, or it is not open to you."))
        tie = db.session.scalars(
            select(SessionDocument).where(
                SessionDocument.session_id == session.id, SessionDocument.document_id == document_id
            )
        ).one_or_none()
        if tie is None:
            tie = SessionDocument(
                session_id=session.id, document_id=document_id, tied_by_id=by.person_id, use=use
            )
            db.session.add(tie)
            _note(session.id, Act.TIED, by, text=document.title)
        tie.use = use
        indexing.index_tie_soon(session.id, document_id)
    return tie


def untie_document(session_id: int, document_id: int, *, by: Viewer) -> None:
    """Say that a document does not belong to a session. Raises NotFound and NotAllowed."""
    with transaction():
        session = held(session_id, by)
        tie = db.session.scalars(
            select(SessionDocument)
            .where(
                SessionDocument.session_id == session.id, SessionDocument.document_id == document_id
            )
            .options(joinedload(SessionDocument.document))
        ).one_or_none()
        if tie is None or not library_policy.may_know_of(by, tie.document):
            raise NotFound(_("This document is not tied to the session."))
        _note(session.id, Act.UNTIED, by, text=tie.document.title)
        db.session.delete(tie)
        indexing.index_tie_soon(session.id, document_id)


def held(session_id: int, by: Viewer) -> Session:
    """Return a session with its meeting, room, organisers and people, kept for this change.

    Raises NotFound when `by` may not know of it and NotAllowed when it is not theirs to change.
    """
    missing = _("There is no session at this address, or it is not open to you.")
    session = db.session.scalars(
        select(Session)
        .where(Session.id == session_id)
        .options(
            selectinload(Session.meeting),
            selectinload(Session.room),
            selectinload(Session.organisers),
            selectinload(Session.people),
        )
        .with_for_update(of=Session)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if session is None or not policy.may_know(by, session):
        raise NotFound(missing)
    if not policy.may_edit(by, session):
        raise NotAllowed(_("Only those who hold a session and the coordinators change it."))
    return session


def _refuse_strangers(by: Viewer) -> None:
    if not policy.may_edit_meetings(by):
        raise NotAllowed(_("Coordinators make and change meetings."))


def _refuse_stale(revision: int, expected: int | None) -> None:
    if expected is not None and expected != revision:
        raise Conflict(
            _("This was changed since you opened the page. Look at it again and repeat.")
        )


def _refuse_clashes(
    meeting: Meeting, fields: SessionFields, session_id: int | None, despite: bool
) -> None:
    """Refuse, without a sentence of its own: the form shows each clash with its session."""
    if not despite and clashes_of(meeting, fields, besides=session_id):
        raise Invalid(
            fields={"clashes": _("Something speaks against this time or room; see below.")}
        )


def _meeting_columns(fields: MeetingFields) -> dict[str, object]:
    names = ("name", "place", "country", "timezone", "begins_on", "ends_on")
    return {name: getattr(fields, name) for name in (*names, "theme", "about", "website")}


def _name_parts(meeting_id: int, part: type[Part], names: Sequence[str]) -> None:
    """Let a meeting have the themes or rooms of these names, in their order."""
    known = {row.name: row for row in db.session.scalars(_parts_of(meeting_id, part))}
    for position, name in enumerate(names):
        if name in known:
            known[name].position = position
        else:
            db.session.add(part(meeting_id=meeting_id, name=name, position=position))
    column = Session.theme_id if part is Theme else Session.room_id
    field = "themes" if part is Theme else "rooms"
    for name in known.keys() - set(names):
        used = select(Session.id).where(column == known[name].id).limit(1)
        if db.session.scalar(used) is not None:
            sentence = _("Sessions are in “%(name)s”. Change them first.", name=name)
            raise Invalid(fields={field: sentence})
        db.session.delete(known[name])


def _parts_of(meeting_id: int, part: type[Part]) -> Select[Part]:
    return select(part).where(part.meeting_id == meeting_id)


def _describe(session: Session, fields: SessionFields) -> None:
    """Write the checked fields to the row; theme and room are found, or made, by their names."""
    for name in ("title", "kind", "number", "description", "starts_at", "ends_at", "webcast"):
        setattr(session, name, getattr(fields, name))
    for name in ("remote_address", "remote_instructions", "is_ours"):
        setattr(session, name, getattr(fields, name))
    session.languages = list(fields.languages)
    session.theme_id = _part_id(session.meeting_id, Theme, fields.theme)
    session.room_id = _part_id(session.meeting_id, Room, fields.room)


def _part_id(meeting_id: int, part: type[Part], name: str) -> int | None:
    if not name:
        return None
    row = db.session.scalars(_parts_of(meeting_id, part).where(part.name == name)).one_or_none()
    if row is None:
        field = "theme" if part is Theme else "room"
        raise Invalid(fields={field: _("Choose one of the list.")})
    return row.id


def _name_people(session: Session, fields: SessionFields, by: Viewer) -> None:
    """Write who holds the session and who does what in it."""
    for part in (Organiser, Participant):
        db.session.execute(delete(part).where(part.session_id == session.id))
    _refuse_unknown(organiser.organisation_id for organiser in fields.organisers)
    own = {organiser.organisation_id for organiser in fields.organisers}
    if not by.is_coordinator and not own & by.organisation_ids:
        raise Invalid(
            fields={"organisers": _("Name an organisation you represent among those who hold it.")}
        )
    db.session.add_all(
        Organiser(
            session_id=session.id,
            position=position,
            organisation_id=organiser.organisation_id,
            name="" if organiser.organisation_id else organiser.name,
        )
        for position, organiser in enumerate(fields.organisers)
    )
    db.session.add_all(
        Participant(
            session_id=session.id,
            position=position,
            role=person.role,
            name=person.name,
            affiliation=person.affiliation,
            email=person.email,
        )
        for position, person in enumerate(fields.people)
    )


def _refuse_unknown(organisation_ids: Iterable[int | None]) -> None:
    wanted = {number for number in organisation_ids if number is not None}
    members = select(Organisation.id).where(
        Organisation.id.in_(wanted), Organisation.state == OrganisationState.APPROVED
    )
    if wanted - set(db.session.scalars(members)):
        raise Invalid(fields={"organisers": _("Choose organisations that are members.")})


def _time_and_room(session: Session, room: str) -> dict[str, str]:
    """Return when and where a session is, in the form of its history."""
    zone = session.meeting.zone
    times = (session.starts_at, session.ends_at)
    shown = "/".join(moment.astimezone(zone).isoformat() for moment in times if moment)
    return {"time": shown, "room": room}


def _note_update(session: Session, changes: dict[str, list[str]], by: Viewer) -> None:
    """Note an update as what it is: words alone, a first time, or a move."""
    _touch(session)
    if not changes or session.state in {State.PROPOSED, State.CANCELLED}:
        session.sequence += bool(changes)
        _note(session.id, Act.EDITED, by, changes=changes)
        return
    session.sequence += 1
    was_told = session.state in {State.SCHEDULED, State.MOVED}
    if session.starts_at is None:
        session.state = State.ACCEPTED
    else:
        session.state = State.MOVED if was_told else State.SCHEDULED
    is_first = not was_told and session.starts_at is not None
    _note(session.id, Act.SCHEDULED if is_first else Act.MOVED, by, changes=changes)
    following.tell_soon(session.id)


def _touch(session: Session) -> None:
    session.changed_at = now()
    session.revision += 1


def _note(
    session_id: int,
    act: Act,
    by: Viewer,
    *,
    text: str = "",
    changes: dict[str, list[str]] | None = None,
) -> None:
    db.session.add(
        SessionEvent(
            session_id=session_id, act=act, by_id=by.person_id, text=text, changes=changes or {}
        )
    )
