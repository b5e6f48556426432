"""What is said about a hub when it is registered, what of it cannot be kept, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.hubs.models import Hub
from coalition.hubs.zones import only_zone_of, zones_of
from coalition.members.places import is_country
from coalition.programme.description import is_web_address
from coalition.programme.times import is_zone

LONGEST_NAME = 200  # characters, the width of the columns
LONGEST_TEXT = 5000
LONGEST_ADDRESS = 1000
MOST_EXPECTED = 100_000  # people
MOST_FOLLOWED = 300  # sessions; the largest meetings have some two hundred


@dataclass(frozen=True, slots=True)
class HubFields:
    """What is said about a hub. Degrees are north and east, both or none; languages BCP 47.

    An empty time zone stands for that of the country where it has one alone. Sessions are named
    by their numbers; None leaves those of before.
    """

    host: str
    country: str
    city: str
    coordinator_name: str
    coordinator_email: str
    timezone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    interests: str = ""
    expected_count: int | None = None
    activities: str = ""
    languages: tuple[str, ...] = ()
    website: str = ""
    technical_name: str = ""
    technical_email: str = ""


COLUMNS = tuple(HubFields.__slots__)


def checked(fields: HubFields) -> HubFields:
    """Return the fields tidied, with a time zone. Raises Invalid with a sentence for each fault."""
    tidy = replace(
        fields,
        timezone=fields.timezone or only_zone_of(fields.country),
        coordinator_email=fields.coordinator_email.casefold(),
        technical_email=fields.technical_email.casefold(),
        languages=tuple(dict.fromkeys(fields.languages)),
    )
    faults: dict[str, str] = {}
    for field, sentence in _faults(tidy):
        faults.setdefault(field, sentence)
    if faults:
        raise Invalid(fields=faults)
    return tidy


def changes_between(hub: Hub, fields: HubFields) -> dict[str, list[str]]:
    """Return what differs as field → [old, new], in the form of the history."""
    pairs = ((name, _shown(getattr(hub, name)), _shown(getattr(fields, name))) for name in COLUMNS)
    return {name: [old, new] for name, old, new in pairs if old != new}


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _faults(fields: HubFields) -> Iterator[tuple[str, str]]:
    yield from _missing(fields)
    if not is_country(fields.country):
        yield "country", _("Choose the country or territory where people gather.")
    elif not fields.timezone and zones_of(fields.country):
        yield "timezone", _("This country has several time zones. Choose the one of your city.")
    elif not is_zone(fields.timezone):
        yield "timezone", _("Choose the time zone of your city.")
    yield from _place_faults(fields)
    if fields.expected_count is not None and not 0 < fields.expected_count <= MOST_EXPECTED:
        yield "expected_count", _("Give the number of people you expect, such as 25.")
    if len(fields.website) > LONGEST_ADDRESS or (
        fields.website and not is_web_address(fields.website)
    ):
        yield "website", _("Give the whole address, beginning with https:// or http://.")
    yield from _mail_faults(fields)
    for name in ("host", "city", "coordinator_name", "technical_name"):
        yield from _too_long(name, getattr(fields, name), LONGEST_NAME)
    for name in ("interests", "activities"):
        yield from _too_long(name, getattr(fields, name), LONGEST_TEXT)


def _missing(fields: HubFields) -> Iterator[tuple[str, str]]:
    if not fields.host:
        yield "host", _("Name the institution that hosts the hub.")
    if not fields.city:
        yield "city", _("Name the city or town where people gather.")
    if not fields.interests:
        yield "interests", _("Name at least one area of interest.")
    if fields.expected_count is None:
        yield "expected_count", _("Give the number of people you expect, such as 25.")
    if not fields.coordinator_name:
        yield "coordinator_name", _("Name the person who coordinates the hub.")


def _place_faults(fields: HubFields) -> Iterator[tuple[str, str]]:
    if (fields.latitude is None) != (fields.longitude is None):
        missing = "longitude" if fields.longitude is None else "latitude"
        yield missing, _("Give both latitude and longitude, or neither.")
    if fields.latitude is not None and not -90 <= fields.latitude <= 90:
        yield "latitude", _("A latitude is a number from −90 (south) to 90 (north).")
    if fields.longitude is not None and not -180 <= fields.longitude <= 180:
        yield "longitude", _("A longitude is a number from −180 (west) to 180 (east).")


def _mail_faults(fields: HubFields) -> Iterator[tuple[str, str]]:
    wrong = _("Enter an e-mail address such as name@example.org.")
    if not _is_mail(fields.coordinator_email):
        yield "coordinator_email", wrong
    if fields.technical_email and not _is_mail(fields.technical_email):
        yield "technical_email", wrong
    if fields.technical_email and not fields.technical_name:
        yield "technical_name", _("Name the person who has this address.")
    if fields.technical_name and not fields.technical_email:
        yield "technical_email", _("Give the address of the technical coordinator.")


def _is_mail(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(text) <= LONGEST_NAME


def _too_long(field: str, text: str, most: int) -> Iterator[tuple[str, str]]:
    if len(text) > most:
        yield field, _("This is too long: at most %(most)d characters.", most=most)
