"""Known and unknown addresses are told the same and take as much work, so that nobody learns which."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from coalition.database import db
from tests.conftest import PASSWORD, Someone, make_person
from tests.hubs.making import TYPED, make_meeting
from tests.members.making import typed

KNOWN, UNKNOWN = "ada@example.org", "bob@example.org"
NEARLY = 7  # statements: a row or two more, in the same transaction and with the same commit


@dataclass
class Work:
    """What answering took: passwords hashed or compared, statements, transactions."""

    hashes: int = 0
    statements: int = 0
    commits: int = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Count the work that is done inside."""
    work = Work()

    def counting(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            work.hashes += 1
            return method(*given, **more)

        return call

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        work.statements += (
            "pg_advisory_xact_lock" not in statement
        )  # which reads and writes nothing

    def committed(*_: Any) -> None:
        work.commits += 1

    with monkeypatch.context() as patch:
        patch.setattr(PasswordHasher, "hash", counting(PasswordHasher.hash))
        patch.setattr(PasswordHasher, "verify", counting(PasswordHasher.verify))
        event.listen(db.engine, "before_cursor_execute", executed)
        event.listen(db.engine, "commit", committed)
        try:
            yield work
        finally:
            event.remove(db.engine, "before_cursor_execute", executed)
            event.remove(db.engine, "commit", committed)


def told(answer: TestResponse, email: str) -> tuple[int, str | None, str]:
    """Return what an answer says, whatever differs from one page to the next left out."""
    page = answer.get_data(as_text=True).replace(email, "X")
    page = re.sub(r'(csrf_token"|name="once") value="[^"]+"', "", page)
    page = re.sub(r"\b[0-9a-f]{32}\b", "", page)  # the number of the request
    return answer.status_code, answer.location, page


def sign_in(client: FlaskClient, email: str) -> TestResponse:
    """Try a password."""
    return client.post("/sign-in", data={"email": email, "password": "a wrong guess"})


def ask_for_password(client: FlaskClient, email: str) -> TestResponse:
    """Ask for a new password."""
    return client.post("/forgotten", data={"email": email})


def apply(client: FlaskClient, email: str) -> TestResponse:
    """Apply for an organisation."""
    you = {"person_name": "Ada", "email": email, "password": PASSWORD}
    return client.post("/members/apply", data=typed(**you))


def ask_for_news(client: FlaskClient, email: str) -> TestResponse:
    """Ask for news by letter."""
    return client.post("/news/letters", data={"email": email, "rhythm": "daily"})


def register_hub(client: FlaskClient, email: str) -> TestResponse:
    """Register a hub."""
    return client.post("/meetings/1/hubs", data=TYPED | {"coordinator_email": email})


@pytest.mark.parametrize(
    "send", [sign_in, ask_for_password, apply, ask_for_news, register_hub], ids=lambda f: f.__name__
)
def test_known_and_unknown_addresses_are_told_the_same_and_take_the_same(
    app: Flask,
    coordinator: Someone,
    monkeypatch: pytest.MonkeyPatch,
    send: Callable[[FlaskClient, str], TestResponse],
) -> None:
    make_person(KNOWN)
    make_meeting(coordinator.viewer)
    send(app.test_client(), "warm@example.org")  # decoy and templates are made with the first
    answers, took = [], []
    for email in (KNOWN, UNKNOWN):
        with counted(monkeypatch) as work:
            answers.append(told(send(app.test_client(), email), email))
        took.append(work)
    assert answers[0] == answers[1]
    assert answers[0][0] in {200, 303} or send is sign_in
    known, unknown = took
    assert (known.hashes, known.commits) == (unknown.hashes, unknown.commits)
    assert abs(known.statements - unknown.statements) <= NEARLY, took
    assert known.hashes == (1 if send in {sign_in, apply} else 0)


def test_address_that_has_the_news_already_is_told_and_takes_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    ask_for_news(client, KNOWN)
    answers, took = [], []
    for email in (KNOWN, UNKNOWN):
        with counted(monkeypatch) as work:
            answers.append(told(ask_for_news(client, email), email))
        took.append(work)
    assert answers[0] == answers[1]
    assert took[0].commits == took[1].commits
    assert abs(took[0].statements - took[1].statements) <= NEARLY, took
