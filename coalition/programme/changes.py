"""What became of a session since somebody last heard of it: old and new of several acts in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coalition.programme.models import ADDRESSES, Act, Session, SessionEvent, State
from coalition.programme.schedule import Phase, phase_of

Times = tuple[datetime, datetime]
PLACED = frozenset({"time", "room"})  # what of a history makes a move of a change
ANNOUNCING = (Act.SCHEDULED, Act.MOVED, Act.REINSTATED)  # what says, or moves, time and room


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be told: that it is cancelled, or held after all, and old and new of the rest.

    `time` and `room` are None where they are as they were; "" stands for nothing said. Of
    ADDRESSES that are others there is the name, the old and the new one.
    """

    is_cancelled: bool = False
    is_reinstated: bool = False
    time: tuple[str, str] | None = None
    room: tuple[str, str] | None = None
    addresses: tuple[tuple[str, str, str], ...] = ()


def change_of(events: Sequence[SessionEvent], state: State) -> Change | None:
    """Return what these acts, first things first, came to; None when all is as it was before."""
    is_cancelled = state is State.CANCELLED
    was_cancelled = _was_cancelled(events, is_cancelled)
    if is_cancelled:
        return None if was_cancelled else Change(is_cancelled=True)
    others = ((name, _net(events, name)) for name in ADDRESSES)
    found = Change(
        is_reinstated=was_cancelled,
        time=_net(events, "time"),
        room=_net(events, "room"),
        addresses=tuple((name, *pair) for name, pair in others if pair),
    )
    return found if found != Change() else None


def is_over(session: Session, events: Sequence[SessionEvent], at: datetime) -> bool:
    """Tell whether it was over before these acts, first things first, and is after them.

    What has no time is over with its meeting, which must be loaded.
    """
    was = next((e.changes["time"][0] for e in events if "time" in e.changes), "")
    ends = [times[1] for times in (times_of(was), _times(session)) if times]
    return max(ends) <= at if ends else phase_of(session.meeting, at) is Phase.OVER


def first_said(events: Iterable[SessionEvent]) -> Mapping[str, str]:
    """Return the time and the room a session was first said to have, of those that ever changed.

    `events` are its acts of ANNOUNCING, first things first. One that is held after all, or given a
    time again after it had none, begins anew.
    """
    found: dict[str, str] = {}
    for event in events:
        if event.act is Act.REINSTATED or event.changes.get("time", ["-"])[0] == "":
            found = {}
        for part in PLACED & event.changes.keys():
            old, new = event.changes[part]
            found[part] = found.get(part) or old or new
    return found


def is_same(part: str, one: str, other: str) -> bool:
    """Tell whether a history says the same of a part; times are compared as moments."""
    return times_of(one) == times_of(other) if part == "time" else one == other


def times_of(said: str) -> Times | None:
    """Return the two moments a history says, "2012-11-06T09:00:00+04:00/…"; None for no time."""
    begins, _slash, ends = said.partition("/")
    return (datetime.fromisoformat(begins), datetime.fromisoformat(ends)) if ends else None


def _times(session: Session) -> Times | None:
    return (session.starts_at, session.ends_at) if session.starts_at and session.ends_at else None


def _was_cancelled(events: Sequence[SessionEvent], is_cancelled: bool) -> bool:
    for event in events:
        if event.act in {Act.CANCELLED, Act.REINSTATED}:
            return event.act is Act.REINSTATED
    return is_cancelled


def _net(events: Sequence[SessionEvent], part: str) -> tuple[str, str] | None:
    """Return what a part was first and is last."""
    found = [event.changes[part] for event in events if part in event.changes]
    if not found:
        return None
    old, new = found[0][0], found[-1][1]
    return None if is_same(part, old, new) else (old, new)
