"""Times of a meeting as its own clocks show them, and as those of the reader do, where one knows."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, dates
from babel.core import get_global
from flask import Flask, Response, has_request_context, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.web.languages import usage

COOKIE = "zone"  # read by clocks.js too, which writes it while nothing is chosen
GUESSED = "~"  # before a zone that the browser named and nobody chose
NONE = "-"  # chosen: no times but the meeting's own
YEAR_SECONDS = 31_536_000
KEPT = 10_000  # names of zones kept ready
LONGEST_NAME = 60  # characters
INSTANT = timedelta(microseconds=1)
REGIONS = {  # as the names of the IANA database begin
    "Africa": _l("Africa"),
    "America": _l("America"),
    "Antarctica": _l("Antarctica"),
    "Arctic": _l("Arctic"),
    "Asia": _l("Asia"),
    "Atlantic": _l("Atlantic Ocean"),
    "Australia": _l("Australia"),
    "Europe": _l("Europe"),
    "Indian": _l("Indian Ocean"),
    "Pacific": _l("Pacific Ocean"),
}
ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")


@dataclass(frozen=True, slots=True)
class Shown:
    """Two moments as clocks show them; `first` and `last` are in ISO 8601 with their offsets."""

    first: str
    last: str
    begins: str  # such as Tuesday 6 November 2012, 09:00
    ends: str  # such as 10:30, with its day where that is another
    zone: str  # such as Baku, UTC+4

    @property
    def is_apart(self) -> bool:
        """Tell whether the end says its day, so that the dash between needs room."""
        return len(self.ends) > len("10:30")


def install_clocks(app: Flask) -> None:
    """Give templates what the macros of _parts/times.html are made of."""
    app.jinja_env.globals.update(
        times_shown=times_shown,
        reader_times=reader_times,
        reader_zone=reader_zone,
        zone_chosen=zone_chosen,
        zone_words=zone_words,
        day_range=day_range,
        day_name=day_name,
    )


def times_shown(
    starts_at: datetime, ends_at: datetime, zone: ZoneInfo, form: str = "full"
) -> Shown:
    """Return the times of a session in a zone; form is "full", "short" or "" for no day."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return Shown(
        begins.isoformat(timespec="minutes"),
        ends.isoformat(timespec="minutes"),
        _on_day(begins, form),
        _on_day(ends, (form or "short") if _is_another_day(begins, ends) else ""),
        zone_words(zone, starts_at, ends_at),
    )


def reader_times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Shown | None:
    """Return the same on the reader's clocks; None where these show the same or are not known.

    A day is said where it is another than in the zone of the meeting.
    """
    own = reader_zone()
    if own is None or _same_clocks(own, zone, starts_at, ends_at):
        return None
    begins, ends = starts_at.astimezone(own), ends_at.astimezone(own)
    is_other_day = begins.date() != starts_at.astimezone(zone).date()
    return Shown(
        begins.isoformat(timespec="minutes"),
        ends.isoformat(timespec="minutes"),
        _on_day(begins, "short" if is_other_day else ""),
        _on_day(ends, "short" if _is_another_day(begins, ends) else ""),
        zone_words(own, starts_at, ends_at),
    )


def zone_words(zone: ZoneInfo, at: datetime, until: datetime | None = None) -> str:
    """Return a zone by its city and its offset at a moment, such as Baku, UTC+4.

    Where clocks change before `until` both offsets are said.
    """
    offsets = dict.fromkeys(_offset(moment, zone) for moment in (at, until) if moment)
    offset, city = " → ".join(offsets), city_of(zone.key)
    return _("%(city)s, %(offset)s", city=city, offset=offset) if city else offset


def city_of(name: str) -> str:
    """Return the city a zone is named after, in the reader's language; none for those of UTC."""
    return _city(name, usage())


def day_name(day: date, form: str = "full") -> str:
    """Return a day with its weekday: "full" Tuesday 6 November 2012, "short" Tue 6 Nov."""
    return _day_name(day, form, usage())


def day_range(first: date, last: date) -> str:
    """Return days of a meeting, such as 6–9 Nov 2012."""
    if first == last:
        return dates.format_date(first, "long", locale=usage())
    return dates.format_interval(first, last, "yMMMMd", locale=usage())


def reader_zone() -> ZoneInfo | None:
    """Return the zone the reader chose, else the one their browser named; None for neither."""
    if not has_request_context():
        return None
    return find_zone(request.cookies.get(COOKIE, "").removeprefix(GUESSED))


def zone_chosen() -> bool:
    """Tell whether the reader chose a zone, or chose to see none, so that nothing is guessed."""
    kept = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return kept == NONE or find_zone(kept) is not None


def remember_zone(answer: Response, choice: str) -> bool:
    """Keep a choice in the reader's browser: a zone, NONE, or "" to follow the device again.

    Returns whether it is one of these; nothing is kept otherwise.
    """
    if not choice:
        answer.delete_cookie(COOKIE, samesite="Lax", secure=request.is_secure)
        return True
    if choice != NONE and find_zone(choice) is None:
        return False
    answer.set_cookie(
        COOKIE, choice, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure
    )
    return True


@lru_cache(KEPT)
def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone of this name of the IANA database, or None; any text may be asked about."""
    if len(name) > LONGEST_NAME or not ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last: names of folders
        return None


def zones_by_region() -> dict[str, list[tuple[str, str]]]:
    """Return the zones of the world as (name, city), by region, as the reader calls them."""
    return {str(REGIONS[region]): zones for region, zones in _zones_by_region(usage()).items()}


@lru_cache(100)
def _zones_by_region(locale: Locale) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name in get_global("zone_territories"):
        region, parted, _place = name.partition("/")
        if parted and region in REGIONS and find_zone(name):
            found.setdefault(region, []).append((name, _city(name, locale)))
    return {
        region: sorted(zones, key=lambda zone: zone[1]) for region, zones in sorted(found.items())
    }


@lru_cache(KEPT)
def _city(name: str, locale: Locale) -> str:
    if "/" not in name or name.startswith("Etc/"):
        return ""
    return dates.get_timezone_location(name, locale=locale, return_city=True)


@lru_cache(KEPT)
def _day_name(day: date, form: str, locale: Locale) -> str:
    if form == "full":
        return dates.format_date(day, "full", locale=locale)
    return dates.format_skeleton("MMMEd", day, locale=locale)


def _on_day(shown: datetime, form: str) -> str:
    """Return the hour, after its day unless form is empty."""
    hour = shown.strftime("%H:%M")
    return _("%(day)s, %(hour)s", day=day_name(shown.date(), form), hour=hour) if form else hour


def _is_another_day(begins: datetime, ends: datetime) -> bool:
    """Tell whether what ends on another day needs that said; midnight itself still ends the day."""
    return (ends - INSTANT).date() != begins.date()


def _same_clocks(one: ZoneInfo, other: ZoneInfo, *moments: datetime) -> bool:
    return all(at.astimezone(one).utcoffset() == at.astimezone(other).utcoffset() for at in moments)


def _offset(at: datetime, zone: ZoneInfo) -> str:
    """Return how far a zone is from UTC at a moment, such as UTC+5:30."""
    minutes = round((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"
