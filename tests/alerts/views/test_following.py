"""The links of a letter, as browsers and mail programs follow them."""

import email
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.alerts.making import (
    STRANGER,
    let_time_come,
    letter_token,
    publish,
    reload,
    save_confirmed,
)
from tests.conftest import Someone
from tests.members.making import post, text_of


@pytest.fixture
def search_id(app: Flask, representative: Someone) -> int:
    """A search of an address that a letter told of."""
    search_id = save_confirmed()
    publish(representative)
    let_time_come()
    return search_id


def test_mail_program_stops_the_letters_by_one_post_without_cookie_or_token(
    app: Flask, search_id: int, tmp_path: Path
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    (sent,) = [
        letter
        for path in sorted((tmp_path / "mail").glob(f"*{STRANGER}.eml"))
        if (letter := email.message_from_bytes(path.read_bytes(), policy=policy.default))[
            "List-Unsubscribe"
        ]
    ]
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(sent["List-Unsubscribe"].strip("<>")).path
    for _ in range(2):
        answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "The letters are stopped" in answer.get_data(as_text=True)
    assert reload(search_id).paused_at is not None


def test_other_pages_of_a_letter_still_ask_for_the_token_of_a_form(
    app: Flask, search_id: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    path = f"/search/saved/letter/{letter_token(STRANGER)}/rhythm"
    assert app.test_client().post(path, data={"rhythm": "weekly"}).status_code == 400
    assert reload(search_id).rhythm == "daily"


def test_opening_the_address_that_stops_changes_nothing(anonymous: Someone, search_id: int) -> None:
    path = f"/search/saved/stop/{letter_token(STRANGER)}"
    page = text_of(anonymous, path)
    assert "Stop these letters" in page
    assert "no-referrer" in page
    assert reload(search_id).paused_at is None
    assert "The letters are stopped" in post(anonymous, path)[1]
    assert "The letters are stopped" in text_of(anonymous, path)


def test_reader_of_a_letter_changes_the_rhythm_stops_and_starts_again(
    anonymous: Someone, search_id: int
) -> None:
    token = letter_token(STRANGER)
    path = f"/search/saved/letter/{token}"
    assert "“lighthouse”" in text_of(anonymous, path)
    assert post(anonymous, f"{path}/rhythm", rhythm="weekly") == (303, path)
    assert reload(search_id).rhythm == "weekly"
    assert post(anonymous, f"{path}/rhythm", rhythm="never") == (303, path)
    assert "Not changed: choose daily or weekly." in text_of(anonymous, path)
    post(anonymous, f"/search/saved/stop/{token}")
    assert "No letters come about this search" in text_of(anonymous, path)
    assert post(anonymous, f"{path}/resume") == (303, path)
    assert reload(search_id).paused_at is None


def test_link_that_nobody_was_sent_is_404(anonymous: Someone, search_id: int) -> None:
    unknown = "x" * 43
    for path in (f"letter/{unknown}", f"stop/{unknown}"):
        page = text_of(anonymous, f"/search/saved/{path}", 404)
        assert "This link no longer works" in page
    for path in (f"letter/{unknown}/rhythm", f"letter/{unknown}/resume", f"stop/{unknown}"):
        assert post(anonymous, f"/search/saved/{path}", rhythm="weekly")[0] == 404
