"""What speaks against a session's time and room: the room is taken, a person too, the day is wrong."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coalition.database import db
from coalition.programme.description import PersonFields, SessionFields
from coalition.programme.models import Meeting, Participant, Session, State


class Why(StrEnum):
    """What the matter is."""

    ROOM = "room"
    PERSON = "person"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that speaks against it: `name` of room or person, and the session they are in."""

    why: Why
    name: str = ""
    session: Session | None = None


def clashes_of(
    meeting: Meeting, fields: SessionFields, *, besides: int | None = None
) -> tuple[Clash, ...]:
    """Return what speaks against a session held as these fields say.

    `besides` is the session itself, when it is there already. What ends as another begins does
    not clash, nor does what is cancelled.
    """
    if fields.starts_at is None or fields.ends_at is None:
        return ()
    days = {moment.astimezone(meeting.zone).date() for moment in (fields.starts_at, fields.ends_at)}
    outside = min(days) < meeting.begins_on or max(days) > meeting.ends_on
    found = [Clash(Why.DAYS)] if outside else []
    for other in _at_the_same_time(meeting.id, fields, besides):
        if fields.room and other.room and other.room.name == fields.room:
            found.append(Clash(Why.ROOM, other.room.name, other))
        found += [Clash(Why.PERSON, name, other) for name in _in_both(fields.people, other.people)]
    return tuple(found)


def _at_the_same_time(meeting_id: int, fields: SessionFields, besides: int | None) -> list[Session]:
    """Return the sessions that overlap, with their rooms and people."""
    found = select(Session).where(
        Session.meeting_id == meeting_id,
        Session.id != (besides or 0),
        Session.state != State.CANCELLED,
        Session.starts_at < fields.ends_at,
        Session.ends_at > fields.starts_at,
    )
    return list(
        db.session.scalars(
            found.options(selectinload(Session.people), selectinload(Session.room)).order_by(
                Session.starts_at, Session.id
            )
        )
    )


def _in_both(people: tuple[PersonFields, ...], others: list[Participant]) -> list[str]:
    """Return the names of those who are in both, told by address or by name."""
    emails = {other.email for other in others if other.email}
    names = {other.name.casefold() for other in others}
    return list(
        dict.fromkeys(p.name for p in people if p.email in emails or p.name.casefold() in names)
    )
