"""Following a session by mail, and what the links in its letters open."""

import email
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db
from coalition.programme import queries, service
from coalition.programme.models import Follower, Session
from tests.accounts.making import GROWING
from tests.conftest import Someone
from tests.members.making import last_letter, last_token, post, subjects_to, text_of
from tests.programme.making import (
    STRANGER,
    all_told,
    at,
    follow_confirmed,
    make_meeting,
    make_session,
    propose,
    session_fields,
)

pytestmark = pytest.mark.usefixtures("before_the_meeting")


@pytest.fixture
def session(coordinator: Someone) -> Session:
    """Workshop 130."""
    return make_session(make_meeting(coordinator.viewer), coordinator.viewer)


@pytest.fixture
def told(session: Session, coordinator: Someone) -> str:
    """The token of the letter that told a stranger of a change."""
    follow_confirmed(session.id)
    moved = session_fields(starts_at=at("14:00"), ends_at=at("15:30"))
    service.update_session(session.id, moved, by=coordinator.viewer)
    all_told()
    return last_token(STRANGER)


def follower() -> Follower:
    """Return the only one who follows."""
    db.session.expire_all()
    return db.session.scalars(select(Follower)).one()


def test_stranger_follows_by_an_address_that_is_confirmed(
    session: Session, anonymous: Someone
) -> None:
    path = f"/meetings/sessions/{session.id}/follow"
    assert "Write to me when it changes" in text_of(anonymous, path)
    status, page = post(anonymous, path, email="nobody")
    assert (status, 'value="nobody"' in page) == (422, True)
    assert post(anonymous, path, email=STRANGER) == (303, f"{path}/sent")
    assert "A letter is on its way" in text_of(anonymous, f"{path}/sent")
    confirm = f"/meetings/following/confirm/{last_token(STRANGER)}"
    assert confirm in last_letter(STRANGER)
    page = text_of(anonymous, confirm)
    assert "Digital inclusion" in page
    assert "no-referrer" in page
    assert follower().confirmed_at is None
    assert post(anonymous, confirm) == (303, f"/sessions/{session.id}")
    assert follower().confirmed_at is not None
    text_of(anonymous, confirm, 404)
    assert post(anonymous, confirm)[0] == 404


def test_whoever_is_signed_in_is_offered_the_own_programme(
    session: Session, outsider: Someone
) -> None:
    path = f"/meetings/sessions/{session.id}/follow"
    assert "Put it into my programme" in text_of(outsider, path)
    post(outsider, f"/meetings/sessions/{session.id}/choose")
    assert queries.chosen_ids(viewer=outsider.viewer) == {session.id}
    assert "Take it out of my programme" in text_of(outsider, path)


def test_proposal_cannot_be_followed_by_strangers(
    coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    path = f"/meetings/sessions/{session.id}/follow"
    text_of(anonymous, path, 404)
    text_of(anonymous, f"{path}/sent", 404)
    assert post(anonymous, path, email=STRANGER)[0] == 404
    assert subjects_to(STRANGER) == []


def test_mail_program_stops_the_letters_by_one_post_without_cookie_or_token(
    app: Flask, told: str, tmp_path: Path
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
    assert follower().stopped_at is not None


def test_opening_the_address_that_stops_changes_nothing(anonymous: Someone, told: str) -> None:
    path = f"/meetings/following/stop/{told}"
    page = text_of(anonymous, path)
    assert "Stop these letters" in page
    assert "no-referrer" in page
    assert follower().stopped_at is None
    assert "The letters are stopped" in post(anonymous, path)[1]
    assert "The letters are stopped" in text_of(anonymous, path)
    resume = f"/meetings/following/resume/{told}"
    assert post(anonymous, resume) == (303, path)
    assert follower().stopped_at is None


def test_links_that_are_no_longer_good_say_what_can_be_done(anonymous: Someone) -> None:
    token = "x" * 43
    for path in ("stop", "confirm"):
        page = text_of(anonymous, f"/meetings/following/{path}/{token}", 404)
        assert "This link no longer works" in page
        assert post(anonymous, f"/meetings/following/{path}/{token}")[0] == 404
    assert post(anonymous, f"/meetings/following/resume/{token}")[0] == 404


def test_asking_too_often_is_refused_in_words(session: Session, anonymous: Someone) -> None:
    path = f"/meetings/sessions/{session.id}/follow"
    statuses = [post(anonymous, path, email=STRANGER)[0] for _ in range(11)]
    assert statuses == [*([303] * 10), 429]


def test_address_that_is_too_long_is_refused_beside_the_field(
    session: Session, anonymous: Someone
) -> None:
    data = {"email": GROWING}
    answer = anonymous.client.post(f"/meetings/sessions/{session.id}/follow", data=data)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert GROWING in page
    assert 'aria-invalid="true"' in page
