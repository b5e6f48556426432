"""Being asked once more before what matters most."""

import re
from datetime import timedelta

from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update

from coalition.accounts import queries
from coalition.accounts.models import Device
from coalition.database import db, now, transaction
from coalition.web.roles import ASK_PASSWORD, FRESH, ROLES
from tests.conftest import PASSWORD, Someone
from tests.factors.making import add_app, code_of


def let_proofs_lapse() -> None:
    """Make it an hour ago that anybody proved who they are."""
    with transaction():
        db.session.execute(update(Device).values(proven_at=now() - timedelta(hours=1)))


def test_every_act_that_needs_a_proof_exists_and_is_closed_to_visitors(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert FRESH - endpoints == set()
    assert ASK_PASSWORD - endpoints == set()
    assert not FRESH & ASK_PASSWORD
    assert [name for name in FRESH | ASK_PASSWORD if "anyone" in ROLES[name]] == []


def test_every_act_asks_somebody_whose_proof_lapsed(app: Flask, coordinator: Someone) -> None:
    let_proofs_lapse()
    given = {"app_id": 1, "factor_id": 1, "kind": "app", "appointment_id": 1}
    given |= {"organisation_id": 1, "person_id": 1, "device_id": 1}
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FRESH:
            continue
        address = app.url_map.bind("localhost").build(
            rule.endpoint, {name: given[name] for name in rule.arguments}
        )
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = coordinator.client.open(address, method=method)
        asks = answer.location if method == "GET" else "Is it you?" in answer.get_data(as_text=True)
        found[rule.endpoint] = (answer.status_code, asks)
        expected = (303, f"/account/confirm?next={address}") if method == "GET" else (403, True)
        assert found[rule.endpoint] == expected, rule.endpoint
    assert set(found) == FRESH


def test_forms_that_ask_for_the_password_refuse_a_wrong_one(outsider: Someone) -> None:
    let_proofs_lapse()
    new = "another long passphrase"
    sent = {"email": "new@example.org", "password": "wrong"}
    assert outsider.client.post("/account/email", data=sent).status_code == 422
    sent = {"old": "wrong", "password": new, "again": new}
    assert outsider.client.post("/account/password", data=sent).status_code == 422
    assert queries.find_person_by_email(outsider.email) is not None


def test_proof_brings_a_new_token_and_the_old_one_is_dead(outsider: Someone) -> None:
    let_proofs_lapse()
    old = outsider.client.get_cookie("coalition-device")
    asked = "/account/confirm?next=/account"
    outsider.client.post(asked, data={"proof-password": PASSWORD})
    page = {"Sec-Fetch-Mode": "navigate"}
    assert outsider.client.get("/account", headers=page).status_code == 200
    new = outsider.client.get_cookie("coalition-device")
    assert old is not None
    assert new is not None
    assert old.value != new.value
    assert outsider.client.get("/account").status_code == 200
    outsider.client.set_cookie("coalition-device", old.value)
    assert outsider.client.get("/account").status_code == 303


def test_page_is_reached_by_way_of_the_proof(outsider: Someone) -> None:
    let_proofs_lapse()
    assert outsider.client.get("/account/confirm?next=/account/factors/app").status_code == 200
    asked = "/account/confirm?next=/account/factors/app"
    wrong = outsider.client.post(asked, data={"proof-password": "wrong"})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.get_data(as_text=True)
    right = outsider.client.post(asked, data={"proof-password": PASSWORD})
    assert (right.status_code, right.location) == (303, "/account/factors/app")
    assert outsider.client.get("/account/factors/app").status_code == 200


def test_proof_does_not_lead_off_the_site(outsider: Someone) -> None:
    answer = outsider.client.post(
        "/account/confirm?next=//evil.example", data={"proof-password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_what_was_typed_is_kept_and_sent_on_with_the_proof(
    coordinator: Someone, outsider: Someone
) -> None:
    let_proofs_lapse()
    answer = coordinator.client.post(
        "/coordinators", data={"email": outsider.email, "csrf_token": "old", "password": "secret"}
    )
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    form = LexborHTMLParser(page).css_first("main form")
    assert form is not None
    assert form.attributes["action"] == "/coordinators"
    kept = {
        node.attributes["name"]: node.attributes.get("value")
        for node in form.css("input[name]")
        if node.attributes["name"] != "csrf_token"
    }
    assert kept["email"] == outsider.email
    assert "password" not in kept
    assert "secret" not in page
    assert not queries.is_coordinator(outsider.person_id or 0)
    wrong = coordinator.client.post("/coordinators", data=kept | {"proof-password": "wrong"})
    assert wrong.status_code == 403
    assert outsider.email in wrong.get_data(as_text=True)
    right = coordinator.client.post("/coordinators", data=kept | {"proof-password": PASSWORD})
    assert right.status_code == 303
    assert queries.is_coordinator(outsider.person_id or 0)
    assert coordinator.client.post("/coordinators", data={"email": ""}).status_code == 422


def test_what_was_typed_cannot_break_out_of_its_field(coordinator: Someone) -> None:
    let_proofs_lapse()
    wicked = '"><script>alert(1)</script>'
    answer = coordinator.client.post("/coordinators", data={wicked: wicked})
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_proof_of_a_person_with_an_app_asks_for_its_code(coordinator: Someone) -> None:
    secret, _codes = add_app(coordinator.viewer)
    let_proofs_lapse()
    page = coordinator.client.post("/coordinators", data={"email": ""}).get_data(as_text=True)
    assert re.search(r'name="proof-code"', page)
    sent = {"email": "", "proof-password": PASSWORD}
    assert coordinator.client.post("/coordinators", data=sent).status_code == 403
    sent["proof-code"] = code_of(secret)
    assert coordinator.client.post("/coordinators", data=sent).status_code == 422


def test_visitors_are_refused_before_any_proof(anonymous: Someone) -> None:
    sent = {"email": "", "proof-password": PASSWORD}
    answer = anonymous.client.post("/coordinators", data=sent)
    assert answer.status_code == 403
    assert "Is it you?" not in answer.get_data(as_text=True)


def test_new_password_is_no_proof_of_the_second_factor(outsider: Someone) -> None:
    add_app(outsider.viewer)
    let_proofs_lapse()
    new = "another long passphrase"
    sent = {"old": PASSWORD, "password": new, "again": new}
    assert outsider.client.post("/account/password", data=sent).status_code == 303
    asked = outsider.client.get("/account/factors/app")
    assert asked.location == "/account/confirm?next=/account/factors/app"
