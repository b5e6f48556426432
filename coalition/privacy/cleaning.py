"""Cutting a person's name and address out of texts in which somebody else named them.

Names are chosen freely, and so are erasures: who calls themselves "of the" must not be able to blank
the words of others. An address was proven to be theirs and is cut wherever it stands; a name only in
what is written of things the person had to do with, since they have an account, and in no letter.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Table, cast, false, or_, select, update

from coalition.database import db
from coalition.privacy.holdings import HOLDINGS
from coalition.privacy.rows import Whose, belongs, table_of

CUT = "[…]"  # what stands instead, in every language
LEAST_WORDS = 2  # of a name that is cut out of sentences; one word alone is a word of others too
Cut = Callable[[str], str]

# Texts in which one person may name another: the address is cut out of them.
CLEANED: tuple[tuple[str, str], ...] = (
    ("messages", "subject"),
    ("messages", "body"),
    ("organisation_history", "text"),
    ("organisation_history", "changes"),
    ("document_history", "text"),
    ("session_history", "text"),
    ("session_history", "changes"),
    ("hub_history", "text"),
    ("hub_history", "changes"),
    ("question_history", "text"),
    ("work", "error"),
)

# Histories in which names are cut too: the column with the thing a row is about, and the holdings
# that say which things a person had to do with, each with the column that holds the thing.
TIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "organisation_history": (
        "organisation_id",
        {"representatives": "organisation_id", "organisation_history": "organisation_id"},
    ),
    "document_history": (
        "document_id",
        {"documents": "id", "versions": "document_id", "document_history": "document_id"},
    ),
    "session_history": (
        "session_id",
        {
            "sessions": "id",
            "session_people": "session_id",
            "session_documents": "session_id",
            "session_reports": "session_id",
            "session_history": "session_id",
            "desks": "session_id",
        },
    ),
    "hub_history": ("hub_id", {"hubs": "id", "hub_history": "hub_id"}),
    "question_history": ("question_id", {"questions": "id", "question_history": "question_id"}),
}


def clean_texts(whose: Whose, name: str, since: datetime) -> int:
    """Cut address and name out of the texts of other rows, and return how many texts changed.

    since: when the account was made; names in older rows are those of others. A name of one word
    goes only where nothing else stands, since it may be another's name too. To be called while the
    rows that tie the person to things are still theirs.
    """
    return sum(_clean(table_of(table), column, whose, name, since) for table, column in CLEANED)


def _clean(table: Table, column: str, whose: Whose, name: str, since: datetime) -> int:
    key = next(iter(table.primary_key.columns))
    wanted = select(key, table.c[column], _may_lose_name(table, since), _is_theirs(table, whose))
    parts = [whose.email, name] if table.name in TIES else [whose.email]
    without_address, without_name = _cutter_of_address(whose.email), _cutter_of_name(name)
    changed = 0
    for row_id, value, is_recent, is_theirs in db.session.execute(
        wanted.where(_holds(table, column, parts))
    ).all():
        cleaned = _everywhere(value, without_address)
        is_about_them = is_theirs or cleaned != value  # a row with the address names them too
        if is_recent and is_about_them:
            cleaned = _everywhere(_everywhere(value, without_name), without_address)
        if cleaned != value:
            db.session.execute(update(table).where(key == row_id).values({column: cleaned}))
            changed += 1
    return changed


def _may_lose_name(table: Table, since: datetime) -> ColumnElement[bool]:
    """Return whether a row may lose the name: it is of a history, and not older than the account."""
    return table.c.at >= since if table.name in TIES else false()


def _is_theirs(table: Table, whose: Whose) -> ColumnElement[bool]:
    """Return whether a row is about a thing the person had to do with."""
    thing, ties = TIES.get(table.name, ("", {}))
    return or_(
        false(),
        *(
            table.c[thing].in_(
                select(table_of(one.table).c[ties[one.table]]).where(belongs(one, whose))
            )
            for one in HOLDINGS
            if one.table in ties
        ),
    )


def _holds(table: Table, column: str, parts: list[str]) -> ColumnElement[bool]:
    """Return the condition for texts in which one of the parts stands, perhaps within a word."""
    is_json = isinstance(table.c[column].type, JSON)
    text = cast(table.c[column], String)
    wanted = [_in_json(part) if is_json else part for part in parts if part]
    return or_(false(), *(text.icontains(part, autoescape=True) for part in wanted))


def _in_json(text: str) -> str:
    """Return a text as it stands within JSON in the database, where only ASCII is written."""
    return json.dumps(text)[1:-1]


def _cutter_of_address(email: str) -> Cut:
    pattern = re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", re.IGNORECASE)
    return lambda text: pattern.sub(CUT, text) if email else text


def _cutter_of_name(name: str) -> Cut:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)

    def cut(text: str) -> str:
        if name and text.strip().casefold() == name.casefold():
            return CUT
        return pattern.sub(CUT, text) if len(name.split()) >= LEAST_WORDS else text

    return cut


def _everywhere(value: Any, cut: Cut) -> Any:
    """Return a value with all texts in it cut, however deep they are."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, dict):
        return {key: _everywhere(part, cut) for key, part in value.items()}
    return [_everywhere(part, cut) for part in value] if isinstance(value, list) else value
