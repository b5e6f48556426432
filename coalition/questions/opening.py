"""When questions are taken: by the desk's own times or those of the session, or as held by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coalition.programme.models import Session
from coalition.programme.models import State as SessionState
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
        desk.opens_at,
        desk.closes_at,
        desk.hold,
    )


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
