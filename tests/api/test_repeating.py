"""What is sent twice with the same key is done once, whatever happens between."""

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coalition import create_app
from coalition.api import repeating
from coalition.database import db, now, transaction
from coalition.tokens.models import KeptAnswer
from tests.api.trial import Trial, on_trial
from tests.conftest import Someone
from tests.tokens.making import bearer, make_token, program

ADDRESS = "/api/v1/trial"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture
def client(trial: Trial, representative: Someone) -> FlaskClient:
    """A program with a token that is good for all."""
    return program(make_token(representative))


def kept() -> list[KeptAnswer]:
    """Return what is kept now."""
    db.session.expire_all()
    return [*db.session.scalars(select(KeptAnswer).order_by(KeptAnswer.id))]


def test_without_a_key_each_request_counts(trial: Trial, client: FlaskClient) -> None:
    for number in (1, 2):
        assert client.post(ADDRESS, json={"title": "x"}).get_json()["number"] == number
    assert kept() == []


def test_same_key_and_body_is_done_once_and_answered_again(
    trial: Trial, client: FlaskClient
) -> None:
    first, again = (client.post(ADDRESS, json={"title": "x"}, headers=KEY) for _ in range(2))
    assert (first.status_code, first.get_json()["number"], trial.times) == (201, 1, 1)
    assert (again.status_code, again.data) == (201, first.data)
    for header in ("Location", "ETag", "Content-Type"):
        assert again.headers[header] == first.headers[header]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers


def test_quoted_key_is_the_same_key(trial: Trial, client: FlaskClient) -> None:
    quoted = {"Idempotency-Key": f'"{KEY["Idempotency-Key"]}"'}
    assert client.post(ADDRESS, json={"title": "x"}, headers=KEY).get_json()["number"] == 1
    assert client.post(ADDRESS, json={"title": "x"}, headers=quoted).get_json()["number"] == 1


def test_other_body_with_the_same_key_is_refused(trial: Trial, client: FlaskClient) -> None:
    client.post(ADDRESS, json={"title": "x"}, headers=KEY)
    for other in ({"json": {"title": "y"}}, {"json": {"title": "x"}, "query_string": {"a": "1"}}):
        answer = client.post(ADDRESS, headers=KEY, **other)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert trial.times == 1


def test_keys_of_another_token_are_others(
    trial: Trial, client: FlaskClient, representative: Someone
) -> None:
    other = program(make_token(representative, name="Other"))
    for number, one in enumerate((client, other), 1):
        assert one.post(ADDRESS, json={"title": "x"}, headers=KEY).get_json()["number"] == number


@pytest.mark.parametrize("key", ["", " ", '""', "a b", "é", "x" * 256, 'a"b'])
def test_what_is_no_key_is_refused(trial: Trial, client: FlaskClient, key: str) -> None:
    answer = client.post(ADDRESS, json={"title": "x"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, trial.times) == (400, 0)


def test_refusals_are_not_kept(trial: Trial, client: FlaskClient) -> None:
    trial.refuses = True
    assert client.post(ADDRESS, json={"title": "x"}, headers=KEY).status_code == 422
    assert (kept(), trial.times) == ([], 0)
    trial.refuses = False
    assert client.post(ADDRESS, json={"title": "x"}, headers=KEY).status_code == 201


def test_what_is_done_is_undone_when_its_answer_cannot_be_kept(
    app: Flask, trial: Trial, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the machine stopped between the two: neither is there, so it is done the next time."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(repeating, "_keep", stop)
        broken.setattr(repeating, "_release", lambda _claim: None)
        with pytest.raises(KeyboardInterrupt):
            client.post(ADDRESS, json={"title": "x"}, headers=KEY)
    assert trial.times == 0
    assert [row.status for row in kept()] == [None]
    answer = client.post(ADDRESS, json={"title": "x"}, headers=KEY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "5")
    with transaction():
        kept()[0].claimed_at = now() - timedelta(minutes=11)
    assert client.post(ADDRESS, json={"title": "x"}, headers=KEY).status_code == 201
    assert (trial.times, [row.status for row in kept()]) == (1, [201])


def test_who_was_taken_for_dead_does_nothing(
    trial: Trial, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = repeating._hold

    def after_a_long_sleep(claim: repeating.Claim) -> None:
        kept()[0].claim = "another"
        db.session.flush()
        hold(claim)

    monkeypatch.setattr(repeating, "_hold", after_a_long_sleep)
    assert client.post(ADDRESS, json={"title": "x"}, headers=KEY).status_code == 409
    assert trial.times == 0


def test_answers_outlive_a_restart_and_no_longer_than_a_day(
    app: Flask, trial: Trial, client: FlaskClient
) -> None:
    client.post(ADDRESS, json={"title": "x"}, headers=KEY)
    restarted = create_app(app.extensions["coalition.settings"])
    on_trial(restarted)
    headers = bearer(client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")) | KEY
    again = restarted.test_client().post(ADDRESS, json={"title": "x"}, headers=headers)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    with restarted.app_context():
        db.engine.dispose()
    repeating.forget_old()
    with transaction():
        kept()[0].claimed_at = now() - timedelta(hours=25)
    assert client.post(ADDRESS, json={"title": "x"}, headers=KEY).get_json()["number"] == 2
    with transaction():
        kept()[0].claimed_at = now() - timedelta(hours=25)
    repeating.forget_old()
    assert kept() == []


def test_form_with_a_file_is_the_same_however_it_is_cut(trial: Trial, client: FlaskClient) -> None:
    def send(text: bytes, boundary: str) -> Any:
        parts = {"title": "x", "file": (io.BytesIO(text), "a.txt")}
        return client.post(
            ADDRESS,
            data=parts,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=KEY,
        )

    assert send(b"what was said", "one").get_json()["number"] == 1
    assert send(b"what was said", "two").headers["Idempotent-Replayed"] == "true"
    assert send(b"what was meant", "three").status_code == 422


def test_two_at_the_same_moment_do_it_once(
    app: Flask, trial: Trial, representative: Someone
) -> None:
    secret = make_token(representative)
    program(secret).get(ADDRESS)  # notes the first use of the day
    ready = threading.Barrier(6)
    found: list[tuple[int, bytes]] = []

    def send() -> None:
        with app.app_context():
            ready.wait()
            answer = program(secret).post(ADDRESS, json={"title": "x"}, headers=KEY)
            found.append((answer.status_code, answer.data if answer.status_code == 201 else b""))
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trial.times == 1
    assert {status for status, _ in found} <= {201, 409}
    assert len({body for status, body in found if status == 201}) == 1
    assert [row.status for row in kept()] == [201]
