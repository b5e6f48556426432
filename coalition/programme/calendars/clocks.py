"""The clocks of a time zone as iCalendar describes them: each change of them in some years.

Written here, because the one of the icalendar library (7.3) gives changes to summer time by the
clocks after them, where RFC 5545 (3.6.5) counts by those before: an hour of that day is wrong.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

KEPT = 50  # zones kept ready
STEP = timedelta(days=7)  # no zone changes its clocks twice in less
SECOND = timedelta(seconds=1)


@lru_cache(KEPT)
def clocks_of(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """Return the VTIMEZONE of a zone, right from the first of these days to the last."""
    begins = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    ends = datetime(last.year + 1, 1, 2, tzinfo=UTC)
    clocks = Timezone()
    clocks.add("tzid", zone.key)
    clocks.add_component(_observance(begins, begins, zone))
    for change in _changes(zone, begins, ends):
        clocks.add_component(_observance(change, change - SECOND, zone))
    return clocks


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Give the moments, in UTC, from which clocks show another offset or name than before."""
    at = begins
    while at < ends:
        if _rule(at, zone) != _rule(at + STEP, zone):
            yield _moment_of_change(zone, at, at + STEP)
        at += STEP


def _moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second of the new rule, which lies between two moments."""
    old = _rule(before, zone)
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        before, after = (middle, after) if _rule(middle, zone) == old else (before, middle)
    return after


def _rule(at: datetime, zone: ZoneInfo) -> tuple[timedelta | None, str | None]:
    shown = at.astimezone(zone)
    return shown.utcoffset(), shown.tzname()


def _observance(
    begins: datetime, before: datetime, zone: ZoneInfo
) -> TimezoneDaylight | TimezoneStandard:
    """Return the part that holds from a moment; it is named by the clocks of the moment before."""
    shown = begins.astimezone(zone)
    old = before.astimezone(zone).utcoffset() or timedelta()
    part = TimezoneDaylight() if shown.dst() else TimezoneStandard()
    part.add("dtstart", (begins + old).replace(tzinfo=None))
    part.add("tzoffsetfrom", old)
    part.add("tzoffsetto", shown.utcoffset() or timedelta())
    part.add("tzname", shown.tzname() or zone.key)
    return part
