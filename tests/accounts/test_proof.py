"""The second step and the proof: what is taken, noted, throttled and told of."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.accounts import links, proof, queries, service
from coalition.accounts.models import Device, Person
from coalition.audit.models import Act
from coalition.database import db, now, transaction
from coalition.errors import Invalid, NotFound, TooMany
from coalition.mail.models import Message
from coalition.web.viewer import Viewer
from tests.accounts.test_service import last_token
from tests.conftest import PASSWORD, Someone, make_person
from tests.factors.making import add_app, code_of, give


@pytest.fixture
def person(app: Flask) -> Person:
    """A person with an app and recovery codes, whose secret is in `secret`."""
    return make_person("ada@example.org")


@pytest.fixture
def secret(person: Person) -> str:
    """The secret of the person's app."""
    return add_app(Viewer(person_id=person.id, name=person.name, email=person.email))[0]


def begin(person: Person) -> str:
    """Return the token of a second step."""
    token = proof.begin_second_step(person)
    assert token is not None
    return token


def acts() -> list[str]:
    """Return the acts of the audit log, oldest first."""
    return list(db.session.scalars(select(Act.action).order_by(Act.id)))


def test_nothing_more_is_asked_of_a_person_without_a_factor(person: Person) -> None:
    assert proof.begin_second_step(person) is None


def test_right_code_ends_the_second_step_once(person: Person, secret: str) -> None:
    token = begin(person)
    found, factor = proof.finish_second_step(token, code=code_of(secret))
    assert (found.id, factor) == (person.id, "totp")
    with pytest.raises(NotFound):
        proof.finish_second_step(token, code=code_of(secret, steps=1))


def test_second_step_lasts_ten_minutes(
    person: Person, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = begin(person)
    later = now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(links, "now", lambda: later)
    with pytest.raises(NotFound):
        proof.half_signed_in(token)


def test_new_second_step_and_new_password_end_the_old_one(person: Person, secret: str) -> None:
    first, second = begin(person), begin(person)
    with pytest.raises(NotFound):
        proof.half_signed_in(first)
    service.send_reset(person.email, "en", "")
    service.reset_password(last_token(person.email), "another long passphrase")
    with pytest.raises(NotFound):
        proof.half_signed_in(second)


def test_wrong_codes_are_limited_noted_and_told_of_once(person: Person, secret: str) -> None:
    token = begin(person)
    for _ in range(10):
        with pytest.raises(Invalid):
            proof.finish_second_step(token, code="000000")
    for _ in range(3):
        with pytest.raises(TooMany):
            proof.finish_second_step(token, code=code_of(secret))
    assert acts().count("accounts.second_step_failed") == 10
    letters = db.session.scalars(select(Message.subject)).all()
    assert letters.count("Wrong codes were typed for your account") == 1


def test_right_code_forgives_the_wrong_ones(person: Person, secret: str) -> None:
    token = begin(person)
    for _ in range(9):
        with pytest.raises(Invalid):
            proof.finish_second_step(token, code="000000")
    proof.finish_second_step(token, code=code_of(secret))
    with pytest.raises(Invalid):
        proof.finish_second_step(begin(person), code="000000")


def test_sign_in_that_fails_is_noted_with_what_was_typed_as_address_only(person: Person) -> None:
    for email in ("ada@example.org", "nobody@example.org"):
        with pytest.raises(Invalid):
            service.check_sign_in(email, "not the password", "203.0.113.7")
    found = db.session.scalars(select(Act).order_by(Act.id)).all()
    assert [(act.action, act.subject, act.detail) for act in found] == [
        ("accounts.sign_in_failed", f"person:{person.id}", {"typed": "ada@example.org"}),
        ("accounts.sign_in_failed", "", {"typed": "nobody@example.org"}),
    ]


def device_of(someone: Someone) -> Device:
    """Return the browser somebody is signed in with."""
    chosen = select(Device).where(Device.person_id == someone.person_id)
    return db.session.scalars(chosen).one()


def test_proof_holds_for_a_quarter_of_an_hour(outsider: Someone) -> None:
    device = device_of(outsider)
    assert proof.is_fresh(device)
    with transaction():
        device.proven_at = now() - timedelta(minutes=15, seconds=1)
    assert not proof.is_fresh(device)
    assert not proof.is_fresh(None)
    with pytest.raises(Invalid):
        proof.prove(
            device.id, password="wrong", code="", passkey="", browser="", by=outsider.viewer
        )
    assert not proof.is_fresh(device)
    proof.prove(device.id, password=PASSWORD, code="", passkey="", browser="", by=outsider.viewer)
    assert proof.is_fresh(device)


def test_clock_that_was_set_back_makes_no_proof_fresh(outsider: Someone) -> None:
    device = device_of(outsider)
    with transaction():
        device.proven_at = now() + timedelta(hours=1)
    assert not proof.is_fresh(device)


def test_proof_of_a_person_with_a_factor_takes_it_too(outsider: Someone) -> None:
    secret, _codes = add_app(outsider.viewer)
    device = device_of(outsider)
    with transaction():
        device.proven_at = now() - timedelta(hours=1)
    with pytest.raises(Invalid) as problem:
        proof.prove(
            device.id, password=PASSWORD, code="", passkey="", browser="", by=outsider.viewer
        )
    assert list(problem.value.fields) == ["code"]
    assert not proof.is_fresh(device)
    proof.prove(
        device.id,
        password=PASSWORD,
        code=code_of(secret),
        passkey="",
        browser="",
        by=outsider.viewer,
    )
    assert proof.is_fresh(device)


def test_standing_without_a_required_factor_keeps_nothing_it_is_required_for(
    app: Flask, coordinator: Someone, representative: Someone
) -> None:
    assert coordinator.viewer.is_coordinator
    give(app, require_second_factor="coordinators")
    assert (coordinator.viewer.is_coordinator, coordinator.viewer.lacks_factor) == (False, True)
    assert (representative.viewer.is_member, representative.viewer.lacks_factor) == (True, False)
    give(app, require_second_factor="everyone")
    assert (representative.viewer.is_member, representative.viewer.lacks_factor) == (False, True)
    add_app(coordinator.viewer)
    add_app(representative.viewer)
    assert (coordinator.viewer.is_coordinator, coordinator.viewer.lacks_factor) == (True, False)
    assert (representative.viewer.is_member, representative.viewer.lacks_factor) == (True, False)
    assert queries.is_coordinator(coordinator.person_id or 0)
