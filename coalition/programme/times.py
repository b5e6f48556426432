"""Times of a meeting: what its clocks show, and the moment that is."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _

from coalition.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1970, 2199


def moment(day: date, clock: time, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """Return the moment, in UTC, at which clocks in a zone show this.

    What they show twice, when summer time ends, is taken as the first; with `fold` 1 as the second.
    Raises Invalid, with a sentence, for what they leave out when summer time begins.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:  # others do not exist in every zone
        raise Invalid(_("Give a day of our time."))
    shown = datetime.combine(day, clock)
    found = shown.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != shown:
        raise Invalid(
            _(
                "%(time)s is left out on this day, because clocks go forward there. "
                "Give another time.",
                time=clock.strftime("%H:%M"),
            )
        )
    return found


def moment_meant(
    day: date,
    clock: time,
    zone: ZoneInfo,
    *,
    kept: datetime | None = None,
    after: datetime | None = None,
) -> datetime:
    """Return the moment that is meant where only day and clock are typed, in place of a kept one.

    Where clocks show just this at the kept moment, that is meant, to the second. Of what they show
    twice the one of the same turn as the kept moment of that day is meant, else the first, and
    never one that is not after `after` if the second is. Raises Invalid as `moment` does.
    """
    shown = kept.astimezone(zone) if kept else None
    fold = shown.fold if shown and shown.date() == day else 0
    found = moment(day, clock, zone, fold=fold)
    if kept and timedelta() <= kept - found < timedelta(minutes=1):
        found = kept
    if after and found <= after:
        return moment(day, clock, zone, fold=1)
    return found


def is_zone(name: str) -> bool:
    """Tell whether this is a name of the IANA time zone database."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Return all names, looked up once: that is a walk through a folder of files."""
    return frozenset(available_timezones())
