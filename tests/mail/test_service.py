"""The outbox: letters are saved with what they tell of, and sent once."""

import email
from dataclasses import replace
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db, now, transaction
from coalition.mail import service
from coalition.mail.models import Message
from coalition.mail.service import Letter
from coalition.tasks import Work
from tests.conftest import work_through

HELLO = Letter("Hello\nthere", ("First.", "Second."), "en")


def letters(folder: Path) -> list[Path]:
    """Return the letters that left."""
    return sorted((folder / "mail").glob("*.eml"))


def test_letter_leaves_once_when_the_work_is_done(app: Flask, tmp_path: Path) -> None:
    service.write("a@example.org", HELLO)
    assert letters(tmp_path) == []
    work_through()
    work_through()
    assert len(letters(tmp_path)) == 1
    message = db.session.scalars(select(Message)).one()
    assert message.sent_at is not None
    assert message.subject == "Hello there"
    assert message.body == (
        "First.\n\nSecond.\n\n— Dynamic Coalition on Public Access in Libraries\n"
    )


def test_address_that_stops_letters_is_kept_and_sent(app: Flask, tmp_path: Path) -> None:
    service.write("a@example.org", replace(HELLO, unsubscribe_url="https://example.org/stop/x"))
    work_through()
    written = email.message_from_bytes(letters(tmp_path)[0].read_bytes(), policy=policy.default)
    assert written["List-Unsubscribe"] == "<https://example.org/stop/x>"


def test_letter_of_a_failed_transaction_is_never_sent(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        service.write("a@example.org", HELLO)
        raise ZeroDivisionError
    work_through()
    assert letters(tmp_path) == []


def test_letter_outlasts_a_mail_server_that_is_away_for_hours(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "mail").touch()  # a folder cannot be made there
    service.write("a@example.org", HELLO)
    pauses = timedelta()
    for _ in range(6):
        work_through()
        with transaction():
            work = db.session.scalars(select(Work)).one()
            pauses += work.due_at - now()
            work.due_at = now()
    assert pauses > timedelta(hours=12)
    (tmp_path / "mail").unlink()
    work_through()
    assert len(letters(tmp_path)) == 1
