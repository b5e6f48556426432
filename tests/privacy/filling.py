"""A database in which every table knows somebody: rows made from the tables' own descriptions."""

import itertools
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    LargeBinary,
    Table,
    insert,
    select,
)
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import Float, Integer

from coalition.accounts.models import Person
from coalition.audit import service as audit
from coalition.database import Base, db, now, transaction
from coalition.privacy.cleaning import CLEANED, TIES
from coalition.privacy.holdings import HOLDINGS, Holding
from tests.conftest import make_person

NAME = "Zephyrine Quillfeather-Ødegård"
EMAIL = "zephyrine@quillfeather.example"
TRACES = ("quillfeather", "zephyrine")
_numbers = itertools.count(1000)


def make_known() -> Person:
    """Return a person whom every table knows that may know people."""
    make_person("another-coordinator@example.org", coordinator=True)
    person = make_person(EMAIL, NAME)
    with transaction():
        for holding in HOLDINGS:
            for given in _ways(holding, person):
                make_row(Base.metadata.tables[holding.table], **given)
        for table, column in CLEANED:
            make_row(Base.metadata.tables[table], **{column: naming(table, column)})
        audit.note("members.invited", "organisation:1", by=None, email=EMAIL)
        audit.note("members.handed_over", "organisation:1", by=None, person=NAME)
        audit.note("members.left", "organisation:1", by=person.id, name="The Trust")
    return person


def naming(table: str, column: str) -> Any:
    """Return a value that names the person, as somebody else would."""
    said = f"Ask {NAME} <{EMAIL}> about it." if table in TIES else f"Ask <{EMAIL}> about it."
    is_json = isinstance(Base.metadata.tables[table].c[column].type, JSON)
    return {"coordinator_name": ["", NAME], "note": ["", said]} if is_json else said


def make_row(table: Table, **given: Any) -> dict[str, Any]:
    """Add a row with what is given and something fitting in all other columns that need it."""
    needed = [one for one in table.columns if _is_needed(one) and one.name not in given]
    values = {column.name: _value(column) for column in needed} | given
    db.session.execute(insert(table).values(values))
    return values


def _ways(holding: Holding, person: Person) -> list[dict[str, Any]]:
    """Return what makes a row belong to the person, a way for each column that does."""
    if holding.table in {"people", "acts"}:  # the person is there; acts are noted, not inserted
        return []
    ways: list[dict[str, Any]] = [{name: person.id} for name in holding.people]
    ways += [{name: EMAIL} for name in holding.emails]
    ways += [{name: f"sign-in:account:{EMAIL}"} for name in holding.endings]
    return [way | _told(holding) for way in ways]


def _told(holding: Holding) -> dict[str, Any]:
    """Return the name in every column that is emptied and is text."""
    columns = Base.metadata.tables[holding.table].c
    return {
        name: NAME
        for name in holding.emptied
        if name not in (*holding.emails, *holding.people)
        and not isinstance(columns[name].type, Enum)
    }


def _is_needed(column: Column[Any]) -> bool:
    if column.primary_key and not column.foreign_keys and isinstance(column.type, Integer):
        return column.autoincrement is False
    return not column.nullable


def _value(column: Column[Any]) -> Any:
    if column.foreign_keys:
        return _parent(column)
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    if isinstance(column.type, JSON):
        return {}
    kinds: tuple[tuple[Any, Any], ...] = (
        (Boolean, False),
        (DateTime, now()),
        (Date, date(2030, 1, 1)),
        (Integer, next(_numbers)),
        (Float, 1.0),
        (LargeBinary, b"bytes"),
    )
    for kind, value in kinds:
        if isinstance(getattr(column.type, "impl", column.type), kind):
            return value
    return str(next(_numbers))[: getattr(column.type, "length", None) or 20]


def _parent(column: Column[Any]) -> Any:
    """Return the key of a row to which a column may point, made where there is none."""
    target = next(iter(column.foreign_keys)).column
    if column.primary_key or column.unique:  # one row for each
        made = make_row(target.table)
        return made.get(target.name) or _last(target)
    found = db.session.execute(select(target).limit(1)).scalar()
    if found is None:
        make_row(target.table)
        found = _last(target)
    return found


def _last(key: Column[Any]) -> Any:
    return db.session.execute(select(key).order_by(key.desc()).limit(1)).scalar()
