"""Times of a meeting: what its clocks show, and the moment that is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.programme.times import is_zone, moment, moment_meant

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


NIGHT = date(2026, 10, 25)  # as summer time ends in Berlin: 2:00 to 3:00 is shown twice


def night(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return a moment of that night, in UTC."""
    return datetime(2026, 10, 25, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "kept", "after", "expected"),
    [
        (time(2, 10), None, None, night(0, 10)),
        (time(2, 10), night(1, 10), None, night(1, 10)),  # no other time was typed
        (time(2, 10), night(0, 10), None, night(0, 10)),
        (time(2, 10), night(1, 10, 30), None, night(1, 10, 30)),
        (time(2, 20), night(1, 10), None, night(1, 20)),  # the same turn as before
        (time(2, 20), night(1, 10) + timedelta(days=1), None, night(0, 20)),  # another day
        (time(2, 20), night(1, 20), night(0, 40), night(1, 20)),
        (time(2, 20), None, night(0, 40), night(1, 20)),  # it ends after it begins
        (time(2, 20), None, night(0, 10), night(0, 20)),
        (time(1, 20), None, night(0, 40), datetime(2026, 10, 24, 23, 20, tzinfo=UTC)),
        (time(3, 20), night(1, 10), None, night(2, 20)),
    ],
)
def test_of_what_clocks_show_twice_the_moment_that_is_kept_is_meant(
    clock: time, kept: datetime | None, after: datetime | None, expected: datetime
) -> None:
    assert moment_meant(NIGHT, clock, BERLIN, kept=kept, after=after) == expected


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
