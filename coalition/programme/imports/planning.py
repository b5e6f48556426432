"""What a file would change: for each session it names whether that is new, changed, or cannot be."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.errors import Invalid, sentence_of
from coalition.members.models import Organisation
from coalition.members.models import State as OrganisationState
from coalition.programme.description import (
    LONGEST_NAME,
    LONGEST_REASON,
    MOST_OF_A_MEETING,
    OrganiserFields,
    PersonFields,
    SessionFields,
    checked_session,
    fields_of,
)
from coalition.programme.imports.plan import Known, Outcome, Plan, Row
from coalition.programme.imports.said import File, Said
from coalition.programme.labels import field_label
from coalition.programme.models import Meeting, Role, Session, State
from coalition.programme.times import moment_meant

HELD = {State.ACCEPTED, State.SCHEDULED, State.MOVED}


def plan_of(file: File, meeting: Meeting, sessions: Sequence[Session]) -> Plan:
    """Return what a file would change; `sessions` are all of the meeting, loaded in full."""
    planner = _Planner(file, meeting, sessions)
    rows = tuple(planner.row(said) for said in file.sessions)
    seen = {row.session.id for row in rows if row.session}
    seen |= _named_by([row.said for row in rows if row.outcome is Outcome.REFUSED], sessions)
    gone = tuple(Known.of(one) for one in sessions if one.state in HELD and one.id not in seen)
    new_themes, new_rooms = tuple(planner.themes.new), tuple(planner.rooms.new)
    for names, known in ((new_themes, meeting.themes), (new_rooms, meeting.rooms)):
        if len(names) + len(known) > MOST_OF_A_MEETING:
            raise Invalid(
                _(
                    "With this file the meeting would have more than %(most)d themes or rooms.",
                    most=MOST_OF_A_MEETING,
                )
            )
    told = (_told(rows), [(one.id, one.revision) for one in gone], new_themes, new_rooms)
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    return Plan(rows, gone, new_themes, new_rooms, file.remarks, digest)


def _named_by(refused: Collection[Said], sessions: Iterable[Session]) -> set[int]:
    """Return the sessions that rows which cannot be read may be about: these are not missing.

    Those of a repeated event have its UID and more after a slash.
    """
    uids = {said.uid for said in refused if said.uid}
    repeated = tuple(f"{uid}/" for uid in uids)
    numbers = {said.number.casefold() for said in refused if said.number}
    titles = {said.title.casefold() for said in refused if said.title}
    return {
        one.id
        for one in sessions
        if one.uid in uids
        or one.uid.startswith(repeated)
        or one.number.casefold() in numbers
        or one.title.casefold() in titles
    }


def _told(rows: Iterable[Row]) -> list[object]:
    """Return what makes one plan another: each session as it is now, and as it would be."""
    return [
        (row.outcome, row.session and (row.session.id, row.session.revision), row.after, row.turns)
        for row in rows
    ]


class _Parts:
    """The themes or rooms of a meeting by name, in whatever case, and those a file adds to them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name.casefold(): name for name in names}
        self.new: list[str] = []

    def as_spelled(self, name: str) -> str:
        """Return a name as it is spelled in the meeting."""
        return self._known.get(name.casefold(), name)

    def add(self, name: str) -> None:
        """Note a name, which is new unless it is known."""
        if name and name.casefold() not in self._known:
            self._known[name.casefold()] = name
            self.new.append(name)


class _Planner:
    """Finds for each session of a file the one it is, and compares them."""

    def __init__(self, file: File, meeting: Meeting, sessions: Sequence[Session]) -> None:
        self.themes = _Parts(theme.name for theme in meeting.themes)
        self.rooms = _Parts(room.name for room in meeting.rooms)
        self._zone = meeting.zone
        self._by_uid = {session.uid: session for session in sessions}
        self._by_number: dict[str, list[Session]] = {}
        for session in sessions:
            if session.number:
                self._by_number.setdefault(session.number.casefold(), []).append(session)
        self._by_title: dict[str, list[Session]] = {}
        for session in sessions:
            self._by_title.setdefault(session.title.casefold(), []).append(session)
        self._titles = Counter(said.title.casefold() for said in file.sessions)
        self._members = _members()
        self._lines: dict[str, int] = {}  # of sessions and names seen before

    def row(self, said: Said) -> Row:
        """Return what becomes of what a file says; never raises."""
        session = None
        try:
            session = self._find(said)
            self._refuse_twice(said, session)
            if said.problem:
                raise Invalid(said.problem)
            return self._compared(said, session)
        except Invalid as problem:
            sentence = problem.message or _with_names(problem)
            known = Known.of(session) if session else None
            return Row(said, Outcome.REFUSED, known, problem=sentence)

    def _find(self, said: Said) -> Session | None:
        if said.uid in self._by_uid:
            return self._by_uid[said.uid]
        if not said.uid and not said.number:
            return self._find_by_title(said)
        found = self._by_number.get(said.number.casefold(), [])
        if len(found) > 1:
            raise Invalid(
                _("Several sessions have the number %(number)s. Name the UID.", number=said.number)
            )
        return found[0] if found else None

    def _find_by_title(self, said: Said) -> Session | None:
        """Return the only session of this title, of several the one that begins at this time."""
        title = said.title.casefold()
        found = self._by_title.get(title, [])
        if len(found) == 1 and self._titles[title] == 1:
            return found[0]
        begin = said.fields.get("starts_at")
        return next((one for one in found if begin and one.starts_at == begin), None)

    def _refuse_twice(self, said: Said, session: Session | None) -> None:
        key = f"session {session.id}" if session else f"uid {said.uid}" if said.uid else ""
        if not key and said.number:
            key = f"number {said.number.casefold()}"
        if key in self._lines:
            raise Invalid(_("Line %(line)d is about the same session.", line=self._lines[key]))
        if key:
            self._lines[key] = said.line

    def _compared(self, said: Said, session: Session | None) -> Row:
        before = fields_of(session) if session else None
        after = checked_session(self._overlaid(said, before))
        turns = _turns(said, session)
        is_declined = session and session.state is State.PROPOSED and session.cancelled_reason
        if is_declined and after != before and turns is None:  # it is not proposed anew by this
            raise Invalid(_("This proposal is declined already."))
        for part, name in ((self.themes, after.theme), (self.rooms, after.room)):
            if len(name) > LONGEST_NAME:
                raise Invalid(_("“%(name)s…” is too long a name.", name=name[:60]))
            part.add(name)
        if session is None:
            outcome = Outcome.NEW
        else:
            is_same = after == before and turns is None
            outcome = Outcome.UNCHANGED if is_same else Outcome.CHANGED
        known = Known.of(session) if session else None
        return Row(said, outcome, known, before, after, turns, remarks=said.remarks)

    def _overlaid(self, said: Said, before: SessionFields | None) -> SessionFields:
        """Return how the session is described when what the file says counts and the rest stays."""
        fields = dict(said.fields)
        for name, parts in (("theme", self.themes), ("room", self.rooms)):
            if name in fields:
                fields[name] = parts.as_spelled(str(fields[name]))
        known = before or SessionFields(title="")
        fields |= _on_days(said, known, self._zone)
        after = replace(known, **fields)  # said by the names of its fields
        if "organisers" in fields:
            after = replace(after, organisers=tuple(map(self._organiser, after.organisers)))
        people = _with_addresses(after.people, known.people)
        return replace(after, people=_people(people, known.people, said.roles))

    def _organiser(self, said: OrganiserFields) -> OrganiserFields:
        number = self._members.get(said.name.casefold())
        return OrganiserFields(number) if number else said


def _members() -> Mapping[str, int]:
    """Return the members by name and acronym; names count before acronyms, older ones first."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.acronym, Organisation.english_name, Organisation.name)
        .where(Organisation.state == OrganisationState.APPROVED)
        .order_by(Organisation.id.desc())
    ).all()
    found: dict[str, int] = {}
    for names in zip(*(row[1:] for row in rows), strict=True):
        found |= {name.casefold(): row[0] for name, row in zip(names, rows, strict=True) if name}
    return found


def _with_addresses(
    people: Iterable[PersonFields], known: Iterable[PersonFields]
) -> tuple[PersonFields, ...]:
    """Return the people, each with the address known before where the file names none."""
    emails = {(p.role, p.name.casefold()): p.email for p in known if p.email}
    return tuple(
        replace(p, email=p.email or emails.get((p.role, p.name.casefold()), "")) for p in people
    )


def _people(
    said: Sequence[PersonFields], known: Sequence[PersonFields], roles: Collection[Role]
) -> tuple[PersonFields, ...]:
    """Return the people once those of these roles, or all where none is named, are those said."""
    if not roles:
        return tuple(said)
    left, found = list(said), []
    for person in known:  # each role keeps its places, so that the same people are no change
        if person.role not in roles:
            found.append(person)
        elif new := next((one for one in left if one.role is person.role), None):
            left.remove(new)
            found.append(new)
    return (*found, *left)


def _on_days(said: Said, known: SessionFields, zone: ZoneInfo) -> dict[str, Any]:
    """Return the times on the days a file gives without clocks. Raises Invalid."""
    if not (said.day or said.end_day) or not (known.starts_at and known.ends_at):
        return {}
    first, last = (at.astimezone(zone) for at in (known.starts_at, known.ends_at))
    day = said.day or first.date()
    end_day = said.end_day or day + (last.date() - first.date())
    starts = moment_meant(day, first.time(), zone, kept=known.starts_at)
    ends = moment_meant(end_day, last.time(), zone, kept=known.ends_at, after=starts)
    return {"starts_at": starts, "ends_at": ends}


def _turns(said: Said, session: Session | None) -> State | None:
    """Return what the session becomes; None where it stays what it is. Raises Invalid."""
    if said.state is None or (session and said.state is session.state):
        return None
    if said.state is State.PROPOSED:
        raise Invalid(_("What is imported is in the programme: it cannot be “proposed”."))
    if said.state is State.CANCELLED:
        if session and session.state is State.PROPOSED:
            raise Invalid(_("This session is only proposed: there is nothing to cancel."))
        if len(said.reason) > LONGEST_REASON:
            sentence = _("This is too long: at most %(most)d characters.", most=LONGEST_REASON)
            raise Invalid(f"{_('Reason')}: {sentence}")
        return State.CANCELLED
    if session and session.state in {State.CANCELLED, State.PROPOSED}:
        return State.ACCEPTED
    return None


def _with_names(problem: Invalid) -> str:
    named = (f"{field_label(name)}: {sentence}" for name, sentence in problem.fields.items())
    return " ".join(named) or sentence_of(problem)
