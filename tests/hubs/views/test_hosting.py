"""The page of a host, which a private link opens: agenda, sheet, changing, choosing, withdrawing."""

import pytest

from coalition.hubs import decisions, service
from coalition.hubs.links import asking_token
from coalition.hubs.models import State
from coalition.programme import service as programme
from tests.conftest import Someone
from tests.hubs.making import HOST, TYPED, accept, confirm, make_meeting, make_session, reload
from tests.members.making import last_token, post, text_of


def test_host_sees_sessions_in_its_own_time_with_the_ways_to_follow_them(
    coordinator: Someone, anonymous: Someone
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session = make_session(meeting, by)
    _hub, token = accept(meeting, by, session)
    page = text_of(anonymous, f"/hubs/host/{token}")
    assert "T08:00+03:00" in page
    assert "At the meeting:" in page
    assert 'href="https://webcast.example.org/130"' in page
    assert 'href="https://take-part.example.org/130"' in page
    assert f"hub={asking_token(token)}" in page
    assert f"hub={token}" not in page
    assert "no-referrer" in page
    assert "noindex" in page
    assert '<dd><bdi dir="ltr">https://hub.example.org/</bdi></dd>' in page


def test_question_form_knows_the_hub(coordinator: Someone, anonymous: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session = make_session(meeting, by)
    _hub, token = accept(meeting, by, session)
    page = text_of(anonymous, f"/sessions/{session.id}/questions?hub={asking_token(token)}")
    assert "This link of a hub no longer works here." not in page


@pytest.mark.parametrize("page", ["", "/sheet", "/edit", "/sessions"])
def test_link_that_was_replaced_opens_nothing(
    coordinator: Someone, anonymous: Someone, page: str
) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    text_of(anonymous, f"/hubs/host/{token}{page}")
    post(anonymous, f"/hubs/host/{token}/link")
    assert "This link no longer works" in text_of(anonymous, f"/hubs/host/{token}{page}", 404)
    text_of(anonymous, f"/hubs/host/{last_token(HOST)}{page}")
    for act in ("edit", "sessions", "withdraw", "link"):
        assert post(anonymous, f"/hubs/host/{token}/{act}", **TYPED)[0] == 404
    assert reload(hub.id).state is State.ACCEPTED


def test_sheet_has_times_links_and_codes_but_not_the_private_address(
    coordinator: Someone, anonymous: Someone
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session = make_session(meeting, by)
    cancelled = make_session(meeting, by, title="Ill", webcast="https://no.example.org/")
    _hub, token = accept(meeting, by, session, cancelled)
    programme.cancel_session(cancelled.id, "The speaker is ill.", by=by)
    page = text_of(anonymous, f"/hubs/host/{token}/sheet")
    assert page.count('aria-label="QR code: Take part"') == 1
    assert "https://take-part.example.org/130" in page
    assert "https://no.example.org/" not in page
    assert "T08:00+03:00" in page
    assert "otieno@example.org" in page
    shown = page.split("<main")[1]
    assert token not in shown.replace(f"/hubs/host/{token}", "")


def test_host_chooses_sessions(coordinator: Someone, anonymous: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    first, second = make_session(meeting, by), make_session(meeting, by, title="Open data")
    _hub, token = accept(meeting, by, first)
    path = f"/hubs/host/{token}/sessions"
    page = text_of(anonymous, path)
    assert f'id="session-{first.id}" checked' in page
    assert f'id="session-{second.id}">' in page
    assert post(anonymous, path, sessions=[str(second.id)]) == (303, f"/hubs/host/{token}")
    page = text_of(anonymous, f"/hubs/host/{token}")
    assert "Open data" in page
    assert "Digital inclusion" not in page
    status, page = post(anonymous, path, sessions=["999"])
    assert (status, "Choose sessions of the list." in page) == (422, True)
    assert post(anonymous, path)[0] == 303
    assert "No sessions chosen yet" in text_of(anonymous, f"/hubs/host/{token}")


def test_host_changes_the_registration(coordinator: Someone, anonymous: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    path = f"/hubs/host/{token}/edit"
    page = text_of(anonymous, path)
    assert 'value="Kenya National Library Service"' in page
    assert '<option selected value="Africa/Nairobi">' in page
    given = TYPED | {"revision": str(reload(hub.id).revision), "city": "Mombasa"}
    status, page = post(anonymous, path, **(given | {"host": ""}))
    assert (status, "Name the institution that hosts the hub." in page) == (422, True)
    assert 'value="Mombasa"' in page
    assert post(anonymous, path, **given) == (303, f"/hubs/host/{token}")
    assert reload(hub.id).city == "Mombasa"


def test_host_who_names_another_one_is_led_away(coordinator: Someone, anonymous: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    given = TYPED | {"revision": str(hub.revision), "coordinator_email": "new@example.org"}
    hubs = f"/meetings/{hub.meeting_id}/hubs"
    assert post(anonymous, f"/hubs/host/{token}/edit", **given) == (303, hubs)
    assert "A link of their own is on its way to new@example.org." in text_of(anonymous, hubs)
    assert anonymous.client.get(f"/hubs/host/{token}").status_code == 404


def test_change_on_an_old_page_is_kept_and_can_be_sent_again(
    coordinator: Someone, anonymous: Someone
) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    path = f"/hubs/host/{token}/edit"
    given = TYPED | {"revision": "0", "city": "Mombasa"}
    status, page = post(anonymous, path, **given)
    assert status == 409
    assert 'value="Mombasa"' in page
    newest = str(reload(hub.id).revision)
    assert f'name="revision" type="hidden" value="{newest}"' in page
    assert post(anonymous, path, **(given | {"revision": newest}))[0] == 303


def test_declined_host_reads_why_and_hands_in_again(
    coordinator: Someone, anonymous: Someone
) -> None:
    hub, token = confirm(make_meeting(coordinator.viewer))
    decisions.decline(hub.id, "Which branch is it?", by=coordinator.viewer)
    page = text_of(anonymous, f"/hubs/host/{token}")
    assert "Your hub was declined" in page
    assert "Which branch is it?" in page
    assert "Save and hand in again" in text_of(anonymous, f"/hubs/host/{token}/edit")
    given = TYPED | {"revision": str(reload(hub.id).revision)}
    assert post(anonymous, f"/hubs/host/{token}/edit", **given)[0] == 303
    assert reload(hub.id).state is State.WAITING
    said = "Saved, and handed in again. The coordinators decide."
    assert said in text_of(anonymous, f"/hubs/host/{token}")
    given = TYPED | {"revision": str(reload(hub.id).revision), "city": "Mombasa"}
    post(anonymous, f"/hubs/host/{token}/edit", **given)
    assert said not in text_of(anonymous, f"/hubs/host/{token}")


def test_change_of_hosts_too_many_is_kept_as_it_was_typed(
    coordinator: Someone, anonymous: Someone
) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    for _ in range(5):
        service.replace_link(token)
        token = last_token(HOST)
    given = TYPED | {
        "revision": str(reload(hub.id).revision),
        "city": "Mombasa",
        "coordinator_email": "new@example.org",
    }
    answer = anonymous.client.post(f"/hubs/host/{token}/edit", data=given)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "That was tried too often. Wait 60 minutes and try again." in page
    assert 'value="Mombasa"' in page
    assert 'value="new@example.org"' in page
    assert reload(hub.id).coordinator_email == HOST


def test_host_withdraws(coordinator: Someone, anonymous: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    path = f"/hubs/host/{token}"
    status, page = post(anonymous, f"{path}/withdraw", why="x" * 5001)
    assert (status, "Use at most 5000 characters." in page) == (422, True)
    assert post(anonymous, f"{path}/withdraw", why="No electricity.") == (303, path)
    assert "Your hub is withdrawn" in text_of(anonymous, path)
    assert reload(hub.id).state is State.WITHDRAWN
    text_of(anonymous, f"/hubs/{hub.id}", 404)
    assert post(anonymous, f"{path}/withdraw") == (303, path)
