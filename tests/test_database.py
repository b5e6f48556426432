"""transaction() saves once, undoes on errors and then runs its followers."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError

from coalition import sqlite
from coalition.accounts.models import Attempt
from coalition.causes import Cause, cause_of
from coalition.database import after_commit, db, in_passing, locked, transaction
from coalition.errors import NoRoom, NotFound, OutOfOrder


def count() -> int:
    """Return how many attempts are saved."""
    return db.session.scalar(select(func.count(Attempt.id))) or 0


def test_transaction_saves_and_then_runs_followers_in_order(app: Flask) -> None:
    seen: list[tuple[str, int]] = []
    with transaction():
        db.session.add(Attempt(key="one"))
        after_commit(lambda: seen.append(("first", count())))
        after_commit(lambda: seen.append(("second", count())))
        assert seen == []
    assert seen == [("first", 1), ("second", 1)]


def test_transaction_that_fails_saves_nothing_and_runs_no_follower(app: Flask) -> None:
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(Attempt(key="one"))
        after_commit(lambda: seen.append("ran"))
        raise ZeroDivisionError
    assert (count(), seen) == (0, [])


def test_transaction_on_a_full_disk_says_so(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite can be told to be full")
    db.session.execute(text("PRAGMA max_page_count = 1"))  # as many pages as there are already
    with pytest.raises(NoRoom), transaction():
        db.session.add(Attempt(key="x" * 1_000_000))
    assert count() == 0


@contextmanager
def another_writer(app: Flask) -> Iterator[sqlite3.Connection]:
    """Hold SQLite's write lock in a connection of its own."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    path = db.engine.url.database or ""
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_transaction_waits_until_another_writer_is_done(app: Flask) -> None:
    with another_writer(app) as other:
        ending = threading.Timer(0.1, other.rollback)
        ending.start()
        with transaction():
            assert not other.in_transaction
            db.session.add(Attempt(key="one"))
        ending.join()
    assert count() == 1


def test_transaction_gives_up_a_writer_that_does_not_end(
    app: Flask,
) -> None:
    with another_writer(app), pytest.raises(OutOfOrder) as refused, transaction(patience=0.05):
        db.session.add(Attempt(key="one"))
    assert cause_of(refused.value) == Cause.BUSY
    with transaction():
        db.session.add(Attempt(key="two"))
    assert list(db.session.scalars(select(Attempt.key))) == ["two"]


def test_only_few_wait_long_for_another_writer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SHORT_WAIT", 0.02)
    monkeypatch.setattr(sqlite, "_long_waits", threading.BoundedSemaphore(1))
    gave_up: list[str] = []

    def write(key: str) -> None:
        with app.app_context():
            try:
                with transaction():
                    db.session.add(Attempt(key=key))
            except OutOfOrder:
                gave_up.append(key)

    writers = [threading.Thread(target=write, args=(key,)) for key in "abc"]
    with another_writer(app) as other:
        for writer in writers:
            writer.start()
        until = time.monotonic() + 10
        while len(gave_up) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        other.rollback()
        for writer in writers:
            writer.join()
    assert len(gave_up) == 2
    assert set(db.session.scalars(select(Attempt.key))) == set("abc") - set(gave_up)


def test_what_is_noted_in_passing_gives_way(app: Flask) -> None:
    def note() -> None:
        db.session.add(Attempt(key="seen"))

    with another_writer(app):
        in_passing(note)
    assert count() == 0
    in_passing(note)
    assert count() == 1


def test_inner_transaction_joins_the_outer_one(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        with transaction():
            db.session.add(Attempt(key="inner"))
        raise ZeroDivisionError
    assert count() == 0


def test_follower_that_fails_undoes_nothing_and_holds_up_no_other(app: Flask) -> None:
    seen: list[str] = []

    def break_down() -> None:
        raise OSError("broken")

    with transaction():
        db.session.add(Attempt(key="one"))
        after_commit(break_down)
        after_commit(lambda: seen.append("ran"))
    assert (count(), seen) == (1, ["ran"])


def test_after_commit_outside_of_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


def test_moment_comes_back_aware_in_utc(app: Flask) -> None:
    baku = timezone(timedelta(hours=4))
    with transaction():
        db.session.add(Attempt(key="one", at=datetime(2012, 11, 8, 14, 30, tzinfo=baku)))
    moment = db.session.scalars(select(Attempt.at)).one()
    assert moment.isoformat() == "2012-11-08T10:30:00+00:00"


def test_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError), transaction():
        db.session.add(Attempt(key="one", at=datetime(2012, 11, 8)))  # noqa: DTZ001 the fault


def test_locked_row_that_is_missing_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound, match="No such attempt"), transaction():
        locked(Attempt, 7, missing="No such attempt")
