"""Passkeys: made and shown by an authenticator in software, honest and lying ones."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.audit.models import Act
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotFound
from coalition.factors import ceremonies, queries
from coalition.factors.models import Challenge, Passkey
from coalition.mail.models import Message
from coalition.web.viewer import Viewer
from tests.conftest import make_person
from tests.factors.authenticator import COPIED, COPYABLE, PRESENT, RECOGNISED, Authenticator
from tests.factors.making import BROWSER


@pytest.fixture
def person_id(named: Flask, ada: Viewer) -> int:
    """The number of a person without factors, on a site with a name."""
    return ada.person_id or 0


def add(person_id: int, device: Authenticator, browser: str = BROWSER) -> tuple[str, ...]:
    """Make a passkey on the device and return the recovery codes that came with it."""
    options = ceremonies.options_to_make(browser, person_id=person_id)
    return ceremonies.add_passkey("Phone", device.make(options), browser, person_id=person_id)


def show(device: Authenticator, browser: str = BROWSER) -> int:
    """Show the device's passkey and return whose it is."""
    return ceremonies.show_passkey(device.show(ceremonies.options_to_show(browser)), browser)


def test_passkey_is_made_and_shown(person_id: int) -> None:
    device = Authenticator()
    assert len(add(person_id, device)) == 10
    assert queries.has_factor(person_id)
    assert show(device) == person_id
    assert show(device) == person_id
    passkey = db.session.scalars(select(Passkey)).one()
    assert (passkey.sign_count, passkey.is_copied) == (2, False)
    assert passkey.last_used_at is not None


def test_passkey_that_is_kept_on_many_devices_counts_nothing(person_id: int) -> None:
    device = Authenticator(flags=PRESENT | RECOGNISED | COPYABLE | COPIED, counts=False)
    add(person_id, device)
    assert [show(device), show(device)] == [person_id, person_id]
    assert db.session.scalars(select(Passkey.is_copied)).one()


def test_options_ask_for_a_key_that_is_found_and_recognises_its_owner(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    asked = json.loads(ceremonies.options_to_make(BROWSER, person_id=person_id))
    assert asked["rp"]["id"] == "localhost"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert len(asked["excludeCredentials"]) == 1
    shown = json.loads(ceremonies.options_to_show(BROWSER))
    assert (shown["rpId"], shown["userVerification"]) == ("localhost", "required")
    assert shown.get("allowCredentials", []) == []  # which tells nobody whose keys there are


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": RECOGNISED},
    ],
)
def test_passkey_of_another_site_or_an_owner_not_recognised_is_refused(
    person_id: int, lie: dict[str, object]
) -> None:
    device = Authenticator()
    add(person_id, device)
    for name, value in lie.items():
        setattr(device, name, value)
    with pytest.raises(Invalid):
        show(device)
    with pytest.raises(Invalid):
        add(person_id, replace(device, credential_id=b"another one"))


def test_signature_of_another_key_is_refused(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    with pytest.raises(Invalid):
        show(Authenticator(credential_id=device.credential_id, handle=device.handle))


def test_answer_is_taken_once(person_id: int) -> None:
    device = Authenticator()
    options = ceremonies.options_to_make(BROWSER, person_id=person_id)
    answer = device.make(options)
    ceremonies.add_passkey("Phone", answer, BROWSER, person_id=person_id)
    with pytest.raises(Invalid):
        ceremonies.add_passkey("Phone", answer, BROWSER, person_id=person_id)
    shown = device.show(ceremonies.options_to_show(BROWSER))
    assert ceremonies.show_passkey(shown, BROWSER) == person_id
    with pytest.raises(Invalid):
        ceremonies.show_passkey(shown, BROWSER)


def test_answer_of_another_browser_or_to_an_old_question_is_refused(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    with pytest.raises(Invalid):
        ceremonies.show_passkey(device.show(ceremonies.options_to_show("another")), BROWSER)
    with pytest.raises(Invalid):
        ceremonies.show_passkey(device.show(ceremonies.options_to_show("")), "")
    late = device.show(ceremonies.options_to_show(BROWSER))
    with transaction():
        for challenge in db.session.scalars(select(Challenge)):
            challenge.expires_at = now() - timedelta(seconds=1)
    with pytest.raises(Invalid):
        ceremonies.show_passkey(late, BROWSER)


def test_question_for_one_purpose_or_person_is_not_answered_for_another(person_id: int) -> None:
    device = Authenticator()
    other = make_person("bob@example.org").id
    made = device.make(ceremonies.options_to_make(BROWSER, person_id=person_id))
    with pytest.raises(Invalid):
        ceremonies.add_passkey("Phone", made, BROWSER, person_id=other)
    add(person_id, device)
    with pytest.raises(Invalid):
        ceremonies.show_passkey(
            device.show(ceremonies.options_to_make(BROWSER, person_id=person_id)), BROWSER
        )


def test_passkey_of_another_person_is_refused_where_one_is_expected(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    other = make_person("bob@example.org").id
    answer = device.show(ceremonies.options_to_show(BROWSER))
    with pytest.raises(Invalid) as problem:
        ceremonies.show_passkey(answer, BROWSER, person_id=other)
    assert problem.value.fields == {"passkey": "This passkey belongs to another account."}


def test_handle_of_another_person_is_refused(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    device.handle = b"somebody else"
    with pytest.raises(Invalid):
        show(device)


def test_counter_that_goes_back_is_refused_and_its_owner_warned(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    copy = replace(device)
    show(device)
    show(device)
    with pytest.raises(Invalid) as problem:
        show(copy)
    assert "may have been copied" in problem.value.fields["passkey"]
    assert db.session.scalars(select(Message.subject)).all()[-1] == (
        "A passkey of yours may have been copied"
    )
    last = db.session.scalars(select(Act).order_by(Act.id.desc())).first()
    assert last is not None
    assert (last.action, last.subject) == ("factors.passkey_refused", f"person:{person_id}")
    assert show(device) == person_id


def test_one_passkey_cannot_belong_to_two_people(person_id: int) -> None:
    device = Authenticator()
    add(person_id, device)
    with pytest.raises(Conflict):
        add(make_person("bob@example.org").id, device)


def test_all_passkeys_of_a_person_share_a_handle_that_tells_nothing(person_id: int) -> None:
    first, second = Authenticator(), Authenticator()
    add(person_id, first)
    add(person_id, second)
    assert first.handle == second.handle
    assert len(first.handle) == 32


def test_unknown_passkey_is_refused(person_id: int) -> None:
    with pytest.raises(Invalid):
        show(Authenticator())


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        '"x"',
        "not json",
        "[" * 5000,
        '{"id": 1, "rawId": 2, "type": 3, "response": 4}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA","authenticatorData":"AA","signature":"AA"}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"AA","signature":"AA"}}',
        "x" * 30_000,
    ],
)
def test_answer_that_is_none_is_refused(person_id: int, answer: str) -> None:
    with pytest.raises(Invalid):
        ceremonies.show_passkey(answer, BROWSER)
    with pytest.raises(Invalid):
        ceremonies.add_passkey("Phone", answer, BROWSER, person_id=person_id)


def test_site_without_a_name_makes_no_passkeys(app: Flask, ada: Viewer) -> None:
    with pytest.raises(NotFound):
        ceremonies.options_to_show(BROWSER)
    with pytest.raises(NotFound):
        ceremonies.options_to_make(BROWSER, person_id=ada.person_id or 0)


def test_questions_that_lapsed_are_forgotten(person_id: int) -> None:
    for _ in range(3):
        ceremonies.options_to_show(BROWSER)
    with transaction():
        for challenge in db.session.scalars(select(Challenge)):
            challenge.expires_at = now() - timedelta(seconds=1)
    ceremonies.options_to_show(BROWSER)
    assert len(db.session.scalars(select(Challenge)).all()) == 1
