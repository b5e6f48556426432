"""What is said about a meeting and about a session, and what of it cannot be kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

import langcodes
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.members.places import is_country
from coalition.programme.kinds import KINDS
from coalition.programme.models import Role, Session
from coalition.programme.times import FIRST_YEAR, LAST_YEAR, is_zone

ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")  # as people mistype it
LONGEST_NAME = 200  # characters, the width of the columns
LONGEST_TITLE = 500
LONGEST_TEXT = 20_000
LONGEST_ADDRESS = 1000
LONGEST_NUMBER = 30
LONGEST_REASON = 2000
LONGEST_MEETING = 60  # days
MOST_ORGANISERS = 50
MOST_PEOPLE = 100
MOST_OF_A_MEETING = 100  # themes, and rooms


@dataclass(frozen=True, slots=True)
class NewName:
    """Another name for the theme or room of this number, which keeps its sessions."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class MeetingFields:
    """What is said about a meeting. `timezone` is a name of the IANA database; days are its own.

    Themes and rooms are named in their order; a name that stays keeps its sessions, and so does
    one that is given a new name first.
    """

    name: str
    timezone: str
    begins_on: date
    ends_on: date
    place: str = ""
    country: str = ""
    theme: str = ""
    about: str = ""
    website: str = ""
    themes: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    renamed_themes: tuple[NewName, ...] = ()
    renamed_rooms: tuple[NewName, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganiserFields:
    """Who holds a session: a member by its number, or anybody else by name."""

    organisation_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class PersonFields:
    """A person of a session; the address gives the rights of the role and is not shown."""

    role: Role
    name: str
    affiliation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SessionFields:
    """What is said about a session. Times are aware moments, both or none; theme and room by name."""

    title: str
    kind: str = "other"
    number: str = ""
    description: str = ""
    theme: str = ""
    room: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    webcast: str = ""
    remote_address: str = ""
    remote_instructions: str = ""
    languages: tuple[str, ...] = ()
    is_ours: bool = False
    organisers: tuple[OrganiserFields, ...] = ()
    people: tuple[PersonFields, ...] = ()


def checked_meeting(fields: MeetingFields) -> MeetingFields:
    """Return the fields with nothing named twice. Raises Invalid with a sentence for each fault."""
    tidy = replace(
        fields,
        themes=tuple(dict.fromkeys(name for name in fields.themes if name)),
        rooms=tuple(dict.fromkeys(name for name in fields.rooms if name)),
    )
    _refuse(dict(_meeting_faults(tidy)))
    return tidy


def checked_session(fields: SessionFields) -> SessionFields:
    """Return the fields with nobody named twice. Raises Invalid with a sentence for each fault."""
    people = (replace(p, email=p.email.casefold()) for p in fields.people if p.name)
    organisers = (
        OrganiserFields(o.organisation_id) if o.organisation_id else o for o in fields.organisers
    )
    tidy = replace(
        fields,
        organisers=tuple(dict.fromkeys(o for o in organisers if o.name or o.organisation_id)),
        people=tuple(dict.fromkeys(people)),
        languages=tuple(dict.fromkeys(fields.languages)),
    )
    _refuse(dict(_session_faults(tidy)))
    return tidy


def fields_of(session: Session) -> SessionFields:
    """Return what is said of a session now; theme, room, organisers and people must be loaded."""
    return SessionFields(
        title=session.title,
        kind=session.kind,
        number=session.number,
        description=session.description,
        theme=session.theme.name if session.theme else "",
        room=session.room.name if session.room else "",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        webcast=session.webcast,
        remote_address=session.remote_address,
        remote_instructions=session.remote_instructions,
        languages=tuple(session.languages),
        is_ours=session.is_ours,
        organisers=tuple(OrganiserFields(o.organisation_id, o.name) for o in session.organisers),
        people=tuple(PersonFields(p.role, p.name, p.affiliation, p.email) for p in session.people),
    )


def is_web_address(text: str) -> bool:
    """Tell whether this is an address a browser opens: http or https, with a host."""
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
        return is_whole and text.isprintable() and " " not in text
    except ValueError:
        return False


def _meeting_faults(fields: MeetingFields) -> Iterator[tuple[str, str]]:
    if not fields.name:
        yield "name", _("Give the meeting a name.")
    if not is_zone(fields.timezone):
        yield "timezone", _("Choose the time zone of the place where the meeting is held.")
    if fields.country and not is_country(fields.country):
        yield "country", _("Choose the country of the list.")
    yield from _day_faults(fields.begins_on, fields.ends_on)
    yield from _too_long("name", fields.name, LONGEST_NAME)
    yield from _too_long("place", fields.place, LONGEST_NAME)
    yield from _too_long("theme", fields.theme, LONGEST_TITLE)
    yield from _too_long("about", fields.about, LONGEST_TEXT)
    yield from _bad_address("website", fields.website)
    for field, names in (("themes", fields.themes), ("rooms", fields.rooms)):
        yield from _too_many(field, names, MOST_OF_A_MEETING)


def _session_faults(fields: SessionFields) -> Iterator[tuple[str, str]]:
    if not fields.title:
        yield "title", _("Give the session a title.")
    if fields.kind not in KINDS:
        yield "kind", _("Choose what kind of session it is.")
    yield from _time_faults(fields)
    yield from _too_long("number", fields.number, LONGEST_NUMBER)
    yield from _too_long("title", fields.title, LONGEST_TITLE)
    yield from _too_long("description", fields.description, LONGEST_TEXT)
    yield from _too_long("remote_instructions", fields.remote_instructions, LONGEST_TEXT)
    yield from _bad_address("webcast", fields.webcast)
    yield from _bad_address("remote_address", fields.remote_address)
    for tag in fields.languages:
        if not langcodes.tag_is_valid(tag):
            yield "languages", _("“%(tag)s” is not the code of a language.", tag=tag)
    organisers = tuple(organiser.name for organiser in fields.organisers)
    yield from _too_many("organisers", organisers, MOST_ORGANISERS)
    yield from _people_faults(fields.people)


def _people_faults(people: Sequence[PersonFields]) -> Iterator[tuple[str, str]]:
    yield from _too_many("people", [person.name for person in people], MOST_PEOPLE)
    for person in people:
        yield from _too_long("people", person.affiliation, LONGEST_NAME)
        yield from _too_long("people", person.email, LONGEST_NAME)
        if person.email and not ADDRESS.fullmatch(person.email):
            yield "people", _("“%(email)s” is no e-mail address.", email=person.email)


def _day_faults(begins_on: date, ends_on: date) -> Iterator[tuple[str, str]]:
    if not FIRST_YEAR <= begins_on.year <= LAST_YEAR:
        yield "begins_on", _("Give a day of our time.")
    if ends_on < begins_on:
        yield "ends_on", _("The last day comes before the first. Change one of them.")
    elif (ends_on - begins_on).days >= LONGEST_MEETING:
        yield "ends_on", _("A meeting lasts %(most)d days at most.", most=LONGEST_MEETING)


def _time_faults(fields: SessionFields) -> Iterator[tuple[str, str]]:
    for name, moment in (("starts_at", fields.starts_at), ("ends_at", fields.ends_at)):
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            yield name, _("Give a day of our time.")
    if (fields.starts_at is None) != (fields.ends_at is None):
        missing = "ends_at" if fields.ends_at is None else "starts_at"
        yield missing, _("Give both the beginning and the end, or neither.")
    elif fields.starts_at and fields.ends_at and fields.ends_at <= fields.starts_at:
        yield "ends_at", _("The session ends before it begins. Change one of the times.")


def _too_long(field: str, text: str, most: int) -> Iterator[tuple[str, str]]:
    if len(text) > most:
        yield field, _("This is too long: at most %(most)d characters.", most=most)


def _too_many(field: str, names: Sequence[str], most: int) -> Iterator[tuple[str, str]]:
    if len(names) > most:
        yield field, _("Name %(most)d at most.", most=most)
    for name in names:
        yield from _too_long(field, name, LONGEST_NAME)


def _bad_address(field: str, text: str) -> Iterator[tuple[str, str]]:
    if len(text) > LONGEST_ADDRESS or (text and not is_web_address(text)):
        yield field, _("Give the whole address, beginning with https:// or http://.")


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Invalid(fields=faults)
