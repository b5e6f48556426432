"""Tables that are made anew by a migration keep their rows, links, checks, indexes and triggers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition import create_app
from coalition.cli import migrations
from coalition.database import db
from coalition.preservation.numbers import permanent
from tests.conftest import settings_for

ADA = (
    "INSERT INTO people (id, email, name, password_hash, language, created_at) "
    "VALUES (4, 'ada@example.org', 'Ada', '', 'en', '2026-01-01 00:00:00')"
)
BOB = (
    "INSERT INTO people (email, name, password_hash, language, created_at) "
    "VALUES ('bob@example.org', 'Bob', '', 'en', '2026-01-01 00:00:00')"
)
SUBJECT = "INSERT INTO subjects (id, name, position) VALUES (3, 'Access', 0)"
ACT = (
    "INSERT INTO acts (id, at, action, person_id, subject, salt, detail_digest, previous, digest) "
    "VALUES (1, '2026-01-01 00:00:00', 'accounts.registered', 4, 'person:12', '', '', '', '1')"
)
LINK = (
    "INSERT INTO links (id, token_digest, purpose, email, person_id, password_hash, created_at, "
    "expires_at) VALUES (1, '1', 'x', 'ada@example.org', 4, 'h', '2026-01-01 00:00:00', "
    "'2026-01-02 00:00:00')"
)


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[Flask]:
    """An installation on SQLite with the tables of 0021, a person and acts, one of somebody gone."""
    url = f"sqlite:///{tmp_path / 'coalition.db'}"
    app = create_app(settings_for(tmp_path, database_url=url))
    with app.app_context():
        migrations.upgrade("0021")
        with db.engine.begin() as connection:
            for statement in (ADA, SUBJECT, ACT, LINK):
                connection.execute(sa.text(statement))
        yield app
        db.session.remove()
        db.engine.dispose()


def ask(statement: str) -> list[Any]:
    """Return the rows of a statement, which is saved."""
    with db.engine.begin() as connection:
        found = connection.execute(sa.text(statement))
        return [tuple(row) for row in found] if found.returns_rows else []


def shape() -> dict[str, Any]:
    """Return of each table its columns, links and checks; and all indexes and triggers."""
    seen = sa.inspect(db.engine)
    beside = "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') ORDER BY name"
    found: dict[str, Any] = {"": ask(beside)}
    for table in sorted(set(seen.get_table_names()) - {"links"}):
        columns = [
            (one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(table)
        ]
        others = [
            *seen.get_foreign_keys(table),
            *seen.get_check_constraints(table),
            *seen.get_unique_constraints(table),
        ]
        found[table] = (columns, sorted(map(str, others)))
    return found


def test_tables_whose_numbers_are_permanent_are_made_anew_whole(earlier: Flask) -> None:
    before = shape()
    for go, revision in (
        (migrations.upgrade, "0022"),
        (migrations.downgrade, "0021"),
        (migrations.upgrade, "0022"),
    ):
        go(revision)
        assert shape() == before
        assert ask("SELECT id, email FROM people") == [(4, "ada@example.org")]
        assert ask("SELECT id, name FROM subjects") == [(3, "Access")]
        assert ask("SELECT person_id, password_hash FROM links") == [(4, "h")]
        assert ask("PRAGMA foreign_key_check") == []
        assert ask("PRAGMA foreign_keys") == [(1,)]
    with pytest.raises(sa.exc.IntegrityError, match="only grows"):
        ask("DELETE FROM acts")
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
        ask("DELETE FROM people")


def test_numbers_go_on_after_those_that_the_audit_log_still_knows(earlier: Flask) -> None:
    migrations.upgrade()
    ask(BOB)
    assert ask("SELECT id FROM people") == [(4,), (13,)]


def test_every_table_with_permanent_numbers_remembers_the_last_one(earlier: Flask) -> None:
    migrations.upgrade()
    remembering = ask("SELECT name FROM sqlite_master WHERE sql LIKE '%PRIMARY KEY AUTOINCREMENT%'")
    assert {name for (name,) in remembering} == {table.name for table in permanent()}
