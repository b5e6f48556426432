"""The outbox: letters are saved with what they tell of, and sent once."""

import email
from dataclasses import replace
from email import policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db, now, transaction
from coalition.errors import NoRoom
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


def test_letters_outlast_a_mail_server_that_is_away_for_days(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "mail").touch()  # a folder cannot be made there
    for address in ("a@example.org", "b@example.org"):
        service.write(address, HELLO)
    for _ in range(20):
        work_through()
        with transaction():
            waiting = db.session.scalars(select(Work)).all()
            assert [(row.tries, row.due_at > now()) for row in waiting] == [(0, True)] * 2
            assert {row.error for row in waiting} == {f"{tmp_path}/mail: File exists"}
            for row in waiting:
                row.due_at = now()
    (tmp_path / "mail").unlink()
    work_through()
    assert len(letters(tmp_path)) == 2


def test_letter_that_left_is_not_sent_again_when_that_cannot_be_noted(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.write("a@example.org", HELLO)
    number = str(db.session.scalars(select(Message.id)).one())

    def full() -> None:
        raise NoRoom

    with monkeypatch.context() as patched:
        patched.setattr(service, "transaction", full)
        with pytest.raises(NoRoom):
            service.send([number])
    service.send([number])
    assert len(letters(tmp_path)) == 1
    assert db.session.scalars(select(Message)).one().sent_at is not None
