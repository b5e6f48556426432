"""Which acts of others name a person, so that their details go when the person is erased.

Names are chosen freely, and so are erasures: who calls themselves "published" or "Annual Report"
must not be able to empty the log. An address counts wherever it stands whole; a name only where it
is all that is said of a person, never within a title, a kind or a setting.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, cast, or_, select

from coalition.audit.actions import Group, keys_of
from coalition.audit.models import Act
from coalition.database import db

OF_PERSONS = frozenset({"person", "q"})  # facts, and filters among them, that name somebody
BATCH = 500  # acts read at once


def acts_naming(email: str, name: str) -> list[int]:
    """Return the numbers of acts whose details give this address or name; empty ones none."""
    text = cast(Act.detail, String)
    parts = [text.icontains(json.dumps(email)[1:-1], autoescape=True)] if email else []
    parts += [text.icontains(json.dumps(name), autoescape=True)] if name else []
    if not parts:
        return []
    found = select(Act.id, Act.detail).where(
        Act.detail.is_not(None), Act.action.not_in(keys_of(Group.SETTINGS)), or_(*parts)
    )
    rows = db.session.execute(found.execution_options(yield_per=BATCH))
    return [act_id for act_id, detail in rows if _names(detail, email, name)]


def _names(detail: Any, email: str, name: str) -> bool:
    whole = re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", re.IGNORECASE)
    return any(
        (email and whole.search(text))
        or (name and key in OF_PERSONS and text.strip().casefold() == name.casefold())
        for key, text in _texts("", detail)
    )


def _texts(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Give every text of a value with the name of the fact it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(str(name), part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(key, part)
