"""What a hub follows, in order and by the days of its own clocks."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from coalition.hubs.models import Hub
from coalition.programme.models import Session, State

LAST = datetime.max.replace(tzinfo=UTC)  # where what has no time yet goes


def followed(hub: Hub, *, cancelled: bool = True) -> list[Session]:
    """Return the sessions a hub follows in order of time; its `follows` must be loaded."""
    sessions = (link.session for link in hub.follows)
    kept = [s for s in sessions if cancelled or s.state is not State.CANCELLED]
    return sorted(kept, key=lambda session: (session.starts_at or LAST, session.id))


def by_day(
    sessions: Iterable[Session], zone: ZoneInfo
) -> list[tuple[date | None, Sequence[Session]]]:
    """Return sessions, in order of time, by the day on which they begin in a zone; None for no time."""

    def day(session: Session) -> date | None:
        return session.starts_at.astimezone(zone).date() if session.starts_at else None

    return [(found, tuple(sessions)) for found, sessions in groupby(sessions, day)]
