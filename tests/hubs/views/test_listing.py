"""The hubs of a meeting as readers see them, and whom each of them may write to."""

import csv
import io

import pytest

from coalition.programme import service as programme
from tests.conftest import Someone, make_person, sign_in
from tests.hubs.making import (
    HOST,
    MODERATOR,
    TECHNICIAN,
    accept,
    add,
    confirm,
    make_meeting,
    make_session,
)
from tests.members.making import counted_statements, text_of

SECRETS = ("Wanjiru", HOST, "Otieno", TECHNICIAN)


def told_in(page: str) -> list[str]:
    return [secret for secret in SECRETS if secret in page]


def test_meeting_without_hubs_invites_to_register_one(
    coordinator: Someone, anonymous: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    page = text_of(anonymous, f"/meetings/{meeting.id}/hubs")
    assert "No hubs yet" in page
    assert "Register the first hub" in page


def test_hub_is_listed_and_on_the_map_with_its_own_times(
    coordinator: Someone, anonymous: Someone
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session = make_session(meeting, by)
    hub = add(meeting, by, session)
    confirm(meeting, session, city="Mombasa", coordinator_email="m@example.org")
    page = text_of(anonymous, f"/meetings/{meeting.id}/hubs")
    assert f'href="#hub-{hub.id}" aria-label="Nairobi, Kenya: Kenya National Library' in page
    assert f'id="hub-{hub.id}"' in page
    assert "Nairobi, UTC+3" in page
    assert "T08:00+03:00" in page  # 05:00 UTC at the hub
    assert "T09:00+04:00" in page  # and at the meeting
    assert "Mombasa" not in page
    assert told_in(page) == []


def test_hub_with_the_clocks_of_the_meeting_shows_one_time(
    coordinator: Someone, anonymous: Someone
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    add(meeting, by, make_session(meeting, by), country="AE", city="Dubai")
    page = text_of(anonymous, f"/meetings/{meeting.id}/hubs")
    assert "T09:00+04:00" in page
    assert "At the meeting:" not in page


@pytest.mark.parametrize("path", ["/meetings/1/hubs", "/hubs/1"])
def test_contacts_are_shown_to_coordinators_and_remote_moderators_alone(
    coordinator: Someone, representative: Someone, anonymous: Someone, path: str
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session, other = make_session(meeting, by), make_session(meeting, by, people=())
    add(meeting, by, session)
    add(meeting, by, other, coordinator_name="Nobody", coordinator_email="nobody@example.org")
    make_person(MODERATOR)
    client = sign_in(coordinator.client.application, MODERATOR)
    assert told_in(text_of(coordinator, path)) == [*SECRETS]
    page = client.get(path).get_data(as_text=True)
    assert told_in(page) == [*SECRETS]
    assert "nobody@example.org" not in page
    assert told_in(text_of(anonymous, path)) == []
    assert told_in(text_of(representative, path)) == []


def test_contacts_are_in_no_other_public_page(coordinator: Someone, anonymous: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session = make_session(meeting, by)
    add(meeting, by, session)
    for path in (f"/sessions/{session.id}", f"/sessions/{session.id}/questions"):
        answer = anonymous.client.get(path)
        if answer.status_code == 200:
            assert told_in(answer.get_data(as_text=True)) == []


def test_hub_that_waits_is_known_to_coordinators_alone(
    coordinator: Someone, anonymous: Someone, representative: Someone
) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    text_of(anonymous, f"/hubs/{hub.id}", 404)
    text_of(representative, f"/hubs/{hub.id}", 404)
    assert "Accept this hub" in text_of(coordinator, f"/hubs/{hub.id}")


def test_cancelled_session_is_said_so(coordinator: Someone, anonymous: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    session = make_session(meeting, by)
    hub = add(meeting, by, session)
    programme.cancel_session(session.id, "The speaker is ill.", by=by)
    assert "Cancelled" in text_of(anonymous, f"/hubs/{hub.id}")


def test_list_takes_as_many_queries_for_three_hubs_as_for_one(
    coordinator: Someone, anonymous: Someone
) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    sessions = [make_session(meeting, by, title=f"Session {n}") for n in range(3)]
    path = f"/meetings/{meeting.id}/hubs"
    counts = []
    for wanted in (1, 2):
        for _ in range(wanted):
            add(meeting, by, *sessions)
        text_of(anonymous, path)
        with counted_statements() as sent:
            text_of(anonymous, path)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_table_for_coordinators_has_everything_and_runs_no_formula(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(by)
    accept(meeting, by, make_session(meeting, by), host="=HYPERLINK(1)")
    answer = coordinator.client.get(f"/meetings/{meeting.id}/hubs.csv")
    head, row = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert len(head) == len(row)
    found = dict(zip(head, row, strict=True))
    assert found["Host institution"] == "'=HYPERLINK(1)"
    assert found["State"] == "Accepted"
    assert found["E-mail address of the hub coordinator"] == HOST
    assert found["Sessions"] == "Digital inclusion"
    assert found["Languages"] == "en sw"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hubs-1.csv"'
