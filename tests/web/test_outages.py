"""What fails because of the machine becomes a page that says what is lost and what to do."""

import errno
import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from coalition.errors import NoRoom, OutOfOrder
from tests.conftest import Someone


def failing(message: str, code: int) -> OperationalError:
    """Return what SQLAlchemy raises when SQLite fails with this code."""
    problem = sqlite3.OperationalError(message)
    problem.sqlite_errorcode = code
    return OperationalError("SELECT secret", {"password": "hid-from-all"}, problem)


@pytest.mark.parametrize(
    ("problem", "status", "reading", "writing"),
    [
        (OSError(errno.ENOSPC, "No space left"), 507, "cannot be shown", "no room left"),
        (OSError(errno.EROFS, "Read-only"), 503, "cannot be shown", "can save nothing"),
        (
            failing("locked", sqlite3.SQLITE_BUSY),
            503,
            "cannot be shown",
            "send it again in a minute",
        ),
        (failing("no file", sqlite3.SQLITE_CANTOPEN), 503, "its database", "its database"),
        (failing("I/O", sqlite3.SQLITE_IOERR_WRITE), 503, "cannot be shown", "can save nothing"),
        (NoRoom(), 507, "cannot be shown", "no room left"),
        (OutOfOrder("Said by a room."), 503, "Said by a room.", "Said by a room."),
    ],
)
def test_failure_of_the_machine_is_told(
    app: Flask,
    anonymous: Someone,
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    status: int,
    reading: str,
    writing: str,
) -> None:
    def fail(**_given: object) -> None:
        raise problem

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "search.help", fail)
    monkeypatch.setitem(app.view_functions, "accounts.choose_language", fail)
    for answer, said in (
        (anonymous.client.get("/search/help"), reading),
        (anonymous.client.post("/language"), writing),
    ):
        assert answer.status_code == status
        assert said in answer.text
        assert "hid-from-all" not in answer.text
        assert int(answer.headers["Retry-After"]) >= 30


def test_a_fault_of_the_program_stays_one(
    app: Flask, anonymous: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise failing("no such table: x", sqlite3.SQLITE_ERROR)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    monkeypatch.setitem(app.view_functions, "search.help", fail)
    answer = anonymous.client.get("/search/help")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
