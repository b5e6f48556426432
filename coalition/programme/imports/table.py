"""A programme as a table: one row a session, its columns known by several names; out and back in."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from coalition.errors import Invalid, sentence_of
from coalition.programme.description import OrganiserFields, PersonFields, fields_of
from coalition.programme.imports import cells
from coalition.programme.imports.said import (
    LONGEST_UID,
    MOST_SESSIONS,
    File,
    Said,
    find_kind,
    plain,
)
from coalition.programme.models import Meeting, Role, Session, State
from coalition.web.forms import clean, clean_lines
from coalition.web.spreadsheets import as_csv, as_typed, records

# The first name of each heads the column of a table taken out. No other column is needed but one.
COLUMNS = {
    "uid": ("uid", "calendar id", "id"),
    "number": ("number", "no", "no.", "session number", "code"),
    "kind": ("kind", "type", "session type", "format"),
    "title": ("title", "session title", "name", "session"),
    "description": ("description", "abstract", "summary"),
    "theme": ("theme", "sub theme", "subtheme", "track"),
    "room": ("room", "location", "venue"),
    "day": ("day", "date", "start date", "begins on"),
    "start": ("start", "begins", "from", "start time", "begin"),
    "end": ("end", "ends", "to", "until", "end time", "finish"),
    "end_day": ("end day", "last day", "end date", "ends on"),
    "webcast": ("webcast", "live stream", "livestream", "stream"),
    "remote_address": ("remote address", "remote participation", "remote", "online", "join link"),
    "remote_instructions": ("remote instructions", "how to take part", "instructions"),
    "languages": ("languages", "language", "lang"),
    "is_ours": ("ours", "of the coalition", "coalition"),
    "organisers": ("organisers", "organizers", "organiser", "organizer", "held by", "hosts"),
    "people": ("people", "participants", "persons"),
    "speakers": ("speakers", "speaker"),
    "moderators": ("moderators", "moderator", "chairs", "chair"),
    "remote_moderators": ("remote moderators", "remote moderator", "online moderators"),
    "rapporteurs": ("rapporteurs", "rapporteur"),
    "state": ("state", "status"),
    "reason": ("reason", "reason for cancelling", "cancelled because"),
}
PEOPLE = {  # of "people" those who are given no role are speakers
    "people": Role.SPEAKER,
    "speakers": Role.SPEAKER,
    "moderators": Role.MODERATOR,
    "remote_moderators": Role.REMOTE_MODERATOR,
    "rapporteurs": Role.RAPPORTEUR,
}
OUT = [name for name in COLUMNS if name not in PEOPLE or name == "people"]
LINES = ("title", "number", "theme", "room", "webcast", "remote_address")
CLOCKS = {"start", "end"}
TEXTS = ("description", "remote_instructions")


def write_table(sessions: Iterable[Session]) -> str:
    """Return the sessions, loaded in full, as CSV; read back it says the same of each."""
    return as_csv([COLUMNS[name][0] for name in OUT], map(_row, sessions))


def read_table(text: str, meeting: Meeting) -> File:
    """Return what a table says, in the meeting's zone. Raises Invalid when it is no programme."""
    rows = records(text)
    header = next(rows, (1, []))[1]
    columns = [_column(name) for name in header]
    if not {"title", "number", "uid"} & {*columns}:
        names = ", ".join(COLUMNS[name][0] for name in OUT)
        raise Invalid(
            _(
                "The table has no column “title”, so it is no programme. Its first line must name "
                "the columns. Columns that are known: %(names)s.",
                names=names,
            )
        )
    twice = [name for name in columns if name and columns.count(name) > 1]
    if twice:
        raise Invalid(_("The table has two columns “%(name)s”.", name=COLUMNS[twice[0]][0]))
    said = []
    for line, row in rows:
        said.append(_Row(line, columns, row, meeting.zone).read())
        if len(said) > MOST_SESSIONS:
            raise Invalid(_("The table has more than %(most)d sessions.", most=MOST_SESSIONS))
    unknown = [name for name, known in zip(header, columns, strict=True) if name and not known]
    return File(tuple(said), _remarks(unknown))


def _remarks(unknown: list[str]) -> tuple[str, ...]:
    if not unknown:
        return ()
    names = ", ".join(unknown)
    return (_("Columns that are not known and were not used: %(columns)s", columns=names),)


def _column(name: str) -> str:
    wanted = plain(as_typed(name))
    return next((column for column, names in COLUMNS.items() if wanted in names), "")


class _Row:
    """A row being read: what its cells say, and what is wrong with them by column."""

    def __init__(self, line: int, columns: list[str], row: list[str], zone: ZoneInfo) -> None:
        self._line, self._zone = line, zone
        self._has_too_many = any(row[len(columns) :])
        row = row + [""] * (len(columns) - len(row))
        held = zip(columns, row, strict=False)
        self._said = {column: as_typed(cell) for column, cell in held if column}
        self._faults: dict[str, str] = {}

    def read(self) -> Said:
        """Return what the row says; never raises."""
        if self._has_too_many:
            self._faults["cells"] = _("The row has more cells than the table has columns.")
        uid, state = clean(self._cell("uid")), self._state()
        if len(uid) > LONGEST_UID:
            self._faults["uid"] = _(
                "This is too long: at most %(most)d characters.", most=LONGEST_UID
            )
        fields = self._fields()
        day, end_day = self._days_alone()
        return Said(
            line=self._line,
            uid=uid,
            number=fields.get("number", ""),
            title=fields.get("title", ""),
            fields=fields,
            roles=self._roles(fields),
            day=day,
            end_day=end_day,
            state=state,
            reason=clean(self._cell("reason")),
            problem=self._in_words(),
        )

    def _fields(self) -> Mapping[str, Any]:
        fields: dict[str, Any] = {n: clean(self._cell(n)) for n in LINES if n in self._said}
        fields |= {n: clean_lines(self._cell(n)) for n in TEXTS if n in self._said}
        if kind := self._kind():
            fields["kind"] = kind
        if "languages" in self._said:
            tags = self._cell("languages").replace(",", " ").replace(";", " ")
            fields["languages"] = tuple(tags.split())
        if "is_ours" in self._said:
            fields["is_ours"] = self._tried(
                "is_ours", lambda: cells.read_yes(self._cell("is_ours"))
            )
        if "organisers" in self._said:
            names = cells.read_list(self._cell("organisers"))
            fields["organisers"] = tuple(OrganiserFields(name=name) for name in names)
        if PEOPLE.keys() & self._said.keys():
            fields["people"] = self._people()
        if CLOCKS & self._said.keys():
            fields |= self._times()
        return fields

    def _kind(self) -> str:
        said = self._cell("kind")
        kind = find_kind(said)
        if said and not kind:
            self._faults["kind"] = _("There is no such kind of session.")
        return kind

    def _people(self) -> tuple[PersonFields, ...]:
        found: list[PersonFields] = []
        for column, role in PEOPLE.items():
            cell = self._cell(column)
            found += self._tried(column, lambda c=cell, r=role: cells.read_people(c, r)) or []
        return tuple(found)

    def _roles(self, fields: Mapping[str, Any]) -> frozenset[Role]:
        """Return whom the people replace: those of the roles that are named, by header or in a cell."""
        if "people" in self._said:
            return frozenset()
        headed = {role for column, role in PEOPLE.items() if column in self._said}
        return frozenset(headed | {person.role for person in fields.get("people", ())})

    def _days_alone(self) -> tuple[date | None, date | None]:
        """Return the days of a table that has no clocks."""
        return (
            (None, None) if CLOCKS & self._said.keys() else (self._day("day"), self._day("end_day"))
        )

    def _day(self, column: str) -> date | None:
        day: date | None = self._tried(column, lambda: cells.read_day(self._cell(column)))
        return day

    def _times(self) -> dict[str, Any]:
        """Return beginning and end; an end at midnight is that of the day."""
        day = self._day("day")
        last = self._day("end_day") or day
        if self._faults.keys() & {"day", "end_day"}:
            return {}
        end = self._cell("end")
        if last and last == day and end in {"00:00", "0:00"} and self._cell("start") != end:
            last += timedelta(days=1)
        starts = self._tried(
            "start", lambda: cells.read_moment(day, self._cell("start"), self._zone)
        )
        ends = self._tried("end", lambda: cells.read_moment(last, end, self._zone))
        return {"starts_at": starts, "ends_at": ends}

    def _state(self) -> State | None:
        word = plain(self._cell("state"))
        word = {"canceled": "cancelled", "confirmed": "accepted"}.get(word, word)
        if not word:
            return None
        if word not in {*State}:
            known = ", ".join(State)
            self._faults["state"] = _("There is no such state. States are: %(known)s.", known=known)
            return None
        return State(word)

    def _cell(self, column: str) -> str:
        return self._said.get(column, "")

    def _tried(self, column: str, read: Any) -> Any:
        """Return what a cell holds; None, with the fault noted, when that cannot be told."""
        try:
            return read()
        except Invalid as problem:
            self._faults[column] = sentence_of(problem)
            return None

    def _in_words(self) -> str:
        told = []
        for column, sentence in self._faults.items():
            name, held = COLUMNS.get(column, ("",))[0], self._cell(column)[:60]
            told.append(f"{name} “{held}”: {sentence}" if held else sentence)
        return " ".join(told)


def _row(session: Session) -> list[str]:
    fields = fields_of(session)
    zone = session.meeting.zone
    day, start = cells.write_moment(fields.starts_at, zone) if fields.starts_at else ("", "")
    end_day, end = cells.write_moment(fields.ends_at, zone) if fields.ends_at else ("", "")
    said = {
        "uid": session.uid,
        "day": day,
        "start": start,
        "end": end,
        "end_day": end_day if end_day != day else "",
        "languages": " ".join(fields.languages),
        "is_ours": "yes" if fields.is_ours else "no",
        "organisers": cells.write_list(
            o.organisation.name if o.organisation else o.name for o in session.organisers
        ),
        "people": cells.write_people(fields.people),
        "state": session.state.value,
        "reason": session.cancelled_reason if session.state is State.CANCELLED else "",
    }
    return [said[name] if name in said else getattr(fields, name) for name in OUT]
