"""Signing in with a second factor, and with a passkey alone, as a browser sees it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coalition.accounts.models import Device, Person
from coalition.database import db
from coalition.factors import service as factors
from coalition.web.viewer import Viewer
from tests.accounts.test_service import last_token
from tests.conftest import PASSWORD, make_person
from tests.factors.authenticator import Authenticator
from tests.factors.making import add_app, code_of

NEW = "another long passphrase"


@pytest.fixture
def ada(app: Flask) -> Person:
    """A person without a factor yet."""
    return make_person("ada@example.org")


def viewer_of(person: Person) -> Viewer:
    """Return a person as somebody who acts."""
    return Viewer(person_id=person.id, name=person.name, email=person.email)


def give_password(client: FlaskClient, going_to: str = "/account") -> str:
    """Give the right password; return where it leads."""
    form = {"email": "ada@example.org", "password": PASSWORD, "next": going_to}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303
    return answer.location


def add_passkey(client: FlaskClient, device: Authenticator) -> None:
    """Let somebody signed in add the passkey of a device."""
    options = client.post("/account/factors/passkey/options").get_data(as_text=True)
    form = {"name": "Phone", "passkey": device.make(options)}
    assert client.post("/account/factors/passkey", data=form).status_code == 303


def test_password_alone_opens_nothing_once_there_is_a_factor(app: Flask, ada: Person) -> None:
    secret, _codes = add_app(viewer_of(ada))
    client = app.test_client()
    assert give_password(client) == "/sign-in/second"
    assert client.get("/account").status_code == 303
    assert client.get("/sign-in/second").status_code == 200
    answer = client.post("/sign-in/second", data={"code": code_of(secret)})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    assert db.session.scalars(select(Device.factor)).one() == "totp"


def test_wrong_code_is_refused_and_the_way_on_is_kept(app: Flask, ada: Person) -> None:
    secret, _codes = add_app(viewer_of(ada))
    client = app.test_client()
    give_password(client)
    for wrong in ("000000", "", "é", "1" * 100):
        answer = client.post("/sign-in/second", data={"code": wrong})
        assert answer.status_code == 422
    assert client.get("/account").status_code == 303
    assert client.post("/sign-in/second", data={"code": code_of(secret)}).location == "/account"


def test_second_step_without_a_password_leads_to_signing_in(app: Flask, ada: Person) -> None:
    secret, _codes = add_app(viewer_of(ada))
    client = app.test_client()
    assert client.get("/sign-in/second").location == "/sign-in"
    answer = client.post("/sign-in/second", data={"code": code_of(secret)})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/account").status_code == 303


def test_second_step_of_one_browser_is_none_of_another(app: Flask, ada: Person) -> None:
    secret, _codes = add_app(viewer_of(ada))
    give_password(app.test_client())
    other = app.test_client()
    assert other.post("/sign-in/second", data={"code": code_of(secret)}).location == "/sign-in"
    assert other.get("/account").status_code == 303


def test_recovery_code_signs_in_and_says_how_many_are_left(app: Flask, ada: Person) -> None:
    _secret, codes = add_app(viewer_of(ada))
    client = app.test_client()
    give_password(client)
    client.post("/sign-in/second", data={"code": codes[0]})
    assert "9 are left" in client.get("/account").get_data(as_text=True)
    again = app.test_client()
    give_password(again)
    assert again.post("/sign-in/second", data={"code": codes[0]}).status_code == 422


def test_new_password_by_mail_does_not_pass_the_second_factor(app: Flask, ada: Person) -> None:
    secret, _codes = add_app(viewer_of(ada))
    client = app.test_client()
    client.post("/forgotten", data={"email": ada.email})
    token = last_token(ada.email)
    answer = client.post(f"/reset/{token}", data={"password": NEW, "again": NEW})
    assert answer.location == "/sign-in/second"
    assert client.get("/account").status_code == 303
    client.post("/sign-in/second", data={"code": code_of(secret)})
    assert client.get("/account").status_code == 200


def test_second_step_is_not_led_off_the_site(app: Flask, ada: Person) -> None:
    secret, _codes = add_app(viewer_of(ada))
    client = app.test_client()
    give_password(client, "https://evil.example")
    assert client.post("/sign-in/second", data={"code": code_of(secret)}).location == "/"


def test_passkey_signs_in_without_password_and_counts_as_both(named: Flask, ada: Person) -> None:
    device = Authenticator()
    client = named.test_client()
    give_password(client)
    add_passkey(client, device)
    fresh = named.test_client()
    options = fresh.post("/sign-in/passkey/options").get_data(as_text=True)
    form = {"passkey": device.show(options), "next": "/account"}
    answer = fresh.post("/sign-in/passkey", data=form)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert fresh.get("/account").status_code == 200
    again = fresh.post("/sign-in/passkey", data=form)  # the same answer once more
    assert again.location.startswith("/sign-in?")
    factors_used = db.session.scalars(select(Device.factor).order_by(Device.id)).all()
    assert factors_used == ["", "passkey", "passkey"]


def test_passkey_answer_taken_from_another_browser_signs_nobody_in(
    named: Flask, ada: Person
) -> None:
    device = Authenticator()
    client = named.test_client()
    give_password(client)
    add_passkey(client, device)
    options = named.test_client().post("/sign-in/passkey/options").get_data(as_text=True)
    thief = named.test_client()
    thief.post("/sign-in/passkey/options")
    answer = thief.post("/sign-in/passkey", data={"passkey": device.show(options)})
    assert answer.location.startswith("/sign-in")
    assert thief.get("/account").status_code == 303
    assert "was not taken" in thief.get("/sign-in").get_data(as_text=True)


def test_passkey_is_the_second_step_after_a_password(named: Flask, ada: Person) -> None:
    device = Authenticator()
    client = named.test_client()
    give_password(client)
    add_passkey(client, device)
    fresh = named.test_client()
    assert give_password(fresh) == "/sign-in/second"
    page = fresh.get("/sign-in/second").get_data(as_text=True)
    assert 'data-passkey="show"' in page
    options = fresh.post("/sign-in/passkey/options").get_data(as_text=True)
    answer = fresh.post("/sign-in/second", data={"passkey": device.show(options)})
    assert answer.location == "/account"


def test_removed_passkey_signs_nobody_in(named: Flask, ada: Person) -> None:
    device = Authenticator()
    client = named.test_client()
    give_password(client)
    add_passkey(client, device)
    factors.remove("passkey", 1, by=viewer_of(ada), is_required=False)
    fresh = named.test_client()
    options = fresh.post("/sign-in/passkey/options").get_data(as_text=True)
    fresh.post("/sign-in/passkey", data={"passkey": device.show(options)})
    assert "not known here" in fresh.get("/sign-in").get_data(as_text=True)
    assert fresh.get("/account").status_code == 303
