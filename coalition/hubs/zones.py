"""The time zones of countries, so that a hub's is known where its country has one alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

NOWHERE = {"ZZ", "001"}  # what Babel says of zones that belong to no place


@cache
def zones_by_country() -> Mapping[str, Sequence[str]]:
    """Return the time zones of each country by its ISO 3166-1 code, as CLDR lists them."""
    known = available_timezones()  # reads all of them from the disk each time it is asked
    found: dict[str, list[str]] = defaultdict(list)
    for zone, country in sorted(get_global("zone_territories").items()):
        if country not in NOWHERE and zone in known:
            found[country].append(zone)
    return dict(found)


def zones_of(country: str) -> Sequence[str]:
    """Return the time zones of a country, none for an unknown code."""
    return zones_by_country().get(country, ())


def only_zone_of(country: str) -> str:
    """Return the time zone of a country that has one alone, else nothing."""
    zones = zones_of(country)
    return zones[0] if len(zones) == 1 else ""
