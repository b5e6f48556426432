"""What became of a session since somebody last heard of it: old and new of several acts in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coalition.programme.models import Act, SessionEvent, State

Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be told: that it is cancelled, or held after all, and old and new of the rest.

    `time` and `room` are None where they are as they were; "" stands for nothing said.
    """

    is_cancelled: bool = False
    is_reinstated: bool = False
    time: tuple[str, str] | None = None
    room: tuple[str, str] | None = None


def change_of(events: Sequence[SessionEvent], state: State) -> Change | None:
    """Return what these acts, first things first, came to; None when all is as it was before."""
    is_cancelled = state is State.CANCELLED
    was_cancelled = _was_cancelled(events, is_cancelled)
    if is_cancelled:
        return None if was_cancelled else Change(is_cancelled=True)
    found = Change(
        is_reinstated=was_cancelled, time=_net(events, "time"), room=_net(events, "room")
    )
    return found if found != Change() else None


def times_of(said: str) -> Times | None:
    """Return the two moments a history says, "2012-11-06T09:00:00+04:00/…"; None for no time."""
    begins, _slash, ends = said.partition("/")
    return (datetime.fromisoformat(begins), datetime.fromisoformat(ends)) if ends else None


def _was_cancelled(events: Sequence[SessionEvent], is_cancelled: bool) -> bool:
    for event in events:
        if event.act in {Act.CANCELLED, Act.REINSTATED}:
            return event.act is Act.REINSTATED
    return is_cancelled


def _net(events: Sequence[SessionEvent], part: str) -> tuple[str, str] | None:
    """Return what a part was first and is last; times are compared as moments."""
    found = [event.changes[part] for event in events if part in event.changes]
    if not found:
        return None
    old, new = found[0][0], found[-1][1]
    is_same = times_of(old) == times_of(new) if part == "time" else old == new
    return None if is_same else (old, new)
