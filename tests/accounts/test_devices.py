"""Browsers stay signed in for a while, and get a new token whenever their person's rights change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from coalition.accounts import devices, queries, service
from coalition.accounts.models import Appointment, Device
from coalition.database import db, now, transaction
from coalition.web.site import settings
from tests.conftest import Someone, make_person, sign_in

PAGE = {"Sec-Fetch-Mode": "navigate"}
SCRIPT = {"Sec-Fetch-Mode": "cors", "Accept": "text/html"}
OLD_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9"}


def age(hours: float, *, whole: bool = False) -> None:
    """Let all devices have been used, or made, so long ago."""
    then = now() - timedelta(hours=hours)
    with transaction():
        db.session.execute(update(Device).values({"created_at" if whole else "last_seen_at": then}))


def token_of(client: FlaskClient) -> str:
    """Return the token that this browser keeps."""
    cookie = client.get_cookie("coalition-device")
    assert cookie is not None
    return cookie.value


def is_signed_in(client: FlaskClient, **headers: str) -> bool:
    """Tell whether this browser may see the account page."""
    return client.get("/account", headers=headers).status_code == 200


def appoint(person_id: int | None) -> None:
    """Let a person coordinate."""
    with transaction():
        db.session.add(Appointment(person_id=person_id or 0))


@pytest.mark.parametrize(("hours", "stays"), [(167, True), (169, False)])
def test_browser_that_rests_too_long_is_signed_out(
    outsider: Someone, hours: float, stays: bool
) -> None:
    age(hours)
    assert is_signed_in(outsider.client) is stays


@pytest.mark.parametrize(("hours", "stays"), [(11, True), (13, False)])
def test_browser_of_a_coordinator_rests_for_half_a_day_at_most(
    coordinator: Someone, hours: float, stays: bool
) -> None:
    age(hours)
    assert is_signed_in(coordinator.client) is stays


@pytest.mark.parametrize(("hours", "stays"), [(30 * 24 - 1, True), (30 * 24 + 1, False)])
def test_browser_is_signed_out_after_the_longest_time_however_much_it_is_used(
    outsider: Someone, hours: float, stays: bool
) -> None:
    age(hours, whole=True)
    assert is_signed_in(outsider.client) is stays


def test_lapsed_browsers_are_not_listed(outsider: Someone) -> None:
    assert len(queries.devices(viewer=outsider.viewer)) == 1
    age(169)
    assert queries.devices(viewer=outsider.viewer) == []


def test_page_left_open_keeps_nobody_signed_in_but_going_to_one_does(outsider: Someone) -> None:
    age(100)
    before = db.session.query(Device.last_seen_at).scalar()
    assert is_signed_in(outsider.client, **SCRIPT)
    assert db.session.query(Device.last_seen_at).scalar() == before
    assert is_signed_in(outsider.client, **PAGE)
    assert now() - db.session.query(Device.last_seen_at).scalar() < timedelta(minutes=1)


@pytest.mark.parametrize("headers", [PAGE, OLD_BROWSER])
def test_first_page_after_a_change_of_rights_brings_a_new_token_and_the_old_one_is_dead(
    outsider: Someone, headers: dict[str, str]
) -> None:
    old = token_of(outsider.client)
    assert is_signed_in(outsider.client, **headers)
    assert token_of(outsider.client) == old
    appoint(outsider.person_id)
    assert is_signed_in(outsider.client, **headers)
    new = token_of(outsider.client)
    assert new != old
    assert service.find_device(old) is None
    assert service.find_device(new) is not None
    assert is_signed_in(outsider.client, **headers)
    assert token_of(outsider.client) == new


def test_what_scripts_and_files_ask_for_renews_no_token(outsider: Someone) -> None:
    old = token_of(outsider.client)
    appoint(outsider.person_id)
    assert is_signed_in(outsider.client, **SCRIPT)
    with outsider.client.get("/static/css/base.css", headers=SCRIPT) as answer:
        assert answer.headers.getlist("Set-Cookie") == []
    assert outsider.client.get("/account").status_code == 200
    assert token_of(outsider.client) == old


def test_of_two_pages_asked_for_at_once_one_renews_the_token_and_the_other_sets_none(
    app: Flask, outsider: Someone
) -> None:
    old = token_of(outsider.client)
    appoint(outsider.person_id)
    late = app.test_client()
    late.set_cookie("coalition-device", old, domain="localhost")
    assert is_signed_in(outsider.client, **PAGE)
    answer = late.get("/account", headers=PAGE)
    assert answer.status_code == 303  # to sign in, which the new token makes unnecessary
    assert "coalition-device" not in " ".join(answer.headers.getlist("Set-Cookie"))
    assert devices.renew_token(old, "x") is None


def test_refused_page_renews_the_token_of_whoever_lost_the_right(
    coordinator: Someone, outsider: Someone
) -> None:
    old = token_of(coordinator.client)
    appoint(outsider.person_id)
    with transaction():
        db.session.execute(
            update(Appointment)
            .where(Appointment.person_id == coordinator.person_id)
            .values(removed_at=now())
        )
    assert coordinator.client.get("/coordinators", headers=PAGE).status_code == 403
    assert token_of(coordinator.client) != old


def test_page_is_read_though_no_use_can_be_noted(
    outsider: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(1)
    old = token_of(outsider.client)
    appoint(outsider.person_id)

    def full() -> None:
        raise OperationalError("BEGIN", {}, OSError("readonly"))

    monkeypatch.setattr(devices, "transaction", full)
    assert is_signed_in(outsider.client, **PAGE)
    assert token_of(outsider.client) == old


def test_another_secret_key_signs_everybody_out_from_the_first_request_on(
    app: Flask, outsider: Someone
) -> None:
    browser, kept = app.test_client(), settings()
    browser.set_cookie("coalition-device", token_of(outsider.client))
    app.extensions["coalition.settings"] = replace(
        kept, secret_key="another secret of forty letters"
    )
    assert not is_signed_in(browser)
    app.extensions["coalition.settings"] = kept
    assert is_signed_in(outsider.client)


def test_signing_in_anew_ends_what_the_browser_was_before(app: Flask, outsider: Someone) -> None:
    make_person("ada@example.org")
    old = token_of(outsider.client)
    data = {"email": "ada@example.org", "password": "correct horse battery staple"}
    assert outsider.client.post("/sign-in", data=data).status_code == 303
    assert service.find_device(old) is None
    found = service.find_device(token_of(outsider.client))
    assert found is not None
    assert found.person_id != outsider.person_id


def test_factor_that_was_given_is_noted(app: Flask) -> None:
    person = make_person("ada@example.org")
    token = service.start_device(person.id, "Firefox", "203.0.113.7", factor="totp")
    device = service.find_device(token)
    assert device is not None
    assert device.factor == "totp"
    assert now() - device.proven_at < timedelta(minutes=1)


def test_cookies_are_kept_from_scripts_and_last_as_long_as_the_session_may(app: Flask) -> None:
    make_person("ada@example.org")
    client = sign_in(app, "ada@example.org")
    for name, days in (("coalition-device", 30), ("coalition-known", 400)):
        cookie = client.get_cookie(name)
        assert cookie is not None
        kept = (cookie.http_only, cookie.same_site, cookie.path, cookie.max_age)
        assert kept == (True, "Lax", "/", days * 86_400)


def test_account_page_tells_when_browsers_are_signed_out_and_what_they_were_signed_in_with(
    app: Flask, outsider: Someone, coordinator: Someone
) -> None:
    page = outsider.client.get("/account").get_data(as_text=True)
    assert "A browser that you do not use for 7 days is signed out by itself." in page
    assert "However much you use it, that happens after 30 days." in page
    assert "(Password)" in page
    page = coordinator.client.get("/account").get_data(as_text=True)
    assert "A browser that you do not use for 12 hours is signed out by itself." in page
    with transaction():
        db.session.execute(update(Device).values(factor="recovery"))
    page = outsider.client.get("/account").get_data(as_text=True)
    assert "(Password and a recovery code)" in page
