"""The pages of one's second factors."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from coalition.database import db, transaction
from coalition.factors import queries
from coalition.factors.models import App
from tests.conftest import Someone, sign_in
from tests.factors.authenticator import Authenticator
from tests.factors.making import add_app, code_of
from tests.members.making import counted_statements

CODE = re.compile(r"<code>((?:[0-9a-z]{4}-){5}[0-9a-z]{4})</code>")


def set_up(someone: Someone) -> tuple[str, str]:
    """Set an app up page by page; return its secret and the page of recovery codes."""
    answer = someone.client.post("/account/factors/app", data={"name": "Phone"})
    page = someone.client.get(answer.location).get_data(as_text=True)
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found is not None
    assert 'src="data:image/svg+xml' in page
    secret = found[1].replace(" ", "")
    done = someone.client.post(answer.location, data={"code": code_of(secret, steps=-1)})
    assert (done.status_code, done.location) == (303, "/account/factors/codes")
    return secret, someone.client.get(done.location).get_data(as_text=True)


def test_app_is_set_up_page_by_page(outsider: Someone) -> None:
    page = outsider.client.get("/account/factors").get_data(as_text=True)
    assert "You get ten of them" in page
    assert outsider.client.get("/account/factors/app").status_code == 200
    _secret, codes = set_up(outsider)
    assert len(set(CODE.findall(codes))) == 10
    page = outsider.client.get("/account/factors").get_data(as_text=True)
    assert "Phone" in page
    assert "You have 10 recovery codes left." in page


def test_codes_are_shown_until_they_are_put_away(app: Flask, outsider: Someone) -> None:
    _secret, page = set_up(outsider)
    shown = CODE.findall(page)
    answer = outsider.client.get("/account/factors/codes.txt")
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert text.splitlines()[2:] == shown
    with outsider.client.session_transaction() as session:
        assert not any(code in str(dict(session)) for code in shown)
    assert outsider.client.post("/account/factors/codes/kept").status_code == 303
    page = outsider.client.get("/account/factors/codes").get_data(as_text=True)
    assert CODE.findall(page) == []
    assert outsider.client.get("/account/factors/codes.txt").status_code == 404


def test_wrong_first_code_keeps_the_picture(outsider: Someone) -> None:
    answer = outsider.client.post("/account/factors/app", data={"name": "Phone"})
    wrong = outsider.client.post(answer.location, data={"code": "000000"})
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert "not the code the app shows now" in page
    assert 'src="data:image/svg+xml' in page


def test_new_factor_signs_out_all_other_browsers(app: Flask, outsider: Someone) -> None:
    other = sign_in(app, outsider.email)
    assert other.get("/account").status_code == 200
    set_up(outsider)
    assert other.get("/account").status_code == 303
    assert outsider.client.get("/account").status_code == 200


def test_removing_is_asked_first_and_signs_out_others(outsider: Someone) -> None:
    set_up(outsider)
    page = outsider.client.get("/account/factors/app/1/remove").get_data(as_text=True)
    assert "Remove “Phone”?" in page
    assert "It is your last one" in page
    answer = outsider.client.post("/account/factors/app/1/remove")
    assert (answer.status_code, answer.location) == (303, "/account/factors")
    assert not queries.has_factor(outsider.person_id or 0)


def test_factor_gets_another_name(outsider: Someone) -> None:
    set_up(outsider)
    assert 'value="Phone"' in outsider.client.get("/account/factors/app/1/name").text
    refused = outsider.client.post("/account/factors/app/1/name", data={"name": " "})
    assert refused.status_code == 422
    outsider.client.post("/account/factors/app/1/name", data={"name": "<b>Old</b> phone"})
    assert "&lt;b&gt;Old&lt;/b&gt; phone" in outsider.client.get("/account/factors").text


def test_factors_of_others_are_not_there(
    app: Flask, outsider: Someone, representative: Someone
) -> None:
    set_up(outsider)
    for path in ("", "/name", "/remove"):
        assert representative.client.get(f"/account/factors/app/1{path}").status_code == 404
    for path in ("", "/name", "/remove"):
        sent = {"code": "000000", "name": "Mine"}
        answer = representative.client.post(f"/account/factors/app/1{path}", data=sent)
        assert answer.status_code == 404
    assert queries.has_factor(outsider.person_id or 0)


def test_new_codes_are_shown(outsider: Someone) -> None:
    _secret, old = set_up(outsider)
    outsider.client.post("/account/factors/codes/kept")
    answer = outsider.client.post("/account/factors/codes")
    new = outsider.client.get(answer.location).get_data(as_text=True)
    assert len(CODE.findall(new)) == 10
    assert set(CODE.findall(new)) & set(CODE.findall(old)) == set()


def test_passkeys_are_listed_and_offered_where_the_site_has_a_name(
    named: Flask, outsider: Someone
) -> None:
    page = outsider.client.get("/account/factors/passkey").get_data(as_text=True)
    assert 'data-passkey="make"' in page
    options = outsider.client.post("/account/factors/passkey/options").get_data(as_text=True)
    form = {"name": "Work computer", "passkey": Authenticator().make(options)}
    answer = outsider.client.post("/account/factors/passkey", data=form)
    assert answer.location == "/account/factors/codes"
    assert "Work computer" in outsider.client.get("/account/factors").text
    wrong = outsider.client.post("/account/factors/passkey", data=form)
    assert wrong.status_code == 422
    assert "was not taken" in wrong.text


def test_site_reached_by_a_number_says_why_it_has_no_passkeys(outsider: Someone) -> None:
    assert "Passkeys need a site with a name" in outsider.client.get("/account/factors").text
    assert "Sign in with a passkey" not in outsider.client.get("/sign-in").text


@pytest.mark.parametrize("whom", ["coordinators", "everyone"])
def test_coordinator_without_a_factor_is_led_to_setting_one_up(
    coordinator: Someone, require: Callable[[str], None], whom: str
) -> None:
    require(whom)
    answer = coordinator.client.get("/members/queue")
    assert (answer.status_code, answer.location) == (303, "/account/factors?needed=yes")
    assert "Set up a second factor to go on" in coordinator.client.get(answer.location).text
    refused = coordinator.client.post("/coordinators", data={"email": ""})
    assert refused.status_code == 403
    assert "Set up a second factor first" in refused.text
    assert "You have no second factor yet" in coordinator.client.get("/").text
    set_up(coordinator)
    assert coordinator.client.get("/members/queue").status_code == 200
    assert "You have no second factor yet" not in coordinator.client.get("/").text


def test_representative_is_asked_where_everyone_needs_a_factor(
    representative: Someone, require: Callable[[str], None]
) -> None:
    require("coordinators")
    assert representative.client.get("/library/new").status_code == 200
    require("everyone")
    assert representative.client.get("/library/new").location == "/account/factors?needed=yes"
    assert representative.client.post("/library/").status_code == 403
    set_up(representative)
    assert representative.client.get("/library/new").status_code == 200


def test_last_factor_cannot_be_removed_while_it_is_required(
    coordinator: Someone, require: Callable[[str], None]
) -> None:
    require("coordinators")
    set_up(coordinator)
    page = coordinator.client.get("/account/factors").text
    assert "/account/factors/app/1/remove" not in page
    assert "Your last second factor cannot be removed" in page
    assert coordinator.client.post("/account/factors/app/1/remove").status_code == 409
    assert coordinator.viewer.is_coordinator


def test_list_takes_the_same_queries_however_many_factors_there_are(outsider: Someone) -> None:
    sent_for = []
    outsider.client.get("/account/factors")  # the first page of a browser notes its rights
    for count in (1, 3):
        while len(queries.apps(viewer=outsider.viewer)) < count:
            add_app(outsider.viewer)
        with counted_statements() as sent:
            page = outsider.client.get("/account/factors").text
        assert page.count('<h3 class="entry-title">') == count
        sent_for.append(len(sent))
    assert sent_for[0] == sent_for[1]


def test_app_whose_secret_cannot_be_read_is_marked(outsider: Someone) -> None:
    set_up(outsider)
    with transaction():
        db.session.get_one(App, 1).sealed_secret = "of another key"
    page = outsider.client.get("/account/factors").text
    assert "No longer works" in page
    assert "The secret key of this site was changed" in page
