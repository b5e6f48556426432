"""Sessions as lists show them: what a schedule needs of each, and no more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from coalition.database import db, now
from coalition.members.models import Organisation
from coalition.programme import queries
from coalition.programme.changes import ANNOUNCING, first_said, times_of
from coalition.programme.models import (
    Follower,
    Meeting,
    Organiser,
    Room,
    Session,
    SessionEvent,
    State,
)
from coalition.programme.schedule import Current, Phase, current, phase_of
from coalition.web.viewer import Viewer

MOST_OF_OURS = 6  # on the front page
MOST_AT_ONCE = 500  # sessions asked for by number


@dataclass(frozen=True, slots=True)
class Before:
    """When and where a session was to be before it was moved; None and "" where that is as it was."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    room: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """A meeting at a glance: where it stands, what is on, and the coalition's sessions.

    While it is on these are the sessions that have not begun; before and afterwards all of them.
    """

    meeting: Meeting
    phase: Phase
    current: Current
    ours: tuple[Session, ...]
    ours_count: int


def listed_sessions(meeting_id: int, *, viewer: Viewer, only_ours: bool = False) -> list[Session]:
    """Return the sessions of a meeting this viewer may know of, in order of time, then number.

    Each with theme, room and organisers, without people and long texts; declined proposals are
    left out.
    """
    wanted = [Session.meeting_id == meeting_id]
    if only_ours:
        wanted.append(Session.is_ours.is_(True))
    return _listed(viewer, *wanted)


def sessions_by_number(session_ids: Collection[int], *, viewer: Viewer) -> list[Session]:
    """Return those of these sessions the viewer may know of, likewise, each with its meeting."""
    return _listed(viewer, Session.id.in_([*session_ids][:MOST_AT_ONCE]))


def chosen_sessions(*, viewer: Viewer) -> list[Session]:
    """Return the sessions of the viewer's own programme, likewise, each with its meeting."""
    if viewer.person_id is None:
        return []
    own = select(Follower.session_id).where(Follower.person_id == viewer.person_id)
    return _listed(viewer, Session.id.in_(own))


def moves_of(
    meeting_id: int | None = None, session_ids: Collection[int] = ()
) -> Mapping[int, Before]:
    """Return where the moved sessions of a meeting, or of these numbers, were to be at first."""
    of = Session.meeting_id == meeting_id if meeting_id else Session.id.in_(session_ids)
    moved = db.session.execute(
        select(Session.id, Session.starts_at, Session.ends_at, Room.name)
        .outerjoin(Room, Room.id == Session.room_id)
        .where(of, Session.state == State.MOVED)
    ).all()
    events = db.session.scalars(
        select(SessionEvent)
        .join(Session, Session.id == SessionEvent.session_id)
        .where(of, Session.state == State.MOVED, SessionEvent.act.in_(ANNOUNCING))
        .order_by(SessionEvent.session_id, SessionEvent.id)
    )
    first = {
        session_id: first_said(acts)
        for session_id, acts in groupby(events, key=lambda event: event.session_id)
    }
    return {
        session_id: _before(first.get(session_id, {}), (starts_at, ends_at), room or "")
        for session_id, starts_at, ends_at, room in moved
    }


def glance(meeting: Meeting, *, viewer: Viewer, at: datetime | None = None) -> Glance:
    """Return a meeting as the front page shows it, at this moment or another."""
    moment = at or now()
    phase = phase_of(meeting, moment)
    is_on = phase is Phase.ON
    sessions = listed_sessions(meeting.id, viewer=viewer, only_ours=not is_on)
    found = current(sessions, moment) if is_on else Current()
    ours = [one for one in sessions if one.is_ours and one.state is not State.PROPOSED]
    if is_on:  # those still to come, besides what is on
        over = {one.id for one in ours if one.ends_at is not None and one.ends_at <= moment}
        ours = [one for one in ours if one.id not in over and one not in found.on]
    return Glance(meeting, phase, found, tuple(ours[:MOST_OF_OURS]), len(ours))


def _listed(viewer: Viewer, *wanted: ColumnElement[bool]) -> list[Session]:
    is_declined = (Session.state == State.PROPOSED) & (Session.cancelled_reason != "")
    found = select(Session).where(*wanted, queries.known_to(viewer), ~is_declined)
    order = (Session.starts_at.is_(None), Session.starts_at, Session.number, Session.id)
    return list(db.session.scalars(found.options(*_in_short()).order_by(*order)))


def _in_short() -> tuple[ORMOption, ...]:
    return (
        load_only(
            Session.meeting_id,
            Session.number,
            Session.kind,
            Session.title,
            Session.theme_id,
            Session.room_id,
            Session.starts_at,
            Session.ends_at,
            Session.webcast,
            Session.languages,
            Session.state,
            Session.cancelled_reason,
            Session.is_ours,
            raiseload=True,
        ),
        joinedload(Session.meeting),
        joinedload(Session.theme),
        joinedload(Session.room),
        selectinload(Session.organisers)
        .joinedload(Organiser.organisation)
        .load_only(Organisation.name, Organisation.acronym, raiseload=True),
    )


def _before(
    first: Mapping[str, str], times: tuple[datetime | None, datetime | None], room: str
) -> Before:
    """Return what was first said, in the form of a history, where it is not what is so now."""
    was, room_was = times_of(first.get("time", "")), first.get("room", "")
    starts_at, ends_at = was if was and was != times else (None, None)
    return Before(starts_at, ends_at, room_was if room_was != room else "")
