"""What would change of a session, field by field, in words: what was, and what would be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from coalition.database import db
from coalition.members.models import Organisation
from coalition.programme.description import SessionFields
from coalition.programme.imports.plan import Plan, Row
from coalition.programme.kinds import session_kind_label
from coalition.programme.labels import FIELDS, field_label, role_label, state_label
from coalition.programme.models import Meeting, State
from coalition.web.languages import language_name

SHOWN = 240  # characters of a long text
LEAD = 40  # of them before the first difference


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would be another."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Shower:
    """Shows values of fields; `members` holds the names of organisations by number."""

    zone: ZoneInfo
    members: dict[int, str]

    def changes(self, row: Row) -> list[Change]:
        """Return what would change of a session that is there."""
        if row.after is None or row.before is None or row.session is None:
            return []
        found = list(self._changes(row.before, row.after))
        if row.turns is not None:
            is_cancelled = row.turns is State.CANCELLED
            becomes = state_label(State.CANCELLED) if is_cancelled else _("Held")
            found.append(Change(field_label("state"), state_label(row.session.state), becomes))
        return found

    def time(self, fields: SessionFields) -> str:
        """Return when a session is, by the clocks of the meeting."""
        if fields.starts_at is None or fields.ends_at is None:
            return ""
        starts, ends = (at.astimezone(self.zone) for at in (fields.starts_at, fields.ends_at))
        shown = f"{_day(starts)}, {_clock(starts)}–{_clock(ends)}"
        return shown if starts.date() == ends.date() else f"{shown} ({_day(ends)})"

    def _changes(self, before: SessionFields, after: SessionFields) -> Iterator[Change]:
        for name in FIELDS:
            old, new = self._shown(name, before), self._shown(name, after)
            if old != new:
                yield Change(field_label(name), *_excerpts(old, new))

    def _shown(self, name: str, fields: SessionFields) -> str:
        match name:
            case "time":
                return self.time(fields)
            case "kind":
                return session_kind_label(fields.kind)
            case "languages":
                return ", ".join(language_name(tag) for tag in fields.languages)
            case "is_ours":
                return _("yes") if fields.is_ours else _("no")
            case "organisers":
                numbered = (
                    (o, self.members.get(o.organisation_id or 0, "")) for o in fields.organisers
                )
                return "; ".join(name or organiser.name for organiser, name in numbered)
            case "people":
                return "; ".join(
                    f"{role_label(p.role)}: {p.name}"
                    + (f" ({p.affiliation})" if p.affiliation else "")
                    + (f" <{p.email}>" if p.email else "")
                    for p in fields.people
                )
            case "starts_at" | "ends_at" | "state":
                return ""
            case _text:
                return str(getattr(fields, name))


def shower_of(plan: Plan, meeting: Meeting) -> Shower:
    """Return what shows the values of a plan: in the zone of the meeting, members by name."""
    numbers = {
        organiser.organisation_id
        for row in plan.rows
        for fields in (row.before, row.after)
        if fields
        for organiser in fields.organisers
    }
    names = select(Organisation.id, Organisation.name).where(Organisation.id.in_(numbers - {None}))
    return Shower(meeting.zone, dict(db.session.execute(names).all()))


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Return both texts; of long ones, what stands around their first difference."""
    if max(len(old), len(new)) <= SHOWN:
        return old, new
    same = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    return _excerpt(old, max(0, same - LEAD)), _excerpt(new, max(0, same - LEAD))


def _excerpt(text: str, at: int) -> str:
    cut = text[at : at + SHOWN]
    return ("… " if at and cut else "") + cut + (" …" if at + SHOWN < len(text) else "")


def _day(at: datetime) -> str:
    return dates.format_date(at, "EEE d MMM y", locale=get_locale())


def _clock(at: datetime) -> str:
    return dates.format_time(at, "HH:mm", locale=get_locale())
