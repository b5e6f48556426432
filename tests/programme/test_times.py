"""Times of a meeting: what its clocks show, and the moment that is."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.programme.times import is_zone, moment, same_clocks

BAKU, BERLIN = ZoneInfo("Asia/Baku"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        (date(2012, 11, 6), time(9), BAKU, datetime(2012, 11, 6, 5, tzinfo=UTC)),  # winter: +4
        (date(2012, 7, 6), time(9), BAKU, datetime(2012, 7, 6, 4, tzinfo=UTC)),  # summer: +5
        (date(2026, 3, 28), time(9), BERLIN, datetime(2026, 3, 28, 8, tzinfo=UTC)),
        (date(2026, 3, 29), time(9), BERLIN, datetime(2026, 3, 29, 7, tzinfo=UTC)),
        # shown twice as summer time ends: the first of both
        (date(2026, 10, 25), time(2, 30), BERLIN, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_moment_is_that_at_which_clocks_there_show_it(
    app: Flask, day: date, clock: time, zone: ZoneInfo, expected: datetime
) -> None:
    assert moment(day, clock, zone) == expected


def test_what_clocks_leave_out_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(Invalid) as refused:
        moment(date(2026, 3, 29), time(2, 30), BERLIN)
    assert refused.value.message == (
        "02:30 is left out on this day, because clocks go forward there. Give another time."
    )


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1969, 12, 31), date(9999, 12, 31)])
def test_days_no_zone_knows_are_refused(app: Flask, day: date) -> None:
    with pytest.raises(Invalid):
        moment(day, time(0), BERLIN)


def test_names_of_zones() -> None:
    assert [
        is_zone(name) for name in ("Asia/Baku", "UTC", "Asia/Nowhere", "", "../etc/passwd")
    ] == [
        *(True, True),
        *(False, False, False),
    ]


def test_same_clocks_at_a_moment() -> None:
    winter, summer = datetime(2012, 1, 1, tzinfo=UTC), datetime(2012, 7, 1, tzinfo=UTC)
    dubai = ZoneInfo("Asia/Dubai")
    assert (same_clocks(BAKU, dubai, winter), same_clocks(BAKU, dubai, summer)) == (True, False)
