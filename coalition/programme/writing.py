"""How a session's rows are found, held and written: the parts all acts are made of."""

from collections.abc import Iterable
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import selectinload

from coalition.audit import service as audit
from coalition.database import db, locked, now
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.members.models import Organisation
from coalition.members.models import State as OrganisationState
from coalition.programme import policy
from coalition.programme.description import SessionFields
from coalition.programme.models import (
    ADDRESSES,
    Act,
    Meeting,
    Organiser,
    Participant,
    Room,
    Session,
    SessionEvent,
    Theme,
)
from coalition.web.viewer import Viewer

Part = TypeVar("Part", Theme, Room)
WORDS = ("title", "kind", "number", "description", "webcast", "remote_address")
MORE = ("remote_instructions", "is_ours", "starts_at", "ends_at")


def held(session_id: int, by: Viewer) -> Session:
    """Return a session with its meeting, theme, room, organisers and people, kept for this change.

    Raises NotFound when `by` may not know of it and NotAllowed when it is not theirs to change.
    """
    session = db.session.scalars(
        select(Session)
        .where(Session.id == session_id)
        .options(
            selectinload(Session.meeting),
            selectinload(Session.theme),
            selectinload(Session.room),
            selectinload(Session.organisers),
            selectinload(Session.people),
        )
        .with_for_update(of=Session)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if session is None or not policy.may_know(by, session):
        raise NotFound(_("There is no session at this address, or it is not open to you."))
    if not policy.may_edit(by, session):
        raise NotAllowed(_("Only those who hold a session and the coordinators change it."))
    return session


def held_with_meeting(session_id: int, by: Viewer) -> Session:
    """Return a session as held() does, its whole meeting kept: rooms are given away one by one.

    The meeting comes first wherever both are kept, so that nobody waits for each other.
    """
    meeting_id = db.session.scalar(select(Session.meeting_id).where(Session.id == session_id))
    if meeting_id is not None:
        locked(Meeting, meeting_id)
    return held(session_id, by)


def refuse_stale(revision: int, expected: int | None) -> None:
    """Raise Conflict for a form that was made of an older state."""
    if expected is not None and expected != revision:
        raise Conflict(
            _("This was changed since you opened the page. Look at it again and repeat.")
        )


def describe(session: Session, fields: SessionFields) -> None:
    """Write checked fields to the row; theme and room are found by name. Raises Invalid."""
    for name in (*WORDS, *MORE):
        setattr(session, name, getattr(fields, name))
    session.languages = list(fields.languages)
    session.theme_id = _part_id(session.meeting_id, Theme, fields.theme)
    session.room_id = _part_id(session.meeting_id, Room, fields.room)


def name_people(session: Session, fields: SessionFields, by: Viewer) -> None:
    """Write who holds the session and who does what in it. Raises Invalid.

    Whoever is no coordinator stays among those who hold it.
    """
    own = {organiser.organisation_id for organiser in fields.organisers}
    if not by.is_coordinator and not own & by.organisation_ids:
        raise Invalid(
            fields={"organisers": _("Name an organisation you represent among those who hold it.")}
        )
    _refuse_unknown(own, session)
    for part in (Organiser, Participant):
        db.session.execute(delete(part).where(part.session_id == session.id))
    db.session.add_all(
        Organiser(
            session_id=session.id,
            position=position,
            organisation_id=organiser.organisation_id,
            name=organiser.name,
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


def note(
    session: Session,
    act: Act,
    by: Viewer,
    *,
    text: str = "",
    changes: dict[str, list[str]] | None = None,
) -> None:
    """Add an act to the session's history and to the audit log."""
    db.session.add(
        SessionEvent(
            session_id=session.id, act=act, by_id=by.person_id, text=text, changes=changes or {}
        )
    )
    audit.note(
        f"programme.{act.name.lower()}",
        f"session:{session.id}",
        by=by.person_id,
        title=session.title,
        changes=changes,
        document=text if act in {Act.TIED, Act.UNTIED} else "",
    )


def touch(session: Session) -> None:
    """Let the session be newer than the forms that were made of it."""
    session.changed_at = now()
    session.revision += 1


def told_parts(session: Session, room: str) -> dict[str, str]:
    """Return when and where a session is and how it is followed, in the form of its history."""
    zone = session.meeting.zone
    times = (session.starts_at, session.ends_at)
    shown = "/".join(moment.astimezone(zone).isoformat() for moment in times if moment)
    return {"time": shown, "room": room} | {name: getattr(session, name) for name in ADDRESSES}


def parts_of(meeting_id: int, part: type[Part]) -> Select[Part]:
    """Return the query for the themes, or rooms, of a meeting."""
    return select(part).where(part.meeting_id == meeting_id)


def _part_id(meeting_id: int, part: type[Part], name: str) -> int | None:
    if not name:
        return None
    row = db.session.scalars(parts_of(meeting_id, part).where(part.name == name)).one_or_none()
    if row is None:
        field = "theme" if part is Theme else "room"
        raise Invalid(fields={field: _("Choose one of the list.")})
    return row.id


def _refuse_unknown(organisation_ids: Iterable[int | None], session: Session) -> None:
    """Refuse organisations that are no members; one that held the session before may stay."""
    held_before = select(Organiser.organisation_id).where(Organiser.session_id == session.id)
    wanted = {number for number in organisation_ids if number is not None}
    wanted -= set(db.session.scalars(held_before))
    members = select(Organisation.id).where(
        Organisation.id.in_(wanted), Organisation.state == OrganisationState.APPROVED
    )
    if wanted and wanted - set(db.session.scalars(members)):
        raise Invalid(fields={"organisers": _("Choose organisations that are members.")})
