"""The schedule: sessions in days, a table of rooms and times for each; what is on now, what next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from coalition.programme.models import Meeting, Room, Session, State

Placed = list[tuple[int, "Cell"]]  # cells of one lane, each with the row it begins in


class Phase(StrEnum):
    """Where a meeting stands at a moment, by its own clocks."""

    COMING = "coming"
    ON = "on"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Cell:
    """The sessions that begin together in a room, and how many rows the longest of them lasts."""

    sessions: tuple[Session, ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A time at which sessions begin; None where nothing is on. What goes on has no cell here."""

    starts_at: datetime
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A room, or None for sessions without one, and how many sessions overlap in it at most."""

    room: Room | None
    lane_count: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the schedule, in the meeting's zone: its sessions and the table they make."""

    day: date
    sessions: tuple[Session, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Current:
    """What is on at a moment, what comes next (sessions that begin together), and until when."""

    on: tuple[Session, ...] = ()
    coming: tuple[Session, ...] = ()
    changes_at: datetime | None = None


def phase_of(meeting: Meeting, at: datetime) -> Phase:
    """Return whether the meeting is on, by the date in its own zone."""
    today = at.astimezone(meeting.zone).date()
    if today < meeting.begins_on:
        return Phase.COMING
    return Phase.ON if today <= meeting.ends_on else Phase.OVER


def bounds(meeting: Meeting) -> tuple[datetime, datetime]:
    """Return the first moment of a meeting's first day and the last of its last, by its clocks."""
    after = meeting.ends_on + timedelta(days=1)
    return (
        datetime.combine(meeting.begins_on, time(), meeting.zone).astimezone(UTC),
        datetime.combine(after, time(), meeting.zone).astimezone(UTC),
    )


def is_outside(meeting: Meeting, starts_at: datetime, ends_at: datetime) -> bool:
    """Tell whether something begins before a meeting's first day or ends after its last."""
    first, last = bounds(meeting)
    return starts_at < first or ends_at > last


def noon(day: date, zone: ZoneInfo) -> datetime:
    """Return the middle of a day in a zone; clocks are never changed then."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def span(meeting: Meeting, sessions: Iterable[Session] = ()) -> tuple[datetime, datetime]:
    """Return when the first of the sessions begins and the last one ends.

    Without any that has a time these are the noons of the meeting's first and last day. Clocks may
    change between the two.
    """
    timed = [one for one in sessions if one.starts_at]
    if not timed:
        return noon(meeting.begins_on, meeting.zone), noon(meeting.ends_on, meeting.zone)
    return min(_starts(one) for one in timed), max(_ends(one) for one in timed)


def day_of(session: Session, zone: ZoneInfo) -> date | None:
    """Return the day a session begins on, in a zone; None for one without a time."""
    return session.starts_at.astimezone(zone).date() if session.starts_at else None


def days(sessions: Iterable[Session], zone: ZoneInfo) -> tuple[Day, ...]:
    """Return the days on which sessions begin; those without a time are left out.

    A session past midnight stays on the day it began.
    """
    timed = sorted((one for one in sessions if one.starts_at), key=_order)
    return tuple(
        _day(day, tuple(held))
        for day, held in groupby(timed, key=lambda one: day_of(one, zone))
        if day is not None
    )


def current(sessions: Iterable[Session], at: datetime) -> Current:
    """Return what is on at a moment and what comes next; cancelled and proposed sessions are not."""
    held = sorted(
        (one for one in sessions if one.starts_at and one.ends_at and _is_held(one)), key=_order
    )
    on = tuple(one for one in held if _starts(one) <= at < _ends(one))
    later = [one for one in held if _starts(one) > at]
    coming = tuple(one for one in later if _starts(one) == _starts(later[0]))
    changes = [_ends(one) for one in on] + [_starts(one) for one in coming[:1]]
    return Current(on, coming, min(changes, default=None))


def clashes_among(sessions: Iterable[Session]) -> tuple[tuple[Session, Session], ...]:
    """Return the pairs that overlap, earlier one first; who chose both can be in one of them only."""
    held = sorted((one for one in sessions if one.starts_at and _is_held(one)), key=_order)
    return tuple(
        (one, other)
        for place, one in enumerate(held)
        for other in held[place + 1 :]
        if _starts(other) < _ends(one)
    )


def _day(day: date, sessions: tuple[Session, ...]) -> Day:
    starts = sorted({_starts(one) for one in sessions})
    rooms = {one.room_id: one.room for one in sessions}
    lanes: list[Placed] = []
    columns = []
    for room_id in sorted(rooms, key=lambda number: _place_of(rooms[number])):
        held = [one for one in sessions if one.room_id == room_id]
        own = _lanes(held, starts)
        columns.append(Column(rooms[room_id], len(own)))
        lanes += own
    return Day(day, sessions, tuple(columns), _rows(starts, lanes))


def _lanes(sessions: Sequence[Session], starts: Sequence[datetime]) -> list[Placed]:
    """Put the sessions of a room side by side where they overlap, one below the other elsewhere."""
    lanes: list[Placed] = []
    for start, together in groupby(sessions, key=_starts):
        held = tuple(together)
        ends = max(_ends(one) for one in held)
        cell = Cell(held, sum(start <= moment < ends for moment in starts))
        row = starts.index(start)
        free = (lane for lane in lanes if lane[-1][0] + lane[-1][1].row_count <= row)
        lane = next(free, None)
        if lane is None:
            lane = []
            lanes.append(lane)
        lane.append((row, cell))
    return lanes


def _rows(starts: Sequence[datetime], lanes: Sequence[Placed]) -> tuple[Row, ...]:
    rows = []
    for number, start in enumerate(starts):
        cells: list[Cell | None] = []
        for lane in lanes:
            begins = next((cell for row, cell in lane if row == number), None)
            goes_on = any(row < number < row + cell.row_count for row, cell in lane)
            if not goes_on:
                cells.append(begins)
        rows.append(Row(start, tuple(cells)))
    return tuple(rows)


def _is_held(session: Session) -> bool:
    return session.state not in {State.CANCELLED, State.PROPOSED}


def _starts(session: Session) -> datetime:
    assert session.starts_at is not None  # noqa: S101 whoever has no time is left out before
    return session.starts_at


def _ends(session: Session) -> datetime:
    assert session.ends_at is not None  # noqa: S101 as above; there are both or none
    return session.ends_at


def _order(session: Session) -> tuple[datetime, tuple[int, int, str], str, int]:
    return _starts(session), _place_of(session.room), session.number, session.id


def _place_of(room: Room | None) -> tuple[int, int, str]:
    """Return the order of rooms as the meeting names them; sessions without one come last."""
    return (0, room.position, room.name) if room else (1, 0, "")
