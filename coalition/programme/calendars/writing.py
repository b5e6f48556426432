"""Sessions as an iCalendar file (RFC 5545, RFC 7986) that calendar programs take and subscribe to.

The same sessions always give the same bytes, so that a subscriber is told when nothing changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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


def in_a_calendar(session: Session) -> bool:
    """Tell whether a session can be in a calendar: it has a time and is no mere proposal."""
    return session.state is not State.PROPOSED and session.starts_at is not None


def calendar_of(sessions: Iterable[Session], about: About) -> bytes:
    """Return the file of these sessions, loaded in full; those without a time are left out."""
    held = [session for session in sessions if in_a_calendar(session)]
    calendar = _head(about)
    for clocks in _clocks(held):
        calendar.add_component(clocks)
    for session in held:
        calendar.add_component(_event(session, is_busy=about.is_own))
    written: bytes = calendar.to_ical()
    return written


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


def _event(session: Session, *, is_busy: bool) -> Event:
    event = Event()
    event.add("uid", session.uid)
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at.replace(microsecond=0))
    event.add("last-modified", session.changed_at.replace(microsecond=0))
    event.add("created", session.created_at.replace(microsecond=0))
    _add_times(event, session)
    event.add("summary", title_of(session))
    event.add("status", STATUS.get(session.state, "CONFIRMED"))
    is_free = not is_busy or session.state is State.CANCELLED
    event.add("transp", "TRANSPARENT" if is_free else "OPAQUE")
    if place := place_of(session):
        event.add("location", place)
    event.add("url", page_of(session))
    theme = [session.theme.name] if session.theme else []
    event.add("categories", [session_kind_label(session.kind), *theme])
    _add_conferences(event, session)
    event.add("description", description_of(session))
    return event


def _add_times(event: Event, session: Session) -> None:
    zone = session.meeting.zone
    for name, moment in (("dtstart", session.starts_at), ("dtend", session.ends_at)):
        if moment:
            event.add(name, moment if _is_utc(zone) else moment.astimezone(zone))


def _add_conferences(event: Event, session: Session) -> None:
    """Name the ways in: one looks on at a webcast, and speaks where one takes part."""
    for address, features, label in (
        (session.webcast, ["AUDIO", "VIDEO"], _("Webcast")),
        (session.remote_address, ["AUDIO", "CHAT", "VIDEO"], _("Take part remotely")),
    ):
        if address:
            said = {"VALUE": "URI", "FEATURE": features, "LABEL": label}
            event.add("conference", vUri(address, params=said))


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC"}
