"""Cells of a table that hold several things, written and read back the same: people, names, times.

Things are parted by semicolons. A backslash before a character takes away its meaning.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.programme.description import PersonFields
from coalition.programme.imports.said import plain
from coalition.programme.models import Role
from coalition.programme.times import FIRST_YEAR, LAST_YEAR, moment

ROLES = {
    Role.MODERATOR: ("moderator", "chair", "facilitator", "host"),
    Role.REMOTE_MODERATOR: ("remote moderator", "online moderator"),
    Role.SPEAKER: ("speaker", "panellist", "panelist", "presenter"),
    Role.RAPPORTEUR: ("rapporteur", "note taker", "notetaker"),
}
YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0", ""}
MIDNIGHT = time()
_PART = re.compile(r"(?:\\.|[^;\\]|\\$)+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_EMAIL = re.compile(r"^(.*?)\s*(?<!\\)<([^<>\s]+@[^<>\s]+)>$", re.DOTALL)
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
_CLOCK = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?\s*([+-]\d{2}:?\d{2}|z)?", re.IGNORECASE
)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}.*", re.IGNORECASE)


def write_list(names: Iterable[str]) -> str:
    """Return names in one cell."""
    return "; ".join(re.sub(r"([\\;])", r"\\\1", name) for name in names)


def read_list(cell: str) -> list[str]:
    """Return the names in a cell."""
    return [name for part in _parts(cell) if (name := _unescaped(part))]


def write_people(people: Iterable[PersonFields]) -> str:
    """Return people in one cell, such as "speaker: Ada Lovelace (Analysts)", without addresses."""
    return "; ".join(_write_person(person) for person in people)


def read_people(cell: str, role: Role = Role.SPEAKER) -> list[PersonFields]:
    """Return the people in a cell, in this role where none is named; <address> at the end is theirs.

    Raises Invalid for a role that is none.
    """
    return [_read_person(part, role) for part in _parts(cell)]


def write_moment(at: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Return day and time in a zone; with the offset where clocks show the time a second time."""
    shown = at.astimezone(zone)
    clock = shown.strftime("%H:%M")
    if shown.fold:
        clock = shown.isoformat(timespec="minutes")[11:]
    return shown.date().isoformat(), clock


def read_day(cell: str) -> date | None:
    """Return a day, None for an empty cell. Raises Invalid for what is none of our time."""
    for form in _DAYS:
        try:
            day = datetime.strptime(cell, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Invalid(_("Give a day of our time."))
        return day
    if cell:
        raise Invalid(_("“%(day)s” is no day. Write it as 2012-11-06.", day=cell[:40]))
    return None


def read_moment(day: date | None, cell: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a time on a day; a cell may also hold both, or an offset from UTC.

    An empty cell is None; 24:00 is the end of the day. Raises Invalid.
    """
    if not cell:
        return None
    if _MOMENT.fullmatch(cell):
        return _read_whole(cell, zone)
    if day is None:
        raise Invalid(_("The day of “%(time)s” is missing.", time=cell[:40]))
    found = _CLOCK.fullmatch(cell)
    if found is None:
        raise Invalid(_("“%(time)s” is no time. Write it as 09:00.", time=cell[:40]))
    hour = _hour(int(found[1]), (found[3] or "").casefold())
    if hour == 24 and found[2] == "00":
        return moment(day + timedelta(days=1), MIDNIGHT, zone)
    try:
        clock = time(hour, int(found[2]))
    except ValueError:
        raise Invalid(_("“%(time)s” is no time. Write it as 09:00.", time=cell[:40])) from None
    if found[4]:
        return _read_whole(f"{day.isoformat()} {clock:%H:%M}{found[4]}", zone)
    return moment(day, clock, zone)


def read_yes(cell: str) -> bool:
    """Return whether a cell says yes. Raises Invalid for what is neither yes nor no."""
    word = cell.casefold()
    if word not in YES | NO:
        raise Invalid(_("Write yes or no."))
    return word in YES


def _hour(hour: int, half: str) -> int:
    if half:
        return hour % 12 + (12 if half.startswith("p") else 0)
    return hour


def _read_whole(cell: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(cell.replace("z", "Z"))
    except ValueError:
        raise Invalid(
            _("“%(time)s” is no time. Write it as 2012-11-06 09:00.", time=cell[:40])
        ) from None
    if found.tzinfo is None:
        return moment(found.date(), found.time(), zone)
    return found


def _parts(cell: str) -> Sequence[str]:
    return [part for found in _PART.findall(cell) if (part := found.strip())]


def _unescaped(text: str) -> str:
    return " ".join(_ESCAPED.sub(r"\1", text).split())


def _write_person(person: PersonFields) -> str:
    is_alone = not person.affiliation and person.name.endswith(")")  # else it would be read as one
    name = _escaped(person.name, always=is_alone)
    end = f" ({_escaped(person.affiliation)})" if person.affiliation else ""
    return f"{person.role.value.replace('-', ' ')}: {name}{end}"


def _escaped(text: str, *, always: bool = False) -> str:
    """Return a text with what means something escaped; parentheses only where they must be."""
    meaning = r"[\\;<()]" if always or not _is_balanced(text) else r"[\\;<]"
    return re.sub(f"({meaning})", r"\\\1", text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def _read_person(part: str, role: Role) -> PersonFields:
    email = ""
    if found := _EMAIL.fullmatch(part):
        part, email = found[1], found[2].casefold()
    said, colon, rest = part.partition(":")
    if colon:
        named = next((known for known, names in ROLES.items() if plain(said) in names), None)
        if named is None:
            known = ", ".join(role.value.replace("-", " ") for role in ROLES)
            raise Invalid(
                _("“%(role)s” is no role. Roles are: %(known)s.", role=said[:40], known=known)
            )
        role, part = named, rest.strip()
    name, affiliation = _apart(part)
    return PersonFields(role, _unescaped(name), _unescaped(affiliation), email)


def _apart(text: str) -> tuple[str, str]:
    """Return a name and what stands in the parentheses at its end."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += 0 if _is_escaped(text, at) else {")": 1, "(": -1}.get(text[at], 0)
        if depth <= 0:
            is_apart = at and at < len(text) - 1
            return (text[:at].strip(), text[at + 1 : -1]) if is_apart else (text, "")
    return text, ""


def _is_escaped(text: str, at: int) -> bool:
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
