"""When questions are taken: by the desk's own times or those of the session, or as held by hand.

A desk's own times move as far as its session is moved.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coalition.programme.models import Session
from coalition.programme.models import State as SessionState
from coalition.questions.asking import DeskFields
from coalition.questions.models import Desk, Hold

BEFORE = timedelta(days=7)  # of the beginning of a session
AFTER = timedelta(minutes=30)  # its end, since sessions run late


class Openness(StrEnum):
    """Whether questions are taken, and if not, why."""

    OPEN = "open"
    EARLY = "early"  # they will be, from `opens_at` on
    UNKNOWN = "unknown"  # nothing is said yet of when
    OVER = "over"
    CLOSED = "closed"  # by hand
    CANCELLED = "cancelled"  # the session is not held


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether questions are taken at a moment, and from when until when they are."""

    openness: Openness
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether questions are taken."""
        return self.openness is Openness.OPEN


@dataclass(frozen=True, slots=True)
class Hours:
    """What decides about the opening: the session's state and times, and those of its desk."""

    state: SessionState
    starts_at: datetime | None
    ends_at: datetime | None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    hold: Hold = Hold.BY_TIME


def hours_of(session: Session, desk: Desk) -> Hours:
    """Return what decides about the opening of a session's desk."""
    return Hours(
        session.state,
        session.starts_at,
        session.ends_at,
        moved_along(desk.opens_at, desk.session_starts_at, session.starts_at),
        moved_along(desk.closes_at, desk.session_ends_at, session.ends_at),
        desk.hold,
    )


def moved_along(
    own: datetime | None, beside: datetime | None, now_is: datetime | None
) -> datetime | None:
    """Return a desk's own time, as far from the session's as when it was set beside that one."""
    return own + (now_is - beside) if own and beside and now_is else own


def settings_of(session: Session, desk: Desk) -> DeskFields:
    """Return how a desk is set up, its times as they now are."""
    hours = hours_of(session, desk)
    return DeskFields(hours.opens_at, hours.closes_at, desk.shows_waiting, desk.email)


def misses(session: Session, found: Opening) -> bool:
    """Tell whether a desk is closed, by its times, during the whole of its session."""
    opens_at, closes_at = found.opens_at, found.closes_at
    if not (opens_at and closes_at and session.starts_at and session.ends_at):
        return False
    begins, ends = max(opens_at, session.starts_at), min(closes_at, session.ends_at)
    return begins >= ends


def opening(hours: Hours, at: datetime) -> Opening:
    """Return whether questions are taken at this moment."""
    opens_at = hours.opens_at or (hours.starts_at - BEFORE if hours.starts_at else None)
    closes_at = hours.closes_at or (hours.ends_at + AFTER if hours.ends_at else None)
    return Opening(_openness(hours, opens_at, closes_at, at), opens_at, closes_at)


def _openness(
    hours: Hours, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> Openness:
    if hours.state is SessionState.CANCELLED:
        return Openness.CANCELLED
    if hours.hold is not Hold.BY_TIME:
        return Openness.OPEN if hours.hold is Hold.OPEN else Openness.CLOSED
    if closes_at is not None and at >= closes_at:
        return Openness.OVER
    if opens_at is None:
        return Openness.UNKNOWN
    return Openness.OPEN if at >= opens_at else Openness.EARLY
