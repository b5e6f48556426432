"""Events that repeat (RRULE, RDATE, EXDATE), as single ones: no session of a programme repeats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from dateutil.rrule import rrule, rruleset, rrulestr
from flask_babel import gettext as _
from icalendar import Event

from coalition.errors import Invalid
from coalition.programme.models import Meeting

MOST = 200  # times one event is repeated
MOST_LOOKED_AT = 20_000  # times before the meeting that are passed over


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


def occurrences(
    event: Event, starts_at: datetime, ends_at: datetime, zone: tzinfo, meeting: Meeting
) -> Iterator[Occurrence]:
    """Give the times of a repeated event within the days of the meeting, by the clocks of its zone.

    Raises Invalid for rules that cannot be read, or repeat without measure.
    """
    first = starts_at.astimezone(zone).replace(tzinfo=None)
    begins = datetime.combine(meeting.begins_on, time(), meeting.zone)
    ends = datetime.combine(meeting.ends_on, time(), meeting.zone) + timedelta(days=1)
    found = []
    for shown in islice(_rules(event, first, zone), MOST_LOOKED_AT):
        at = shown.replace(tzinfo=zone).astimezone(UTC)
        if at >= ends:
            break
        if at >= begins:
            found.append(Occurrence(at, at + (ends_at - starts_at)))
        if len(found) > MOST:
            raise Invalid(_("The event is repeated more than %(most)d times.", most=MOST))
    if not found:
        raise Invalid(_("The event is repeated, but never on the days of the meeting."))
    return iter(found)


def _rules(event: Event, first: datetime, zone: tzinfo) -> rruleset:
    """Return the times of an event as clocks show them, without a zone."""
    rules = rruleset()
    try:
        given = event.get("RRULE")
        for rule in given if isinstance(given, list) else [given] if given else []:
            if until := rule.get("UNTIL"):
                rule["UNTIL"] = [_shown(until[0], zone)]
            read = rrulestr(rule.to_ical().decode(), dtstart=first)
            if isinstance(read, rrule):  # always, for one rule alone
                rules.rrule(read)
        rules.rdate(first)
        for shown in _moments(event, "RDATE", zone):
            rules.rdate(shown)
        for shown in _moments(event, "EXDATE", zone):
            rules.exdate(shown)
    except (ValueError, TypeError, AttributeError, OverflowError) as problem:
        raise Invalid(
            _("How the event is repeated cannot be read. Give each time as an event of its own.")
        ) from problem
    return rules


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
