"""What in a programme, as a file would leave it, is at the same time in one room or with one person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from coalition.programme.description import SessionFields, fields_of
from coalition.programme.imports.plan import Plan, Row
from coalition.programme.models import Meeting, Session, State
from coalition.programme.schedule import is_outside


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it would be held; `place` is that of its row in the plan, None for others."""

    fields: SessionFields
    starts_at: datetime
    ends_at: datetime
    place: int | None = None


def with_clashes(plan: Plan, meeting: Meeting, sessions: Iterable[Session]) -> Plan:
    """Return the plan, each row with what speaks against its new time and place in its remarks.

    That is said here and not refused: it is for the coordinator to decide.
    """
    told: dict[int, list[str]] = {}
    held = sorted(_held(plan, sessions), key=lambda one: one.starts_at)
    for at, one in enumerate(held):
        for other in _overlapping(held, at):
            for sentence, mine in _clashes(one, other):
                if mine.place is not None:
                    told.setdefault(mine.place, []).append(sentence)
        if one.place is not None and is_outside(meeting, one.starts_at, one.ends_at):
            told.setdefault(one.place, []).append(_("This is outside the days of the meeting."))
    rows = tuple(_remarked(row, told.get(place, ())) for place, row in enumerate(plan.rows))
    return replace(plan, rows=rows)


def _remarked(row: Row, sentences: Iterable[str]) -> Row:
    if row.after is None or _place_of(row.before) == _place_of(row.after):
        return row
    return replace(row, remarks=(*row.remarks, *dict.fromkeys(sentences)))


def _place_of(fields: SessionFields | None) -> object:
    """Return when and where a session is, and with whom: what can clash."""
    return fields and (fields.starts_at, fields.ends_at, fields.room, fields.people)


def _held(plan: Plan, sessions: Iterable[Session]) -> Iterator[Held]:
    """Give what would be held: what the file describes, and what it leaves alone."""
    described = set()
    for place, row in enumerate(plan.rows):
        if row.after is None:
            continue
        if row.session:
            described.add(row.session.id)
        state = row.turns or (row.session.state if row.session else State.ACCEPTED)
        if state is not State.CANCELLED:
            yield from _as_held(row.after, place)
    for session in sessions:
        if session.id not in described and session.state is not State.CANCELLED:
            yield from _as_held(fields_of(session), None)


def _as_held(fields: SessionFields, place: int | None) -> Iterator[Held]:
    if fields.starts_at and fields.ends_at:
        yield Held(fields, fields.starts_at, fields.ends_at, place)


def _overlapping(held: list[Held], at: int) -> Iterator[Held]:
    """Give the later ones that begin before this one ends."""
    for other in held[at + 1 :]:
        if other.starts_at >= held[at].ends_at:
            return
        yield other


def _clashes(one: Held, other: Held) -> Iterator[tuple[str, Held]]:
    for mine, its in ((one, other), (other, one)):
        title = its.fields.title
        if mine.fields.room and mine.fields.room == its.fields.room:
            yield _("At the same time “%(title)s” is in this room.", title=title), mine
        for name in _in_both(mine.fields, its.fields):
            yield _("%(name)s is in “%(title)s” at the same time.", name=name, title=title), mine


def _in_both(mine: SessionFields, its: SessionFields) -> list[str]:
    names = {person.name.casefold() for person in its.people}
    return [person.name for person in mine.people if person.name.casefold() in names]
