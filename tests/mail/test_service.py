"""The outbox: letters are saved with what they tell of, and sent once."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db, transaction
from coalition.mail import service
from coalition.mail.models import Message
from coalition.mail.service import Letter
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


def test_letter_of_a_failed_transaction_is_never_sent(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        service.write("a@example.org", HELLO)
        raise ZeroDivisionError
    work_through()
    assert letters(tmp_path) == []
