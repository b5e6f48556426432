"""Events that repeat (RRULE, RDATE, EXDATE), as single ones: no session of a programme repeats."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from dateutil.rrule import rrule, rrulestr
from flask_babel import gettext as _
from icalendar import Event

from coalition.errors import Invalid
from coalition.programme.models import Meeting

MOST = 200  # times one event is repeated
MOST_LOOKED_AT = 20_000  # times of one rule, with those before the meeting that are passed over
MOST_OF_A_FILE = 200_000  # steps and times of all its rules
# How often a rule looks for days, and how far it comes by that at least. Sessions are not held by
# the minute or the second, and such rules would take thousands of steps for each day.
STEPS = {
    "YEARLY": timedelta(days=365),
    "MONTHLY": timedelta(days=28),
    "WEEKLY": timedelta(days=7),
    "DAILY": timedelta(days=1),
    "HOURLY": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which a repeated event is held."""

    starts_at: datetime
    ends_at: datetime

    def uid_of(self, uid: str) -> str:
        """Return the identifier of this one: that of the event, and when it is."""
        return self.name(uid, self.starts_at)

    @staticmethod
    def name(uid: str, at: datetime | None) -> str:
        """Return the identifier of an event of this UID at a time of its rule."""
        return f"{uid}/{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" if at else uid


class Looking:
    """How far the rules of a file may still be followed: each step and each time found is one."""

    def __init__(self) -> None:
        self._left = MOST_OF_A_FILE

    def go_on(self) -> None:
        """Count one. Raises Invalid when the file asks for too many."""
        self._left -= 1
        if self._left < 0:
            raise Invalid(_unreadable())


def occurrences(
    event: Event,
    starts_at: datetime,
    ends_at: datetime,
    zone: tzinfo,
    meeting: Meeting,
    looking: Looking,
) -> Iterator[Occurrence]:
    """Give the times of a repeated event within the days of the meeting, by the clocks of its zone.

    Raises Invalid for rules that cannot be read, repeat by the minute, or without measure.
    """
    first = starts_at.astimezone(zone).replace(tzinfo=None)
    begins = datetime.combine(meeting.begins_on, time(), meeting.zone)
    ends = datetime.combine(meeting.ends_on, time(), meeting.zone) + timedelta(days=1)
    found = []
    last = _shown(ends, zone) + timedelta(days=1)  # clocks may show a time twice
    for shown in _times(event, first, zone, last, looking):
        at = shown.replace(tzinfo=zone).astimezone(UTC)
        if begins <= at < ends:
            found.append(Occurrence(at, at + (ends_at - starts_at)))
        if len(found) > MOST:
            raise Invalid(_("The event is repeated more than %(most)d times.", most=MOST))
    if not found:
        raise Invalid(_("The event is repeated, but never on the days of the meeting."))
    return iter(found)


def _times(
    event: Event, first: datetime, zone: tzinfo, ends: datetime, looking: Looking
) -> Iterable[datetime]:
    """Return the times of an event until an end, in order, as clocks show them, without a zone."""
    try:
        found = {first, *_moments(event, "RDATE", zone)}
        given = event.get("RRULE")
        for rule in given if isinstance(given, list) else [given] if given else []:
            found.update(_times_of(rule, first, zone, ends, looking))
        return sorted(found.difference(_moments(event, "EXDATE", zone)))
    except (ValueError, TypeError, AttributeError, OverflowError, LookupError) as problem:
        raise Invalid(_unreadable()) from problem


def _times_of(
    rule: Any, first: datetime, zone: tzinfo, ends: datetime, looking: Looking
) -> Iterator[datetime]:
    """Give the times of one rule until an end."""
    if until := rule.get("UNTIL"):
        rule["UNTIL"] = [_shown(until[0], zone)]
    (step,) = (STEPS[str(name)] for name in rule["FREQ"])
    interval = int(rule.get("INTERVAL", [1])[0])
    if interval < 1:
        raise ValueError("a rule that stays where it is")
    read = rrulestr(rule.to_ical().decode(), dtstart=first)
    if not isinstance(read, rrule):  # never, for one rule alone
        raise TypeError("several rules in one")
    steps = (ends - first) // (step * interval) + 2  # the first may be shorter
    with suppress(_EndReached):
        for count, shown in enumerate(read.replace(interval=_Interval(interval, steps, looking))):
            if shown > ends:
                break
            if count == MOST_LOOKED_AT:
                raise Invalid(_unreadable())
            looking.go_on()
            yield shown


class _EndReached(Exception):
    """A rule went as far as it is followed."""


class _Interval(int):
    """The interval of a rule, which ends the walk after so many steps.

    dateutil compares with an end only what it found: a rule that never occurs, such as that of each
    30 February, would be followed to the year 9999. At each step it adds the interval.
    """

    def __new__(cls, interval: int, steps: int, looking: Looking) -> "_Interval":
        made = super().__new__(cls, interval)
        made._left, made._looking = steps, looking
        return made

    _left: int
    _looking: Looking

    def __radd__(self, place: int) -> int:
        self._go_on()
        return place + int(self)

    def __mul__(self, days: int) -> int:  # of a rule by weeks, before it is added
        self._go_on()
        return int(self) * days

    def _go_on(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _EndReached
        self._looking.go_on()


def _unreadable() -> str:
    return _("How the event is repeated cannot be read. Give each time as an event of its own.")


def _moments(event: Event, name: str, zone: tzinfo) -> Iterator[datetime]:
    given: Any = event.get(name, [])
    for one in given if isinstance(given, list) else [given]:
        for moment in one.dts:
            if not isinstance(moment.dt, tuple):  # a period says more than a beginning
                yield _shown(moment.dt, zone)


def _shown(at: Any, zone: tzinfo) -> datetime:
    """Return what clocks in the zone show; a whole day counts until its end."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time.max)
    return at.astimezone(zone).replace(tzinfo=None) if at.tzinfo else at
