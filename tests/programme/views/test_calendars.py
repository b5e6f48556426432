"""Calendar files as calendar programs fetch them, and the private address of one's own programme."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import update

from coalition.database import db, now, transaction
from coalition.errors import NotFound
from coalition.programme import service
from coalition.programme.calendars import own
from coalition.programme.models import Meeting, Session
from tests.conftest import Someone
from tests.members.making import counted_statements, post, text_of
from tests.programme.making import at, make_meeting, make_session, propose


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


def titles(someone: Someone, path: str) -> list[str]:
    """Return the titles in the calendar at an address."""
    answer = someone.client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    calendar: Any = Calendar.from_ical(answer.get_data())
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def let_it_be_older() -> None:
    """Let all meetings and sessions have been changed an hour ago."""
    before = now() - timedelta(hours=1)
    with transaction():
        db.session.execute(update(Meeting).values(changed_at=before))
        db.session.execute(update(Session).values(changed_at=before))


def test_session_is_given_and_a_proposal_or_one_without_a_time_is_not(
    meeting: Meeting, coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    path = f"/meetings/sessions/{session.id}.ics"
    assert titles(anonymous, path) == ["Digital inclusion"]
    head = anonymous.client.get(path).headers
    assert head["Content-Disposition"] == 'inline; filename="session-130.ics"'
    proposed = propose(meeting, representative.viewer)
    timeless = make_session(meeting, coordinator.viewer, starts_at=None, ends_at=None)
    assert anonymous.client.get(f"/meetings/sessions/{proposed.id}.ics").status_code == 404
    assert representative.client.get(f"/meetings/sessions/{proposed.id}.ics").status_code == 404
    page = text_of(anonymous, f"/meetings/sessions/{timeless.id}.ics", 404)
    assert "This session has no time yet, so it cannot be put into a calendar." in page


def test_meeting_is_narrowed_by_day_and_by_the_choices_of_its_schedule(
    meeting: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    make_session(meeting, coordinator.viewer, title="One", is_ours=True)
    make_session(
        meeting,
        coordinator.viewer,
        title="Two",
        number="2",
        kind="open-forum",
        theme="Openness",
        starts_at=at("23:00", 7),
        ends_at=at("23:30", 7),
    )
    path = f"/meetings/{meeting.id}/programme.ics"
    assert titles(anonymous, path) == ["One", "Two"]
    for query, expected in {
        "day=2012-11-07": ["Two"],
        "day=2012-11-08": [],
        "day=all": ["One", "Two"],
        "ours=1": ["One"],
        "kind=open-forum": ["Two"],
        "theme=1&day=2012-11-06": ["One"],
        "mine=1": ["One", "Two"],
    }.items():
        assert titles(anonymous, f"{path}?{query}") == expected, query
    assert anonymous.client.get("/meetings/999/programme.ics").status_code == 404


def test_subscriber_is_sent_nothing_again_until_something_changes(
    meeting: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    let_it_be_older()
    path = f"/meetings/{meeting.id}/programme.ics"
    first = anonymous.client.get(path)
    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        asked = {name: first.headers[header]}
        again = anonymous.client.get(path, headers=asked)
        assert (again.status_code, again.get_data()) == (304, b""), name
    service.cancel_session(session.id, "Ill.", by=coordinator.viewer)
    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = anonymous.client.get(path, headers={name: first.headers[header]})
        assert again.status_code == 200, name


def test_moment_that_just_began_is_not_named(
    meeting: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    make_session(meeting, coordinator.viewer)
    answer = anonymous.client.get(f"/meetings/{meeting.id}/programme.ics")
    assert "Last-Modified" not in answer.headers
    assert "ETag" in answer.headers


def test_calendar_of_many_sessions_costs_no_more_statements_than_of_one(
    meeting: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    path = f"/meetings/{meeting.id}/programme.ics"
    counts = []
    for number in ("1", "2", "3"):
        make_session(meeting, coordinator.viewer, number=number)
        with counted_statements() as statements:
            anonymous.client.get(path)
        counts.append(len(statements))
    assert counts[0] == counts[2]


def test_own_calendar_is_made_renewed_and_given_up(
    meeting: Meeting, coordinator: Someone, outsider: Someone, anonymous: Someone
) -> None:
    chosen = make_session(meeting, coordinator.viewer)
    make_session(meeting, coordinator.viewer, title="Not chosen", number="2")
    service.choose(chosen.id, by=outsider.viewer)
    assert "Make an address for my calendar" in text_of(outsider, "/meetings/own")
    assert post(outsider, "/meetings/own/calendar") == (303, "/meetings/own#calendar")
    first = own.find_own_calendar(viewer=outsider.viewer)
    assert first is not None
    path = f"/meetings/own/{first.key}.ics"
    page = text_of(outsider, "/meetings/own")
    assert f"http://127.0.0.1:8000{path}" in page
    assert f'href="webcal://127.0.0.1:8000{path}"' in page
    assert titles(anonymous, path) == ["Digital inclusion"]
    assert anonymous.client.get(path).headers["X-Robots-Tag"] == "noindex"

    assert post(outsider, "/meetings/own/calendar") == (303, "/meetings/own#calendar")
    second = own.find_own_calendar(viewer=outsider.viewer)
    assert second is not None
    assert anonymous.client.get(path).status_code == 404
    path = f"/meetings/own/{second.key}.ics"
    assert titles(anonymous, path) == ["Digital inclusion"]

    assert post(outsider, "/meetings/own/calendar/give-up") == (303, "/meetings/own#calendar")
    assert anonymous.client.get(path).status_code == 404
    assert own.find_own_calendar(viewer=outsider.viewer) is None


@pytest.mark.parametrize("key", ["", "a\0b", "x" * 65, "é"])
def test_address_that_was_never_made_is_not_even_looked_up(app: Flask, key: str) -> None:
    assert app
    with counted_statements() as statements, pytest.raises(NotFound):
        own.get_own_sessions(key)
    assert statements == []


def test_own_calendar_forgets_what_is_not_chosen_any_longer(
    meeting: Meeting, coordinator: Someone, outsider: Someone, anonymous: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    service.choose(session.id, by=outsider.viewer)
    path = f"/meetings/own/{own.make_own_calendar(by=outsider.viewer).key}.ics"
    let_it_be_older()
    first = anonymous.client.get(path)
    assert "Last-Modified" not in first.headers  # what was taken out leaves no trace
    service.unchoose(session.id, by=outsider.viewer)
    again = anonymous.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert titles(anonymous, path) == []


def test_programme_is_taken_out_as_a_table(
    meeting: Meeting, coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    make_session(meeting, coordinator.viewer)
    propose(meeting, representative.viewer, title="Only proposed", number="9")
    path = f"/meetings/{meeting.id}/programme.csv"
    answer = anonymous.client.get(path)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="programme-{meeting.id}.csv"'
    )
    assert "Digital inclusion" in answer.get_data(as_text=True)
    assert "Only proposed" not in answer.get_data(as_text=True)
    assert "Only proposed" in text_of(coordinator, path)
    assert anonymous.client.get("/meetings/999/programme.csv").status_code == 404
