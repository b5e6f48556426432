"""A programme as an iCalendar file of any maker: what its events say of sessions."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

from coalition.errors import Invalid, sentence_of
from coalition.programme.calendars.words import RULE
from coalition.programme.calendars.writing import MAKER
from coalition.programme.description import is_web_address
from coalition.programme.imports.repeating import Looking, Occurrence, occurrences
from coalition.programme.imports.said import LONGEST_UID, MOST_SESSIONS, File, Said, find_kind
from coalition.programme.imports.zones import Zones
from coalition.programme.models import Meeting, State
from coalition.web.forms import clean, clean_lines

LABELS = {"webcast", "live stream", "livestream", "stream", "broadcast"}
SPEAKING = {"CHAT", "MODERATOR", "PHONE", "SCREEN"}  # features of what one takes part in
STATES = {"CANCELLED": State.CANCELLED, "CONFIRMED": State.SCHEDULED, "TENTATIVE": State.SCHEDULED}


def is_calendar(text: str) -> bool:
    """Tell whether a text is an iCalendar file."""
    return text.lstrip().upper().startswith("BEGIN:VCALENDAR")


def read_calendar(text: str, meeting: Meeting) -> File:
    """Return what a calendar says. Raises Invalid, with a sentence, when it cannot be read."""
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as problem:
        raise Invalid(
            _("The calendar file cannot be read: %(why)s", why=clean(str(problem))[:200])
        ) from problem
    lines, looking = _lines_of_events(text), Looking()
    said: list[Said] = []
    for calendar in calendars:
        for one in _Reader(calendar, meeting, looking).read(lines):
            said.append(one)
            if len(said) > MOST_SESSIONS:
                raise Invalid(_("The file has more than %(most)d sessions.", most=MOST_SESSIONS))
    return File(tuple(said))


def _lines_of_events(text: str) -> Iterator[int]:
    """Give the number of the line each event begins in, in the order of events."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().upper() == "BEGIN:VEVENT":
            yield number


class _Reader:
    """Reads the events of one calendar."""

    def __init__(self, calendar: Calendar, meeting: Meeting, looking: Looking) -> None:
        self._calendar, self._meeting, self._looking = calendar, meeting, looking
        self._zones = Zones(calendar, meeting)
        self._is_ours = MAKER in str(calendar.get("PRODID", ""))
        self._is_withdrawn = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        self._themes = {theme.name.casefold() for theme in meeting.themes}

    def read(self, lines: Iterator[int]) -> Iterator[Said]:
        """Give what each event says; a repeated one is several."""
        events = [(next(lines, 0), event) for event in self._calendar.events]
        changed = {
            (str(event.get("UID", "")), self._recurrence(event))
            for _line, event in events
            if "RECURRENCE-ID" in event
        }
        for line, event in events:
            try:
                yield from self._events(line, event, changed)
            except Invalid as problem:
                yield self._refused(line, event, sentence_of(problem))
            except OverflowError:  # a day or a length that no calendar here reaches
                yield self._refused(line, event, _("Give a day of our time."))
            except LookupError as problem:
                sentence = _(
                    "The time zone “%(name)s” is not known.", name=str(problem.args[0])[:60]
                )
                yield self._refused(line, event, sentence)

    def _events(self, line: int, event: Event, changed: set[tuple[str, Any]]) -> Iterator[Said]:
        starts, ends, zone = self._times(event)
        uid = clean(str(event.get("UID", "")))
        if "RECURRENCE-ID" in event:
            uid = Occurrence.name(uid, self._recurrence(event))
        if "RRULE" not in event and "RDATE" not in event:
            yield self._said(line, event, uid, starts, ends)
            return
        zone = zone or self._meeting.zone
        for one in occurrences(event, starts, ends, zone, self._meeting, self._looking):
            if (uid, one.starts_at) not in changed:
                yield self._said(line, event, one.uid_of(uid), one.starts_at, one.ends_at)

    def _said(
        self, line: int, event: Event, uid: str, starts_at: datetime, ends_at: datetime
    ) -> Said:
        if len(uid) > LONGEST_UID:
            raise Invalid(_("The UID of this event is too long."))
        fields, remarks = self._fields(event)
        state = STATES.get(str(event.get("STATUS", "")).upper())
        if self._is_withdrawn:
            state = State.CANCELLED
        return Said(
            line=line,
            uid=uid,
            title=fields.get("title", ""),
            fields={**fields, "starts_at": starts_at, "ends_at": ends_at},
            state=state,
            reason=clean(_text(event, "COMMENT")),
            remarks=remarks,
        )

    def _refused(self, line: int, event: Event, sentence: str) -> Said:
        uid = clean(str(event.get("UID", "")))
        return Said(line=line, uid=uid[:LONGEST_UID], title=self._title(event), problem=sentence)

    def _times(self, event: Event) -> tuple[datetime, datetime, Any]:
        """Return beginning and end in UTC, and the zone of the beginning."""
        start = event.get("DTSTART")
        at = _value(start)
        if at is None:
            raise Invalid(_("The event has no beginning that can be read."))
        if not isinstance(at, datetime):
            raise Invalid(_("This is for a whole day. A session needs a beginning and an end."))
        starts_at = self._moment(start)
        name = str(start.params.get("TZID", ""))
        zone = self._zones.find(name) if name else at.tzinfo
        end, lasts = event.get("DTEND"), event.get("DURATION")
        if isinstance(_value(end), datetime):
            return starts_at, self._moment(end), zone
        if isinstance(length := _value(lasts), timedelta):
            return starts_at, starts_at + length, zone
        raise Invalid(_("The event has no end. A session needs a beginning and an end."))

    def _moment(self, given: Any) -> datetime:
        return self._zones.moment(given.dt.replace(tzinfo=self._tzinfo(given)), _zone_name(given))

    def _tzinfo(self, given: Any) -> Any:
        """Return the zone that a time carries itself: UTC alone, all others are known by name."""
        return UTC if given.dt.tzinfo is not None and not _zone_name(given) else None

    def _recurrence(self, event: Event) -> datetime | None:
        given = event.get("RECURRENCE-ID")
        if not isinstance(_value(given), datetime):
            return None
        try:
            return self._moment(given)
        except (Invalid, LookupError, OverflowError):
            return None

    def _fields(self, event: Event) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        fields: dict[str, Any] = {}
        if "SUMMARY" in event:
            fields["title"] = self._title(event)
        if "DESCRIPTION" in event:
            fields["description"] = self._description(_text(event, "DESCRIPTION"))
        if "LOCATION" in event:
            fields["room"] = self._room(clean(_text(event, "LOCATION")))
        fields |= _conferences(event)
        categories, remarks = self._categories(event)
        return fields | categories, remarks

    def _title(self, event: Event) -> str:
        title = clean(_text(event, "SUMMARY"))
        is_cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
        if self._is_ours and is_cancelled:
            return title.partition(": ")[2] or title  # without the word before it
        return title

    def _description(self, text: str) -> str:
        if self._is_ours:
            return clean_lines(text.partition(f"{RULE}\n")[2])
        return clean_lines(text)

    def _room(self, location: str) -> str:
        """Return the room of a place: the place of the meeting itself is no room."""
        place = self._meeting.place
        if place and location.endswith(place):
            return location.removesuffix(place).rstrip(", ")
        return location

    def _categories(self, event: Event) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return kind and theme; of several words that are neither yet, the first is the theme."""
        names = [name for given in _all(event, "CATEGORIES") for name in _categories_of(given)]
        kinds = [kind for name in names if (kind := find_kind(name))]
        rest = [name for name in names if not find_kind(name)]
        known = [name for name in rest if name.casefold() in self._themes]
        theme = next(iter(known or rest), "")
        fields: dict[str, Any] = {"kind": kinds[0]} if kinds else {}
        if theme or self._is_ours:
            fields["theme"] = theme
        left = [name for name in rest if name != theme]
        if not left:
            return fields, ()
        return fields, (_("Categories left out: %(names)s", names=", ".join(left)),)


def _conferences(event: Event) -> Mapping[str, Any]:
    """Return the webcast, which one looks on at, and the address where one takes part."""
    found: dict[str, Any] = {}
    given = [one for one in _all(event, "CONFERENCE") if is_web_address(str(one))]
    for one in sorted(given, key=lambda one: not _is_webcast(one)):
        name = "webcast" if _is_webcast(one) and "webcast" not in found else "remote_address"
        found.setdefault(name, str(one))
    return found


def _is_webcast(conference: Any) -> bool:
    params = conference.params
    label = clean(str(params.get("LABEL", ""))).casefold()
    if label in LABELS or label == _("Webcast").casefold():
        return True
    said = params.get("FEATURE", [])
    features = {
        f.upper() for f in re.split(r"\s*,\s*", said if isinstance(said, str) else ",".join(said))
    }
    return "FEED" in features or (not label and "VIDEO" in features and not features & SPEAKING)


def _value(given: Any) -> date | timedelta | None:
    """Return the day, moment or length of a property, None where it has none that can be read."""
    try:
        found: date | timedelta | None = getattr(given, "dt", None)
    except BrokenCalendarProperty:
        return None
    return found


def _zone_name(given: Any) -> str:
    return str(given.params.get("TZID", ""))


def _text(event: Event, name: str) -> str:
    return "\n".join(str(one) for one in _all(event, name))


def _all(event: Event, name: str) -> list[Any]:
    given = event.get(name)
    if given is None:
        return []
    return given if isinstance(given, list) else [given]


def _categories_of(given: Any) -> list[str]:
    names = (clean(str(name)) for name in getattr(given, "cats", [given]))
    return [name for name in names if name]
