"""What speaks against a session's time and room: the room is taken, a person too, the day is wrong."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from coalition.database import db
from coalition.errors import Invalid
from coalition.programme.description import PersonFields, SessionFields
from coalition.programme.models import Meeting, Participant, Session, State
from coalition.programme.queries import is_waiting, known_to
from coalition.programme.schedule import is_outside
from coalition.web.viewer import Viewer


class Why(StrEnum):
    """What the matter is."""

    ROOM = "room"
    PERSON = "person"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Other:
    """The session that is there already, as it is named to whoever plans another."""

    id: int
    number: str
    title: str
    starts_at: datetime
    ends_at: datetime
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that speaks against it: `name` of room or person, and the session they are in."""

    why: Why
    name: str = ""
    session: Other | None = None

    @property
    def key(self) -> str:
        """Return what tells this clash from others, such as "room:5:Room 3"."""
        return f"{self.why}:{self.session.id if self.session else ''}:{self.name.casefold()}"


class Clashing(Invalid):
    """Something speaks against a time or room, and nobody said that it is to be so nevertheless."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        sentence = _("Something speaks against this time or room; see below.")
        super().__init__(fields={"clashes": sentence})
        self.clashes = clashes


def fingerprint(clashes: Iterable[Clash]) -> str:
    """Return what stands for exactly these clashes in a form, "" for none."""
    keys = "\n".join(sorted(clash.key for clash in clashes))
    return hashlib.sha256(keys.encode()).hexdigest()[:32] if keys else ""


def clashes_of(
    meeting: Meeting,
    fields: SessionFields,
    *,
    viewer: Viewer,
    besides: int | None = None,
    before: SessionFields | None = None,
) -> tuple[Clash, ...]:
    """Return what speaks against a session held as these fields say, as far as one may know of it.

    `besides` is the session itself, when it is there already, and `before` what is said of it
    now: what clashes in that already is not said again. What ends as another begins does not
    clash, nor does what is cancelled.
    """
    known = {clash.key for clash in _clashes(meeting, before, viewer, besides)}
    found = _clashes(meeting, fields, viewer, besides)
    return tuple(clash for clash in found if clash.key not in known)


def _clashes(
    meeting: Meeting, fields: SessionFields | None, viewer: Viewer, besides: int | None
) -> list[Clash]:
    if fields is None or fields.starts_at is None or fields.ends_at is None:
        return []
    outside = is_outside(meeting, fields.starts_at, fields.ends_at)
    found = [Clash(Why.DAYS)] if outside else []
    for session in _at_the_same_time(meeting.id, fields, viewer, besides):
        other = _named(session)
        if fields.room and session.room and session.room.name == fields.room:
            found.append(Clash(Why.ROOM, session.room.name, other))
        both = _in_both(fields.people, session.people)
        found += [Clash(Why.PERSON, name, other) for name in both]
    return found


def _at_the_same_time(
    meeting_id: int, fields: SessionFields, viewer: Viewer, besides: int | None
) -> Iterable[Session]:
    """Return the sessions that overlap, with their rooms and people."""
    found = select(Session).where(
        Session.meeting_id == meeting_id,
        Session.id != (besides or 0),
        Session.state != State.CANCELLED,
        or_(Session.state != State.PROPOSED, is_waiting()),
        Session.starts_at < fields.ends_at,
        Session.ends_at > fields.starts_at,
        known_to(viewer),
    )
    return db.session.scalars(
        found.options(selectinload(Session.people), selectinload(Session.room))
        .order_by(Session.starts_at, Session.id)
        .execution_options(populate_existing=True)
    )


def _named(session: Session) -> Other:
    if session.starts_at is None or session.ends_at is None:  # the query finds none such
        raise ValueError("a session without a time clashes with nothing")
    is_proposed = session.state is State.PROPOSED
    return Other(
        *(session.id, session.number, session.title),
        *(session.starts_at, session.ends_at, is_proposed),
    )


def _in_both(people: tuple[PersonFields, ...], others: list[Participant]) -> list[str]:
    """Return the names of those who are in both, told by address or by name."""
    emails = {other.email for other in others if other.email}
    names = {other.name.casefold() for other in others}
    return list(
        dict.fromkeys(
            p.name for p in people if (p.email and p.email in emails) or p.name.casefold() in names
        )
    )
