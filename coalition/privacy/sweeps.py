"""How what was kept long enough goes: rows deleted, columns emptied, files deleted; in small batches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_, update

from coalition.database import Base, db, transaction

BATCH = 200  # rows in one transaction, so that nobody waits long to write
Condition = Callable[[datetime], ColumnElement[bool]]


class Sweep(Protocol):
    """One way in which something goes. `before` is the moment up to which it was kept."""

    def count(self, before: datetime) -> int:
        """Return how much would go now."""

    def run(self, before: datetime) -> int:
        """Let it go, and return how much did."""


@dataclass(frozen=True, slots=True)
class Deleting:
    """Rows of a table that meet a condition are deleted, with what belongs to them alone."""

    model: type[Base]
    old: Condition

    def count(self, before: datetime) -> int:
        """Return how many rows would go."""
        rows = select(func.count()).select_from(self.model).where(self.old(before))
        return db.session.scalar(rows) or 0

    def run(self, before: datetime) -> int:
        """Delete the rows."""
        return _in_batches(self.model, self.old(before), delete(self.model))


@dataclass(frozen=True, slots=True)
class Emptying:
    """Rows that meet a condition stay, and columns of theirs are emptied."""

    model: type[Base]
    old: Condition
    emptied: Mapping[str, Any]

    def count(self, before: datetime) -> int:
        """Return how many rows would be emptied."""
        return Deleting(self.model, self.old).count(before)

    def run(self, before: datetime) -> int:
        """Empty the columns."""
        change = update(self.model).values(dict(self.emptied))
        return _in_batches(self.model, self.old(before), change)


@dataclass(frozen=True, slots=True)
class DeletingFiles:
    """Files are deleted that `old` names for a moment."""

    old: Callable[[datetime], list[Path]]

    def count(self, before: datetime) -> int:
        """Return how many files would go."""
        return len(self.old(before))

    def run(self, before: datetime) -> int:
        """Delete the files."""
        gone = 0
        for path in self.old(before):
            existed = path.exists()
            path.unlink(missing_ok=True)
            gone += existed
        return gone


@dataclass(frozen=True, slots=True)
class Calling:
    """What a room does itself; `old` says of which rows of `model` what it would do."""

    model: type[Base]
    old: Condition
    does: Callable[[datetime], int]

    def count(self, before: datetime) -> int:
        """Return how many rows it would change."""
        return Deleting(self.model, self.old).count(before)

    def run(self, before: datetime) -> int:
        """Let the room do it."""
        return self.does(before)


def _in_batches(model: type[Base], old: ColumnElement[bool], statement: Any) -> int:
    """Run a statement on the rows that meet a condition, some in each transaction."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 every model has one of its own
    keys = tuple(table.primary_key.columns)
    gone = 0
    while True:
        with transaction():
            found = db.session.execute(select(*keys).where(old).limit(BATCH)).all()
            if found:
                chosen = tuple_(*keys).in_([tuple(row) for row in found])
                db.session.execute(statement.where(chosen))
                db.session.expire_all()
        gone += len(found)
        if len(found) < BATCH:
            return gone
