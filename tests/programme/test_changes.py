"""What several acts came to: old and new in one, and nothing where all is as it was."""

import pytest

from coalition.programme.changes import Change, change_of, times_of
from coalition.programme.models import Act, SessionEvent, State
from tests.programme.making import at

NINE = "2012-11-06T09:00:00+04:00/2012-11-06T10:30:00+04:00"
TEN = "2012-11-06T10:00:00+04:00/2012-11-06T11:30:00+04:00"
NINE_IN_UTC = "2012-11-06T05:00:00+00:00/2012-11-06T06:30:00+00:00"


def moved(old: str, new: str, *, part: str = "time", act: Act = Act.MOVED) -> SessionEvent:
    """Return an act that changed a part."""
    return SessionEvent(act=act, changes={part: [old, new]})


def done(act: Act) -> SessionEvent:
    """Return an act that changed neither time nor room."""
    return SessionEvent(act=act, changes={})


@pytest.mark.parametrize(
    ("events", "state", "expected"),
    [
        ([moved(NINE, TEN)], State.MOVED, Change(time=(NINE, TEN))),
        ([moved("", NINE, act=Act.SCHEDULED)], State.SCHEDULED, Change(time=("", NINE))),
        ([moved(NINE, TEN), moved(TEN, "")], State.ACCEPTED, Change(time=(NINE, ""))),
        ([moved(NINE, TEN), moved(TEN, NINE)], State.MOVED, None),
        ([moved(NINE, TEN), moved(TEN, NINE_IN_UTC)], State.MOVED, None),
        (
            [moved("A", "B", part="room"), moved("B", "C", part="room")],
            State.MOVED,
            Change(room=("A", "C")),
        ),
        (
            [moved(NINE, TEN), done(Act.CANCELLED)],
            State.CANCELLED,
            Change(is_cancelled=True),
        ),
        ([done(Act.CANCELLED), done(Act.REINSTATED)], State.SCHEDULED, None),
        ([done(Act.REINSTATED), done(Act.CANCELLED)], State.CANCELLED, None),
        ([done(Act.REINSTATED)], State.SCHEDULED, Change(is_reinstated=True)),
        (
            [moved(NINE, TEN, act=Act.EDITED), done(Act.REINSTATED)],
            State.SCHEDULED,
            Change(is_reinstated=True, time=(NINE, TEN)),
        ),
        ([moved(NINE, TEN, act=Act.EDITED)], State.CANCELLED, None),
        (
            [moved("A", "B", part="webcast", act=Act.EDITED)],
            State.SCHEDULED,
            Change(addresses=(("webcast", "A", "B"),)),
        ),
        ([], State.SCHEDULED, None),
    ],
)
def test_change_is_what_all_acts_came_to(
    events: list[SessionEvent], state: State, expected: Change | None
) -> None:
    assert change_of(events, state) == expected


def test_times_are_read_from_a_history() -> None:
    assert times_of(NINE) == (at("09:00"), at("10:30"))
    assert times_of("") is None
