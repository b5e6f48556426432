"""The rows that belong to a person: found, told and counted by the table of holdings."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select

from coalition.audit.policy import told_to
from coalition.database import Base, db
from coalition.privacy.holdings import NAMED, Holding
from coalition.web.passage import without_secrets
from coalition.web.site import address_of

LINK = re.compile(r"(https?://[^/\s]+)(/\S*)", re.IGNORECASE)  # the site and the rest


@dataclass(frozen=True, slots=True)
class Whose:
    """The person rows are looked for: their number and their address, casefolded."""

    person_id: int
    email: str


def table_of(name: str) -> Table:
    """Return the table of this name."""
    return Base.metadata.tables[name]


def belongs(holding: Holding, whose: Whose) -> ColumnElement[bool]:
    """Return the condition for the rows of a holding that belong to a person."""
    columns = table_of(holding.table).c
    found = [columns[name] == whose.person_id for name in holding.people]
    found += [func.lower(columns[name]) == whose.email for name in holding.emails]
    found += [columns[name] == f"person:{whose.person_id}" for name in holding.subjects]
    # Addresses of keys are cut at 150 characters (accounts.service).
    for ending in (whose.email[:150], str(whose.person_id)):
        found += [columns[name].endswith(f":{ending}", autoescape=True) for name in holding.endings]
    return or_(*found)


def count(holding: Holding, whose: Whose) -> int:
    """Return how many rows of a holding belong to a person."""
    rows = select(func.count()).select_from(table_of(holding.table))
    return db.session.scalar(rows.where(belongs(holding, whose))) or 0


def told(holding: Holding, whose: Whose) -> list[dict[str, Any]]:
    """Return a person's rows as a copy tells them: values that JSON takes, by column.

    What a row is about is told by its name too, and by the address of its page. A copy may be in
    the hands of a coordinator: links in it open nothing, and where others were is not told.
    """
    rows = db.session.execute(_selected(holding, whose)).mappings()
    return [_told(holding, dict(row), whose) for row in rows]


def _selected(holding: Holding, whose: Whose) -> Select[Any]:
    table = table_of(holding.table)
    wanted: dict[str, ColumnElement[Any]] = {name: table.c[name] for name in holding.told}
    if holding.page:
        wanted["_page"] = table.c[holding.page[2]].label("_page")
    if holding.doer:
        wanted["_doer"] = table.c[holding.doer].label("_doer")
    named = [name for name in holding.told if name in NAMED]
    for name in named:
        other, column = NAMED[name]
        names = table_of(other)
        wanted[f"_{name}"] = (
            select(names.c[column])
            .where(names.c.id == table.c[name])
            .scalar_subquery()
            .label(f"_{name}")
        )
    first = list(table.primary_key.columns)
    return select(*wanted.values()).where(belongs(holding, whose)).order_by(*first)


def _told(holding: Holding, row: dict[str, Any], whose: Whose) -> dict[str, Any]:
    found = {name: _plain(row[f"_{name}"] if name in NAMED else row[name]) for name in holding.told}
    for name in holding.linked:
        found[name] = without_link_secrets(found[name])
    if holding.doer and found["detail"] is not None:
        found["detail"] = told_to(whose.person_id, found["detail"], by=row["_doer"])
    if holding.page and row["_page"] is not None:
        endpoint, argument, _column = holding.page
        found["page"] = address_of(endpoint, **{argument: row["_page"]})
    return found


def without_link_secrets(text: str) -> str:
    """Return a text whose links have left out every part that is long enough to be a secret."""
    return LINK.sub(lambda link: link[1] + without_secrets(link[2]), text)


def _plain(value: Any) -> Any:
    """Return a value as JSON takes it; moments in ISO 8601, in UTC."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
