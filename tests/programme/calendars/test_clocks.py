"""The description of a zone's clocks, against the IANA database itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar.timezone.tzp import TZP

from coalition.programme.calendars.clocks import clocks_of

ZONES = (
    "Europe/Berlin",
    "Asia/Baku",
    "Asia/Kolkata",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # back for Ramadan, by the moon
    "America/Sao_Paulo",  # from midnight
    "Pacific/Apia",  # left out a day in 2011
)


@pytest.mark.parametrize("name", ZONES)
def test_clocks_described_show_the_same_as_those_of_the_database(name: str) -> None:
    zone = ZoneInfo(name)
    described = clocks_of(zone, date(2012, 2, 1), date(2013, 11, 30))
    read = described.to_tz(TZP("zoneinfo"), lookup_tzid=False)
    at = datetime(2012, 2, 1, tzinfo=UTC)
    while at < datetime(2013, 12, 1, tzinfo=UTC):
        shown = at.astimezone(zone)
        if not shown.fold and shown.replace(fold=1).utcoffset() == shown.utcoffset():
            naive = shown.replace(tzinfo=None)
            assert naive.replace(tzinfo=read).utcoffset() == shown.utcoffset(), at
        at += timedelta(minutes=30)


def test_change_of_clocks_is_told_by_the_clocks_before_it() -> None:
    described: Any = clocks_of(ZoneInfo("Europe/Berlin"), date(2013, 3, 30), date(2013, 4, 1))
    assert [
        (
            part.name,
            part["DTSTART"].dt.isoformat(),
            part["TZOFFSETFROM"].to_ical(),
            part["TZOFFSETTO"].to_ical(),
            str(part["TZNAME"]),
        )
        for part in described.subcomponents
    ] == [
        ("STANDARD", "2012-12-31T01:00:00", "+0100", "+0100", "CET"),
        ("DAYLIGHT", "2013-03-31T02:00:00", "+0100", "+0200", "CEST"),
        ("STANDARD", "2013-10-27T03:00:00", "+0200", "+0100", "CET"),
    ]
