"""Registering a hub and confirming its address, as a browser sees it."""

from datetime import date

import pytest

from coalition.hubs.models import State
from coalition.web.viewer import Viewer
from tests.conftest import Someone
from tests.hubs.making import HOST, TYPED, accept, make_meeting, make_session, register, reload
from tests.members.making import last_token, post, subjects_to, text_of


def path(viewer: Viewer, more: str = "") -> str:
    return f"/meetings/{make_meeting(viewer).id}/hubs{more}"


def test_registration_asks_for_everything_a_hub_is_known_by(
    coordinator: Someone, anonymous: Someone
) -> None:
    page = text_of(anonymous, path(coordinator.viewer, "/new"))
    assert [name for name in TYPED if f'name="{name}"' not in page] == []
    assert "The programme is not out yet." in page
    assert '<optgroup label="Kenya"><option value="Africa/Nairobi">Nairobi' in page


def test_stranger_registers_and_is_sent_a_letter(coordinator: Someone, anonymous: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    given = TYPED | {"sessions": [str(session.id)]}
    answer = post(anonymous, f"/meetings/{meeting.id}/hubs", **given)
    assert answer == (303, f"/meetings/{meeting.id}/hubs/sent")
    assert "A letter is on its way" in text_of(anonymous, answer[1])
    hub = reload(1)
    assert (hub.coordinator_email, hub.latitude, hub.longitude) == (HOST, -1.29, 36.82)
    assert (hub.timezone, hub.interests) == ("Africa/Nairobi", "Public access\nin libraries")
    assert (hub.languages, hub.expected_count) == (["en", "sw"], 25)


def test_refused_registration_keeps_what_was_typed(
    coordinator: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    wrong = {"country": "US", "expected_count": "many", "city": "", "latitude": "north"}
    given = TYPED | wrong | {"sessions": [str(session.id)]}
    status, page = post(anonymous, f"/meetings/{meeting.id}/hubs", **given)
    assert status == 422
    assert "Give the number of people you expect, such as 25." in page
    assert "A latitude is a number from −90 (south) to 90 (north)." in page
    assert 'value="many"' in page
    assert 'value="north"' in page
    assert "Public access" in page
    assert '<option selected value="US">' in page
    assert f'value="{session.id}" id="session-{session.id}" checked' in page


@pytest.mark.parametrize("given", ["9" * 20, "2147483648", "-1", "x", "0", ""])
def test_session_that_cannot_be_is_refused(
    coordinator: Someone, anonymous: Someone, given: str
) -> None:
    meeting = make_meeting(coordinator.viewer)
    status, page = post(
        anonymous, f"/meetings/{meeting.id}/hubs", **(TYPED | {"sessions": [given]})
    )
    assert (status, "Choose sessions of the list." in page) == (422, True)


def test_country_with_several_zones_needs_a_choice_and_shows_its_own_first(
    coordinator: Someone, anonymous: Someone
) -> None:
    status, page = post(anonymous, path(coordinator.viewer), **(TYPED | {"country": "BR"}))
    assert status == 422
    assert "This country has several time zones. Choose the one of your city." in page
    zones = page.split('id="timezone"')[1]
    assert zones.index('label="Brazil"') < zones.index('label="Afghanistan"')


def test_opening_the_link_changes_nothing_and_the_button_hands_in(
    coordinator: Someone, anonymous: Someone
) -> None:
    hub = register(make_meeting(coordinator.viewer))
    address = f"/hubs/confirm/{last_token(HOST)}"
    page = text_of(anonymous, address)
    assert "Kenya National Library Service" in page
    assert "no-referrer" in page
    assert reload(hub.id).state is State.UNCONFIRMED
    status, own = post(anonymous, address)
    assert status == 303
    assert reload(hub.id).state is State.WAITING
    assert "Your registration waits for a decision" in text_of(anonymous, own)
    assert "This link no longer works" in text_of(anonymous, address, 404)
    assert post(anonymous, address)[0] == 404


def test_person_with_the_address_goes_straight_to_the_page_of_the_hub(
    coordinator: Someone, outsider: Someone
) -> None:
    address = path(coordinator.viewer)
    given = TYPED | {"coordinator_email": outsider.email}
    assert 'value="outsider@example.org"' in text_of(outsider, f"{address}/new")
    status, own = post(outsider, address, **given)
    assert (status, own[:11]) == (303, "/hubs/host/")
    assert "Your registration waits for a decision" in text_of(outsider, own)


def test_coordinator_adds_a_hub_at_once(coordinator: Someone) -> None:
    address = path(coordinator.viewer)
    assert "accepted at once" in text_of(coordinator, f"{address}/new")
    assert post(coordinator, address, **TYPED) == (303, "/hubs/1")
    assert reload(1).state is State.ACCEPTED


def test_meeting_that_is_over_takes_no_more_hubs(coordinator: Someone, anonymous: Someone) -> None:
    meeting = make_meeting(
        coordinator.viewer, begins_on=date(2012, 11, 6), ends_on=date(2012, 11, 9)
    )
    address = f"/meetings/{meeting.id}/hubs"
    assert "This meeting is over" in text_of(anonymous, f"{address}/new")
    assert "Register" not in text_of(anonymous, address)
    assert post(anonymous, address, **TYPED)[0] == 409
    assert "<form" in text_of(coordinator, f"{address}/new").split("<main")[1]


def test_too_many_registrations_are_refused(coordinator: Someone, anonymous: Someone) -> None:
    address = path(coordinator.viewer)
    assert [post(anonymous, address, **TYPED)[0] for _ in range(6)] == [303] * 5 + [429]


def test_registration_too_many_is_kept_as_it_was_typed(
    coordinator: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    for _ in range(5):
        register(meeting)
    given = TYPED | {"sessions": [str(session.id)]}
    answer = anonymous.client.post(f"/meetings/{meeting.id}/hubs", data=given)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "That was tried too often. Wait 60 minutes and try again." in page
    assert "A debate on the Monday before." in page
    assert f'value="{session.id}" id="session-{session.id}" checked' in page


def test_lost_link_gets_the_same_answer_for_every_address(
    coordinator: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    accept(meeting, coordinator.viewer)
    address = f"/meetings/{meeting.id}/hubs/link"
    before = len(subjects_to(HOST))
    answers = [post(anonymous, address, email=email) for email in (HOST, "nobody@example.org")]
    assert answers == [(303, f"/meetings/{meeting.id}/hubs")] * 2
    assert len(subjects_to(HOST)) == before + 1
    assert post(anonymous, address, email="nobody")[0] == 422


def test_meeting_that_is_not_there_is_404(anonymous: Someone) -> None:
    addresses = ("/meetings/7/hubs", "/meetings/7/hubs/new")
    assert [anonymous.client.get(address).status_code for address in addresses] == [404, 404]
