"""The pages of accounts, as a browser sees them."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.accounts.models import Device
from coalition.database import db
from tests.accounts.making import GROWING
from tests.accounts.test_service import last_token
from tests.conftest import PASSWORD, Someone, make_person, sign_in

NEW = "another long passphrase"


def test_sign_in_goes_on_to_the_page_that_was_wanted(app: Flask) -> None:
    make_person("ada@example.org")
    answer = app.test_client().post(
        "/sign-in",
        data={"email": "ada@example.org", "password": PASSWORD, "next": "/account"},
    )
    assert (answer.status_code, answer.location) == (303, "/account")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "\t//evil",
        "http://[",
    ],
)
def test_sign_in_never_leads_to_another_site(app: Flask, address: str) -> None:
    make_person("ada@example.org")
    answer = app.test_client().post(
        "/sign-in", data={"email": "ada@example.org", "password": PASSWORD, "next": address}
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_page_to_go_on_to_that_is_no_address_is_forgotten(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/sign-in?next=http://[").status_code == 200
    answer = client.post("/language", data={"language": "fr", "next": "//["})
    assert (answer.status_code, answer.location) == (303, "/")


def test_sign_in_with_a_wrong_password_keeps_the_address(app: Flask) -> None:
    make_person("ada@example.org")
    answer = app.test_client().post(
        "/sign-in", data={"email": "ada@example.org", "password": "wrong"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="ada@example.org"' in page
    assert "do not fit together" in page
    assert "<h2>Not done</h2>" in page  # no single field is to blame


def test_sign_in_starts_a_new_session(app: Flask) -> None:
    make_person("ada@example.org")
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by someone else"
    client.post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session


def test_sign_out_ends_the_device_so_that_its_cookie_is_worthless(outsider: Someone) -> None:
    with outsider.client.session_transaction() as session:
        kept = dict(session)
    assert outsider.client.post("/sign-out").status_code == 303
    with outsider.client.session_transaction() as session:
        session.update(kept)
    assert outsider.client.get("/account").status_code == 303


def test_sign_out_by_get_is_not_possible(outsider: Someone) -> None:
    assert outsider.client.get("/sign-out").status_code == 405
    assert outsider.client.get("/account").status_code == 200


def test_change_of_password_signs_out_all_other_browsers(app: Flask, outsider: Someone) -> None:
    other = sign_in(app, outsider.email)
    answer = outsider.client.post(
        "/account/password", data={"old": PASSWORD, "password": NEW, "again": NEW}
    )
    assert answer.status_code == 303
    assert outsider.client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_sign_out_of_one_device_leaves_the_others(app: Flask, outsider: Someone) -> None:
    other = sign_in(app, outsider.email)
    newest = db.session.scalars(select(Device.id).order_by(Device.id.desc())).first()
    outsider.client.post(f"/account/devices/{newest}/end")
    assert outsider.client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_forgotten_password_says_the_same_for_every_address(app: Flask) -> None:
    make_person("ada@example.org")
    pages = []
    for email in ("ada@example.org", "bob@example.org"):
        answer = app.test_client().post("/forgotten", data={"email": email})
        assert answer.status_code == 200
        page = answer.get_data(as_text=True).replace(email, "X")
        pages.append(re.sub(r'name="csrf_token" value="[^"]+"', "", page))
    assert pages[0] == pages[1]


def test_address_too_long_to_keep_is_refused_beside_its_field(app: Flask) -> None:
    answer = app.test_client().post("/forgotten", data={"email": GROWING})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is too long: at most 200 characters." in page
    assert f'value="{GROWING}"' in page


def test_reset_link_opened_by_a_mail_scanner_changes_nothing(app: Flask) -> None:
    make_person("ada@example.org")
    client = app.test_client()
    client.post("/forgotten", data={"email": "ada@example.org"})
    token = last_token("ada@example.org")
    for _ in range(3):
        assert app.test_client().get(f"/reset/{token}").status_code == 200
    answer = client.post(f"/reset/{token}", data={"password": NEW, "again": NEW})
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/account").status_code == 200
    assert app.test_client().get(f"/reset/{token}").status_code == 404


def test_account_form_that_is_refused_keeps_what_was_typed(outsider: Someone) -> None:
    answer = outsider.client.post(
        "/account/email", data={"email": "not an address", "password": PASSWORD}
    )
    assert answer.status_code == 422
    assert "not an address" in answer.get_data(as_text=True)


def test_coordinators_page_lists_everyone_who_ever_coordinated(
    coordinator: Someone, outsider: Someone
) -> None:
    coordinator.client.post("/coordinators", data={"email": outsider.email})
    outsider.client.post("/coordinators/1/remove")
    page = outsider.client.get("/coordinators").get_data(as_text=True)
    assert page.count("coordinator@example.org") == 1
    assert "cannot be removed" in page
    assert coordinator.client.get("/coordinators").status_code == 403


def test_chosen_language_is_remembered_and_unknown_ones_are_not(app: Flask) -> None:
    client = app.test_client()
    client.post("/language", data={"language": "ar", "next": "/sign-in"})
    assert '<html lang="ar" dir="rtl">' in client.get("/sign-in").get_data(as_text=True)
    client.post("/language", data={"language": "xx", "next": "/sign-in"})
    assert '<html lang="ar" dir="rtl">' in client.get("/sign-in").get_data(as_text=True)
