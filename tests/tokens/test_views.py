"""The pages of one's own tokens."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from coalition.accounts.models import Device
from coalition.database import db, now, transaction
from coalition.tokens import queries
from tests.conftest import Someone
from tests.members.making import counted_statements
from tests.tokens.making import age, make_token, program

SECRET = re.compile(r"<code>(coal_[A-Za-z0-9_-]{43})</code>")
GIVEN = {"name": "Harvester at home", "scopes": ["read", "deposit"], "days": "30"}


def made_by(someone: Someone) -> str:
    """Make a token page by page; return the page that shows it."""
    answer = someone.client.post("/account/tokens/new", data=GIVEN)
    assert (answer.status_code, answer.location) == (303, "/account/tokens/made")
    return someone.client.get(answer.location).text


def test_without_tokens_the_page_says_what_they_are_for(outsider: Someone) -> None:
    page = outsider.client.get("/account/tokens").text
    assert "You have no token that works" in page
    assert 'href="/account/tokens/new"' in page
    assert "End all of them now" not in page


def test_token_is_made_and_shown_until_it_is_put_away(app: Flask, outsider: Someone) -> None:
    page = made_by(outsider)
    secret = SECRET.findall(page)[0]
    assert program(secret).get("/api/v1/openapi.json").status_code == 200
    with outsider.client.session_transaction() as session:
        assert secret not in str(dict(session))
    assert SECRET.findall(outsider.client.get("/account/tokens/made").text) == [secret]
    assert outsider.client.post("/account/tokens/made").location == "/account/tokens"
    assert "shown once only" in outsider.client.get("/account/tokens/made").text
    page = outsider.client.get("/account/tokens").text
    assert "Harvester at home" in page
    assert f"…{secret[-4:]}</code>" in page
    assert secret not in page


def test_what_was_made_by_one_is_not_shown_to_the_next(
    app: Flask, outsider: Someone, applicant: Someone
) -> None:
    made_by(outsider)
    with outsider.client.session_transaction() as session:
        kept = session["token"]
    with applicant.client.session_transaction() as session:
        session["token"] = kept
    assert SECRET.findall(applicant.client.get("/account/tokens/made").text) == []


def test_reading_alone_is_chosen_at_first_and_what_was_typed_stays(outsider: Someone) -> None:
    page = outsider.client.get("/account/tokens/new").text
    assert re.findall(r'<input checked [^>]*value="(\w+)"', page) == ["read"]
    boxes = re.findall(r"<input [^>]*type=\"checkbox\"[^>]*>", page)
    assert [len(boxes), *(box for box in boxes if "required" in box)] == [3]  # one will do
    answer = outsider.client.post("/account/tokens/new", data={"name": "Mine", "days": "365"})
    assert answer.status_code == 422
    assert 'value="Mine"' in answer.text
    assert '<option selected value="365">' in answer.text
    assert "Choose what it is to be good for." in answer.text
    assert queries.own_tokens(viewer=outsider.viewer) == []


@pytest.mark.parametrize(
    "wrong", [{"days": "400"}, {"days": "x"}, {"scopes": "all"}, {"name": " "}]
)
def test_what_no_page_of_ours_sends_makes_nothing(outsider: Someone, wrong: dict[str, str]) -> None:
    answer = outsider.client.post("/account/tokens/new", data=GIVEN | wrong)
    assert answer.status_code == 422
    assert queries.own_tokens(viewer=outsider.viewer) == []


def test_making_asks_for_a_fresh_proof(outsider: Someone) -> None:
    with transaction():
        db.session.query(Device).update({"proven_at": now() - timedelta(hours=1)})
    answer = outsider.client.get("/account/tokens/new")
    assert answer.location == "/account/confirm?next=/account/tokens/new"
    answer = outsider.client.post("/account/tokens/new", data=GIVEN)
    assert answer.status_code == 403
    assert 'value="Harvester at home"' in answer.text
    assert queries.own_tokens(viewer=outsider.viewer) == []


def test_ending_is_asked_first(outsider: Someone) -> None:
    secret = make_token(outsider, name="<b>Old</b> robot")
    page = outsider.client.get("/account/tokens/1/end").text
    assert "End “&lt;b&gt;Old&lt;/b&gt; robot”?" in page
    assert outsider.client.post("/account/tokens/1/end").location == "/account/tokens"
    assert program(secret).get("/api/v1/openapi.json").status_code == 401
    assert outsider.client.get("/account/tokens/1/end").status_code == 409
    assert "Those that have ended" in outsider.client.get("/account/tokens").text


def test_tokens_of_others_are_not_there(outsider: Someone, applicant: Someone) -> None:
    secret = make_token(outsider)
    assert applicant.client.get("/account/tokens/1/end").status_code == 404
    assert applicant.client.post("/account/tokens/1/end").status_code == 404
    assert applicant.client.post("/account/tokens/end").status_code == 303
    assert program(secret).get("/api/v1/openapi.json").status_code == 200


def test_list_shows_each_in_its_state_with_one_query(outsider: Someone) -> None:
    make_token(outsider, name="New")
    with counted_statements() as one:
        outsider.client.get("/account/tokens")
    make_token(outsider, name="Soon", days=5)
    make_token(outsider, name="Over")
    age("Over", days=91)
    with counted_statements() as many:
        page = outsider.client.get("/account/tokens").text
    assert len(many) == len(one)
    states = re.findall(
        r'<div class="entry-margin"><span class="badge[^>]*>(?:<svg.*?</svg>)?(\w[^<]*)', page
    )
    assert states == ["Ends soon", "Works", "Expired"]
    assert "End all of them now" in page
