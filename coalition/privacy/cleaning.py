"""Cutting a person's name and address out of texts in which somebody else named them."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import JSON, String, Table, cast, or_, select, update

from coalition.database import db
from coalition.privacy.holdings import CLEANED
from coalition.privacy.rows import table_of

CUT = "[…]"  # what stands instead, in every language
LEAST_WORDS = 2  # of a name that is cut out of sentences; one word alone is a word of others too


def clean_texts(email: str, name: str) -> int:
    """Cut address and name out of the texts of other rows, and return how many rows changed.

    A name of one word goes only where nothing else stands, since it may be another's name too.
    """
    changed = 0
    for table, column in CLEANED:
        changed += _clean(table_of(table), column, email, name)
    return changed


def _clean(table: Table, column: str, email: str, name: str) -> int:
    is_json = isinstance(table.c[column].type, JSON)
    text = cast(table.c[column], String)
    parts = [_in_json(part) if is_json else part for part in (email, name) if part]
    naming = or_(*(text.icontains(part, autoescape=True) for part in parts))
    key = next(iter(table.primary_key.columns))
    cut = _cutter(email, name)
    changed = 0
    for row_id, value in db.session.execute(select(key, table.c[column]).where(naming)).all():
        cleaned = _everywhere(value, cut)
        if cleaned != value:
            db.session.execute(update(table).where(key == row_id).values({column: cleaned}))
            changed += 1
    return changed


def _in_json(text: str) -> str:
    """Return a text as it stands within JSON in the database, where only ASCII is written."""
    return json.dumps(text)[1:-1]


def _cutter(email: str, name: str) -> Callable[[str], str]:
    """Return what cuts both out of a text."""
    patterns = list(_patterns(email, name))

    def cut(text: str) -> str:
        if name and text.strip().casefold() == name.casefold():
            return CUT
        for pattern in patterns:
            text = pattern.sub(CUT, text)
        return text

    return cut


def _patterns(email: str, name: str) -> Iterator[re.Pattern[str]]:
    if email:
        yield re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", re.IGNORECASE)
    if len(name.split()) >= LEAST_WORDS:
        yield re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _everywhere(value: Any, cut: Callable[[str], str]) -> Any:
    """Return a value with all texts in it cut, however deep they are."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, dict):
        return {key: _everywhere(part, cut) for key, part in value.items()}
    return [_everywhere(part, cut) for part in value] if isinstance(value, list) else value
