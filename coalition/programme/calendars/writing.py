"""Sessions as an iCalendar file (RFC 5545, RFC 7986) that calendar programs take and subscribe to.

The same sessions always give the same bytes, so that a subscriber is told when nothing changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Event, Timezone
from icalendar.prop import vDuration, vUri

from coalition.programme.calendars.clocks import clocks_of
from coalition.programme.calendars.words import description_of, page_of, place_of, title_of
from coalition.programme.kinds import session_kind_label
from coalition.programme.models import Session, State
from coalition.web.site import settings

MEDIA_TYPE = "text/calendar; charset=utf-8"
MAKER = "//Coalition//"  # in PRODID: the file is one of ours
REFRESH = timedelta(minutes=30)  # a room may change within the hour before
KEPT = 3_000  # events kept as they are written, some 2 kB each
END = b"END:VCALENDAR\r\n"
LOOKING_ON = ("AUDIO", "VIDEO")
TAKING_PART = ("AUDIO", "CHAT", "VIDEO")
STATUS = {State.ACCEPTED: "TENTATIVE", State.CANCELLED: "CANCELLED"}


@dataclass(frozen=True, slots=True)
class About:
    """What a calendar is: its name, the address it is fetched from, the page it belongs to.

    `is_own` is for what somebody means to attend: it shows them as busy, a whole programme does not.
    """

    name: str
    source: str
    page: str
    is_own: bool = False
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is written of one session; conferences are (address, features, label)."""

    uid: str
    sequence: int
    changed_at: datetime
    created_at: datetime
    times: tuple[datetime | None, datetime | None]
    zone: ZoneInfo
    title: str
    status: str
    is_free: bool
    place: str
    page: str
    categories: tuple[str, ...]
    conferences: tuple[tuple[str, tuple[str, ...], str], ...]
    description: str


def in_a_calendar(session: Session) -> bool:
    """Tell whether a session can be in a calendar: it has a time and is no mere proposal."""
    return session.state is not State.PROPOSED and session.starts_at is not None


def calendar_of(sessions: Iterable[Session], about: About) -> bytes:
    """Return the file of these sessions, loaded in full; those without a time are left out."""
    held = [session for session in sessions if in_a_calendar(session)]
    calendar = _head(about)
    for clocks in _clocks(held):
        calendar.add_component(clocks)
    head: bytes = calendar.to_ical()
    events = [_written(_entry(session, is_busy=about.is_own)) for session in held]
    return b"".join([head.removesuffix(END), *events, END])


def _head(about: About) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings().site_host}{MAKER}EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", about.name)
    calendar.add("x-wr-calname", about.name)  # what NAME was before RFC 7986, and many read alone
    calendar.add("url", about.page)
    calendar.add("source", vUri(about.source, params={"VALUE": "URI"}))
    calendar.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if about.zone:
        calendar.add("x-wr-timezone", about.zone.key)
    return calendar


def _clocks(sessions: Sequence[Session]) -> list[Timezone]:
    """Return the description of each zone the sessions are in, over the years they are held."""
    moments: dict[ZoneInfo, list[datetime]] = {}
    for session in sessions:
        times = [moment for moment in (session.starts_at, session.ends_at) if moment]
        moments.setdefault(session.meeting.zone, []).extend(times)
    return [
        clocks_of(zone, min(times).date(), max(times).date())
        for zone, times in moments.items()
        if not _is_utc(zone)
    ]


def _entry(session: Session, *, is_busy: bool) -> Entry:
    is_free = not is_busy or session.state is State.CANCELLED
    theme = (session.theme.name,) if session.theme else ()
    return Entry(
        uid=session.uid,
        sequence=session.sequence,
        changed_at=session.changed_at.replace(microsecond=0),
        created_at=session.created_at.replace(microsecond=0),
        times=(session.starts_at, session.ends_at),
        zone=session.meeting.zone,
        title=title_of(session),
        status=STATUS.get(session.state, "CONFIRMED"),
        is_free=is_free,
        place=place_of(session),
        page=page_of(session),
        categories=(session_kind_label(session.kind), *theme),
        conferences=(
            (session.webcast, LOOKING_ON, _("Webcast")),
            (session.remote_address, TAKING_PART, _("Take part remotely")),
        ),
        description=description_of(session),
    )


@lru_cache(KEPT)
def _written(entry: Entry) -> bytes:
    """Return an event as it stands in a file; writing it takes far longer than finding it here."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("created", entry.created_at)
    for name, moment in zip(("dtstart", "dtend"), entry.times, strict=True):
        if moment:
            event.add(name, moment if _is_utc(entry.zone) else moment.astimezone(entry.zone))
    event.add("summary", entry.title)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.is_free else "OPAQUE")
    if entry.place:
        event.add("location", entry.place)
    event.add("url", entry.page)
    event.add("categories", list(entry.categories))
    for address, features, label in entry.conferences:
        if address:
            said = {"VALUE": "URI", "FEATURE": list(features), "LABEL": label}
            event.add("conference", vUri(address, params=said))
    event.add("description", entry.description)
    written: bytes = event.to_ical()
    return written


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC"}
