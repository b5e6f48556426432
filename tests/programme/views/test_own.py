"""One's own programme: chosen with an account or by the browser alone, and taken over."""

import re

import pytest

from coalition.programme import queries
from coalition.programme.models import Meeting, Session
from coalition.programme.views import own as views
from tests.conftest import Someone
from tests.members.making import counted_statements, post, text_of
from tests.programme.making import at, make_meeting, make_session, propose

OWN = "/meetings/own"


@pytest.fixture
def baku(coordinator: Someone) -> Meeting:
    """The meeting in Baku, without sessions."""
    return make_meeting(coordinator.viewer)


def choose(
    someone: Someone, session: Session, act: str = "choose", back: str = ""
) -> tuple[int, str]:
    """Press the button of a session."""
    status, location = post(someone, f"/meetings/sessions/{session.id}/{act}", next=back)
    return status, location


def titles(page: str) -> list[str]:
    """Return the titles of the sessions on the page, in order."""
    return re.findall(r'class="slot-title"><a[^>]*>([^<]*)<', page)


def test_programme_without_a_session_says_what_to_do(outsider: Someone, anonymous: Someone) -> None:
    for someone in (outsider, anonymous):
        assert "No sessions chosen yet" in text_of(someone, OWN)
    page = text_of(anonymous, OWN)
    assert re.search(r"<noscript>.*needs scripts.*</noscript>", page, re.DOTALL)


def test_session_is_chosen_and_given_up_and_one_comes_back_to_it(
    baku: Meeting, coordinator: Someone, outsider: Someone
) -> None:
    session = make_session(baku, coordinator.viewer)
    schedule = f"/meetings/{baku.id}"
    back = f"{schedule}#session-{session.id}"
    assert choose(outsider, session, back=schedule) == (303, back)
    assert choose(outsider, session, back=schedule) == (303, back)  # once more changes nothing
    assert titles(text_of(outsider, OWN)) == ["Digital inclusion"]
    page = text_of(outsider, schedule)
    assert re.findall(r'formaction="([^"]*)"[^>]*aria-pressed="true"', page) == [
        f"/meetings/sessions/{session.id}/unchoose"
    ]
    assert choose(outsider, session, "unchoose") == (303, f"{OWN}#session-{session.id}")
    assert titles(text_of(outsider, OWN)) == []


def test_button_leads_nowhere_but_into_the_site(
    baku: Meeting, coordinator: Someone, outsider: Someone
) -> None:
    session = make_session(baku, coordinator.viewer)
    there = choose(outsider, session, back="https://evil.example/")
    assert there == (303, f"/#session-{session.id}")


def test_schedule_shows_one_s_own_programme_alone(
    baku: Meeting, coordinator: Someone, outsider: Someone
) -> None:
    chosen = make_session(baku, coordinator.viewer)
    make_session(baku, coordinator.viewer, title="Another")
    choose(outsider, chosen)
    assert titles(text_of(outsider, f"/meetings/{baku.id}?mine=1")) == ["Digital inclusion"]


def test_past_sessions_stand_apart_and_clash_no_longer(
    baku: Meeting, coordinator: Someone, outsider: Someone
) -> None:
    for title in ("One", "Other"):
        choose(outsider, make_session(baku, coordinator.viewer, title=title))
    page = text_of(outsider, OWN)
    assert "No chosen session is still to come" in page
    assert "held at the same time" not in page
    assert titles(page) == ["One", "Other"]


def test_sessions_at_the_same_time_are_said_to_clash(
    baku: Meeting, coordinator: Someone, outsider: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "now", lambda: at("08:00"))
    for title in ("One", "Other"):
        choose(outsider, make_session(baku, coordinator.viewer, title=title))
    page = text_of(outsider, OWN)
    assert "Two of your sessions are held at the same time" in page
    assert page.count('class="clash-pair"') == 2


def test_browser_without_an_account_is_shown_what_it_names_as_far_as_it_is_public(
    baku: Meeting, coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    public = make_session(baku, coordinator.viewer)
    hidden = propose(baku, representative.viewer, title="Perhaps")
    query = f"?sessions={public.id},{hidden.id},9999,x,-1,99999999999"
    assert titles(text_of(anonymous, OWN + query)) == ["Digital inclusion"]


def test_what_the_browser_kept_is_taken_into_the_account_once(
    baku: Meeting, coordinator: Someone, outsider: Someone
) -> None:
    first, second = (make_session(baku, coordinator.viewer, title=name) for name in ("A", "B"))
    choose(outsider, first)
    given = f"{first.id},{second.id},9999"
    assert post(outsider, f"{OWN}/take", sessions=given) == (303, OWN)
    page = text_of(outsider, OWN)
    assert "1 session was added to your programme." in page
    assert f'data-taken="{given}"' in page
    assert 'data-taken=""' in text_of(outsider, OWN)
    assert queries.chosen_ids(viewer=outsider.viewer) == {first.id, second.id}
    post(outsider, f"{OWN}/take", sessions=given)
    assert "has all of these sessions already" in text_of(outsider, OWN)


def test_programme_of_many_costs_no_more_statements_than_of_one(
    baku: Meeting, coordinator: Someone, outsider: Someone
) -> None:
    choose(outsider, make_session(baku, coordinator.viewer))
    text_of(outsider, OWN)
    with counted_statements() as with_one:
        text_of(outsider, OWN)
    for title in ("Second", "Third"):
        choose(outsider, make_session(baku, coordinator.viewer, title=title, theme="Openness"))
    with counted_statements() as with_three:
        text_of(outsider, OWN)
    assert len(with_three) == len(with_one)
