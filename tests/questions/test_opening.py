"""When questions are taken: by the session's times, by the desk's own, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coalition.programme.models import State
from coalition.questions.models import Hold
from coalition.questions.opening import Hours, Openness, opening

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
