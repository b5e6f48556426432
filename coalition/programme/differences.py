"""What differs between a session as it is kept and as somebody typed it, in words."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from coalition.programme.description import PersonFields, SessionFields
from coalition.programme.holders import Holders
from coalition.programme.kinds import session_kind_label
from coalition.programme.labels import field_label, role_label
from coalition.programme.letters import time_in_words
from coalition.web.languages import language_name

PLAIN = ("number", "title", "description", "theme", "room", "webcast", "remote_address")


class Difference(NamedTuple):
    """A field by its label, and what is kept in it now."""

    label: str
    kept: str


def differences(
    kept: SessionFields, typed: SessionFields, zone: ZoneInfo, holders: Holders
) -> tuple[Difference, ...]:
    """Return where the two differ, with what is kept."""
    said, other = _said(kept, zone, holders), _said(typed, zone, holders)
    return tuple(
        Difference(field_label(name), text) for name, text in said.items() if text != other[name]
    )


def _said(fields: SessionFields, zone: ZoneInfo, holders: Holders) -> dict[str, str]:
    """Return every field as a text."""
    return {
        **{name: getattr(fields, name) for name in PLAIN},
        "kind": session_kind_label(fields.kind),
        "time": _time(fields.starts_at, fields.ends_at, zone),
        "remote_instructions": fields.remote_instructions,
        "languages": _(", ").join(language_name(tag) for tag in fields.languages),
        "is_ours": _("Yes") if fields.is_ours else _("No"),
        "organisers": _(", ").join(holders.shown(one) for one in fields.organisers),
        "people": "\n".join(_person(person) for person in fields.people),
    }


def _time(starts_at: datetime | None, ends_at: datetime | None, zone: ZoneInfo) -> str:
    return time_in_words(starts_at, ends_at, zone) if starts_at and ends_at else ""


def _person(person: PersonFields) -> str:
    who = f"{person.name} ({person.affiliation})" if person.affiliation else person.name
    return " · ".join(filter(None, (role_label(person.role), who, person.email)))
