"""When questions are taken: by the session's times, by the desk's own, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coalition.programme.models import Session, State
from coalition.questions.models import Desk, Hold
from coalition.questions.opening import Hours, Openness, hours_of, misses, opening

STARTS = datetime(2012, 11, 6, 5, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=90)
HOURS = Hours(State.SCHEDULED, STARTS, ENDS)
UNTIMED = Hours(State.ACCEPTED, None, None)


@pytest.mark.parametrize(
    ("hours", "at", "openness"),
    [
        (HOURS, STARTS - timedelta(days=7, seconds=1), Openness.EARLY),
        (HOURS, STARTS - timedelta(days=7), Openness.OPEN),
        (HOURS, ENDS + timedelta(minutes=29), Openness.OPEN),
        (HOURS, ENDS + timedelta(minutes=30), Openness.OVER),
        (replace(HOURS, opens_at=STARTS), STARTS - timedelta(seconds=1), Openness.EARLY),
        (replace(HOURS, closes_at=STARTS), STARTS, Openness.OVER),
        (replace(HOURS, hold=Hold.OPEN), ENDS + timedelta(days=9), Openness.OPEN),
        (replace(HOURS, hold=Hold.CLOSED), STARTS, Openness.CLOSED),
        (replace(HOURS, hold=Hold.OPEN, state=State.CANCELLED), STARTS, Openness.CANCELLED),
        (UNTIMED, STARTS, Openness.UNKNOWN),
        (replace(UNTIMED, opens_at=STARTS), STARTS, Openness.OPEN),
        (replace(UNTIMED, hold=Hold.OPEN), STARTS, Openness.OPEN),
    ],
)
def test_desk_is_open_as_its_hours_say(hours: Hours, at: datetime, openness: Openness) -> None:
    assert opening(hours, at).openness is openness


def test_times_follow_the_session_unless_the_desk_has_its_own() -> None:
    usual = opening(HOURS, STARTS)
    assert (usual.opens_at, usual.closes_at) == (
        STARTS - timedelta(days=7),
        ENDS + timedelta(minutes=30),
    )
    own = opening(replace(HOURS, opens_at=STARTS, closes_at=ENDS), STARTS)
    assert (own.opens_at, own.closes_at) == (STARTS, ENDS)


def test_own_times_move_as_far_as_the_session_does() -> None:
    minutes, day = timedelta(minutes=10), timedelta(days=1)
    desk = Desk(
        hold=Hold.BY_TIME,
        opens_at=STARTS - minutes,
        closes_at=ENDS + minutes,
        session_starts_at=STARTS,
        session_ends_at=ENDS,
    )
    longer = Session(state=State.MOVED, starts_at=STARTS + day, ends_at=ENDS + day + 2 * minutes)
    found = opening(hours_of(longer, desk), STARTS)
    assert (found.opens_at, found.closes_at) == (
        STARTS + day - minutes,
        ENDS + day + 3 * minutes,
    )
    untimed = Session(state=State.ACCEPTED, starts_at=None, ends_at=None)
    left = opening(hours_of(untimed, desk), STARTS)
    assert (left.opens_at, left.closes_at) == (desk.opens_at, desk.closes_at)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "is_missed"),
    [
        (None, None, False),
        (STARTS, ENDS, False),
        (None, STARTS, True),
        (ENDS, None, True),
        (ENDS - timedelta(minutes=1), None, False),
        (STARTS + timedelta(minutes=9), STARTS + timedelta(minutes=8), True),
    ],
)
def test_desk_that_is_closed_during_the_whole_session_is_noticed(
    opens_at: datetime | None, closes_at: datetime | None, is_missed: bool
) -> None:
    session = Session(state=State.SCHEDULED, starts_at=STARTS, ends_at=ENDS)
    found = opening(replace(HOURS, opens_at=opens_at, closes_at=closes_at), STARTS)
    assert misses(session, found) is is_missed
