"""What stands in a calendar file: every property a program needs, and nothing it must not have."""

from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar

from coalition.database import db
from coalition.programme import queries, service
from coalition.programme.calendars.writing import About, calendar_of
from coalition.programme.description import OrganiserFields, PersonFields, fields_of
from coalition.programme.models import Meeting, Role, State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation
from tests.programme.making import make_meeting, make_session, propose

ABOUT = About("IGF 2012", "https://example.org/programme.ics", "https://example.org/meetings/1")


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


def written(meeting: Meeting, about: About = ABOUT) -> Any:
    """Return the calendar of the meeting, read again."""
    db.session.expire_all()
    sessions = queries.sessions_of(meeting.id, viewer=ANONYMOUS)
    return Calendar.from_ical(calendar_of(sessions, about))


def test_calendar_says_what_it_is_and_when_to_look_again(meeting: Meeting) -> None:
    text = calendar_of([], replace(ABOUT, zone=meeting.zone)).decode()
    assert sorted(text.split("\r\n")) == [
        "",
        "BEGIN:VCALENDAR",
        "CALSCALE:GREGORIAN",
        "END:VCALENDAR",
        "NAME:IGF 2012",
        "PRODID:-//127.0.0.1:8000//Coalition//EN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
        "SOURCE;VALUE=URI:https://example.org/programme.ics",
        "URL:https://example.org/meetings/1",
        "VERSION:2.0",
        "X-PUBLISHED-TTL:PT30M",
        "X-WR-CALNAME:IGF 2012",
        "X-WR-TIMEZONE:Asia/Baku",
    ]


def test_session_has_everything_one_needs_to_take_part(
    meeting: Meeting, coordinator: Someone
) -> None:
    member = make_organisation("Library of Both Banks")
    session = make_session(
        meeting,
        coordinator.viewer,
        description="What it is about.",
        webcast="https://example.org/live",
        remote_address="https://example.org/join",
        remote_instructions="The code is 9.",
        languages=("en", "fr"),
        organisers=(OrganiserFields(member.id), OrganiserFields(None, "Friends")),
        people=(
            PersonFields(Role.SPEAKER, "Bo"),
            PersonFields(Role.MODERATOR, "Ann", "IFLA", "ann@example.org"),
            PersonFields(Role.SPEAKER, "Cy", "EIFL"),
        ),
    )
    (event,) = written(meeting).walk("VEVENT")
    page = str(event["URL"])
    assert page.startswith("http://127.0.0.1:8000/")
    assert event["DESCRIPTION"].split("\n") == [
        "Webcast: https://example.org/live",
        "Take part remotely: https://example.org/join",
        "The code is 9.",
        "Languages: English, French",
        "",
        "Workshop 130",
        "Held by Library of Both Banks, Friends",
        "Moderator: Ann (IFLA)",
        "Speaker: Bo, Cy (EIFL)",
        f"More: {page}",
        "",
        "———",
        "What it is about.",
    ]
    kept = queries.get_session(session.id, viewer=coordinator.viewer)
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (kept.uid, 0)
    assert (
        event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == kept.changed_at.replace(microsecond=0)
    )
    assert str(event["LOCATION"]) == "Room 1, Baku Expo Center"
    assert event["CATEGORIES"].to_ical() == b"Workshop,Access and diversity"
    assert [(str(one), dict(one.params)) for one in event["CONFERENCE"]] == [
        (
            "https://example.org/live",
            {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Webcast"},
        ),
        (
            "https://example.org/join",
            {"VALUE": "URI", "FEATURE": ["AUDIO", "CHAT", "VIDEO"], "LABEL": "Take part remotely"},
        ),
    ]
    assert "ORGANIZER" not in event  # nobody is invited: replies would go to them
    assert "ATTENDEE" not in event
    assert b"ann@example.org" not in event.to_ical()


def test_proposals_and_sessions_without_a_time_are_left_out(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    propose(meeting, representative.viewer)
    make_session(meeting, coordinator.viewer, starts_at=None, ends_at=None)
    sessions = queries.sessions_of(meeting.id, viewer=coordinator.viewer)
    assert len(sessions) == 2
    assert b"VEVENT" not in calendar_of(sessions, ABOUT)


def test_cancelled_session_stays_and_says_why(meeting: Meeting, coordinator: Someone) -> None:
    session = make_session(meeting, coordinator.viewer)
    service.cancel_session(session.id, "The speaker is ill.", by=coordinator.viewer)
    (event,) = written(meeting).walk("VEVENT")
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 1)
    assert str(event["SUMMARY"]) == "Cancelled: Digital inclusion"
    assert event["DESCRIPTION"].split("\n")[0] == "Cancelled: The speaker is ill."


def test_sequence_grows_with_the_room_and_not_with_a_word(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    fields = fields_of(queries.get_session(session.id, viewer=coordinator.viewer))
    found = []
    for changed in (replace(fields, title="Doors"), replace(fields, room="Room 2")):
        service.update_session(session.id, changed, by=coordinator.viewer)
        (event,) = written(meeting).walk("VEVENT")
        found.append((int(event["SEQUENCE"]), str(event["STATUS"])))
    assert found == [(0, "CONFIRMED"), (1, "CONFIRMED")]
    assert queries.get_session(session.id, viewer=ANONYMOUS).state is State.MOVED


def test_only_what_one_means_to_attend_makes_one_busy(
    meeting: Meeting, coordinator: Someone
) -> None:
    make_session(meeting, coordinator.viewer)
    gone = make_session(meeting, coordinator.viewer, number="2")
    service.cancel_session(gone.id, "Ill.", by=coordinator.viewer)
    for is_own, expected in ((False, {"TRANSPARENT"}), (True, {"OPAQUE", "TRANSPARENT"})):
        events = written(meeting, replace(ABOUT, is_own=is_own)).walk("VEVENT")
        assert {str(event["TRANSP"]) for event in events} == expected


def test_same_sessions_give_the_same_bytes(meeting: Meeting, coordinator: Someone) -> None:
    make_session(meeting, coordinator.viewer)
    sessions = queries.sessions_of(meeting.id, viewer=ANONYMOUS)
    assert calendar_of(sessions, ABOUT) == calendar_of(sessions, ABOUT)


def test_meeting_by_universal_time_needs_no_zone(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer, timezone="UTC")
    make_session(meeting, coordinator.viewer)
    text = calendar_of(queries.sessions_of(meeting.id, viewer=ANONYMOUS), ABOUT).decode()
    assert "DTSTART:20121106T050000Z" in text
    assert "VTIMEZONE" not in text
