"""Making and changing meetings: zones, days, themes and rooms that keep their sessions."""

import re
from typing import Any

import pytest

from coalition.errors import NotAllowed
from coalition.programme import queries, service
from coalition.programme.models import Meeting
from tests.conftest import Someone
from tests.members.making import post, text_of
from tests.programme.making import at, make_meeting, make_session, meeting_fields, session_fields


def typed(**changes: Any) -> dict[str, Any]:
    """Return the fields of a meeting as they are typed, with changes."""
    return {
        "name": "IGF 2013",
        "begins_on": "2013-10-22",
        "ends_on": "2013-10-25",
        "place": "Bali",
        "country": "ID",
        "timezone": "Asia/Makassar",
        "theme": "Building bridges",
        "about": "The eighth.",
        "website": "https://igf2013.example.org",
        "themes": "Access\r\nOpenness\r\n\r\nAccess",
        "rooms": "Hall A",
    } | changes


def known(meeting: Meeting) -> dict[str, Any]:
    """Return the fields of a meeting that is there, with its themes and rooms as lines."""
    lines: dict[str, Any] = {}
    for part in ("themes", "rooms"):
        for at_line, row in enumerate(getattr(meeting, part)):
            lines[f"known_{part}-{at_line}-id"] = row.id
            lines[f"known_{part}-{at_line}-name"] = row.name
    return typed(themes="", rooms="", revision=meeting.revision) | lines


def parts(meeting_id: int) -> tuple[list[str], list[str]]:
    """Return the names of the themes and of the rooms, in their order."""
    meeting = queries.get_meeting(meeting_id)
    return [row.name for row in meeting.themes], [row.name for row in meeting.rooms]


def test_coordinator_makes_a_meeting(coordinator: Someone) -> None:
    page = text_of(coordinator, "/meetings/new")
    assert '<optgroup label="Asia">' in page
    assert post(coordinator, "/meetings", **typed()) == (303, "/meetings/1")
    meeting = queries.get_meeting(1)
    assert (meeting.name, meeting.timezone, meeting.country, str(meeting.begins_on)) == (
        *("IGF 2013", "Asia/Makassar"),
        *("ID", "2013-10-22"),
    )
    assert parts(1) == (["Access", "Openness"], ["Hall A"])


def test_faults_are_said_at_their_fields_and_what_was_typed_is_kept(coordinator: Someone) -> None:
    for changes, sentence in (
        ({"name": ""}, "Give the meeting a name."),
        ({"begins_on": ""}, "Give the first day."),
        ({"ends_on": "soon"}, "Give a day such as 2012-11-06"),
        ({"ends_on": "2013-10-21"}, "The last day comes before the first."),
        ({"ends_on": "2014-10-21"}, "A meeting lasts 60 days at most."),
        ({"timezone": ""}, "Choose the time zone"),
        ({"website": "igf"}, "Give the whole address"),
        ({"rooms": "x" * 201}, "This is too long: at most 200 characters."),
    ):
        status, page = post(coordinator, "/meetings", **typed(**changes))
        assert (status, sentence in page, "Building bridges" in page) == (422, True, True), changes
    assert queries.meetings() == []


def test_theme_and_room_are_renamed_with_their_sessions(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    path = f"/meetings/{meeting.id}/edit"
    page = text_of(coordinator, path)
    assert "1 session" in page
    given = known(queries.get_meeting(meeting.id))
    exchanged = {"known_rooms-0-name": "Room 2", "known_rooms-1-name": "Room 1"}
    changes = {"known_themes-0-name": "Access for all", "rooms": "Hall"} | exchanged
    assert post(coordinator, path, **(given | changes))[0] == 303
    assert parts(meeting.id) == (["Access for all", "Openness"], ["Room 2", "Room 1", "Hall"])
    kept = queries.get_session(session.id, viewer=coordinator.viewer)
    assert kept.theme is not None
    assert kept.room is not None
    assert (kept.theme.name, kept.room.name) == ("Access for all", "Room 2")


def test_what_is_in_use_stays_and_what_is_not_goes(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    path = f"/meetings/{meeting.id}/edit"
    given = known(queries.get_meeting(meeting.id))
    status, page = post(coordinator, path, **(given | {"known_rooms-0-name": ""}))
    assert (status, "Sessions are in “Room 1”. Change them first." in page) == (422, True)
    assert post(coordinator, path, **(given | {"known_rooms-1-name": ""}))[0] == 303
    assert parts(meeting.id)[1] == ["Room 1"]


def test_two_of_one_name_are_refused(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    given = known(queries.get_meeting(meeting.id)) | {"known_rooms-1-name": "Room 1"}
    status, page = post(coordinator, f"/meetings/{meeting.id}/edit", **given)
    assert (status, "“Room 1” is there twice." in page) == (422, True)


def test_form_that_came_too_late_takes_over_new_rooms_and_keeps_what_was_typed(
    coordinator: Someone,
) -> None:
    meeting = make_meeting(coordinator.viewer)
    path = f"/meetings/{meeting.id}/edit"
    given = known(queries.get_meeting(meeting.id))
    post(coordinator, path, **(given | {"rooms": "Hall", "known_rooms-1-name": ""}))
    assert parts(meeting.id)[1] == ["Room 1", "Hall"]
    status, page = post(coordinator, path, **(given | {"theme": "Mine", "rooms": "Garden"}))
    assert status == 409
    assert "This was changed since you opened the page." in page
    names = re.findall(r'name="known_rooms-\d-name"[^>]* value="([^"]*)"', page)
    assert names == ["Room 1", "Hall"]
    assert re.search(r'<textarea[^>]*name="rooms"[^>]*>\s*Room 2\s+Garden', page)
    assert 'value="Mine"' in page


def test_form_that_came_too_late_says_what_is_kept_where_it_differs(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    path = f"/meetings/{meeting.id}/edit"
    given = known(queries.get_meeting(meeting.id)) | {
        "begins_on": "2012-11-06",
        "ends_on": "2012-11-09",
        "name": "IGF 2012",
        "timezone": "Asia/Baku",
        "country": "AZ",
        "theme": "",
        "about": "One.\r\nTwo.",
        "website": "",
    }
    assert post(coordinator, path, **given)[0] == 303
    rooms = {"known_rooms-0-name": "Hall", "rooms": "Garden"}
    changes = {"timezone": "Europe/Istanbul", "ends_on": "2012-11-10", "place": "Elsewhere"}
    given = given | {"revision": 1}
    assert post(coordinator, path, **(given | rooms | changes))[0] == 303
    status, page = post(coordinator, path, **(given | {"country": "TR"}))
    assert status == 409
    part = page.split("What is kept now, where it differs from what you typed")[1]
    found = re.findall(r"<dt>([^<]*)</dt><dd[^>]*>([^<]*)</dd>", part.split("</section>")[0])
    assert found == [
        ("Last day", "Saturday, 10 November 2012"),
        ("Place", "Elsewhere"),
        ("Country", "Azerbaijan"),
        ("Time zone", "Istanbul"),
        ("Rooms", "Hall\nRoom 2\nGarden"),
    ]


def test_sessions_left_outside_of_the_days_are_said(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    path = f"/meetings/{meeting.id}/edit"
    given = known(queries.get_meeting(meeting.id))
    days = {"begins_on": "2012-11-07", "ends_on": "2012-11-09", "timezone": "Asia/Baku"}
    assert post(coordinator, path, **(given | days))[0] == 303
    page = text_of(coordinator, f"/meetings/{meeting.id}")
    assert "1 session is held on a day outside of the meeting." in page


def test_zone_changes_what_clocks_show_and_not_the_moment(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer)
    given = known(queries.get_meeting(meeting.id)) | {
        "begins_on": "2012-11-06",
        "ends_on": "2012-11-09",
        "timezone": "Europe/Paris",
    }
    assert post(coordinator, f"/meetings/{meeting.id}/edit", **given)[0] == 303
    kept = queries.get_session(session.id, viewer=coordinator.viewer)
    assert kept.starts_at == at("09:00")
    page = text_of(coordinator, f"/meetings/sessions/{session.id}/edit")
    assert 'value="06:00"' in page


def test_zone_that_is_not_offered_stays_chosen(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer, timezone="UTC")
    page = text_of(coordinator, f"/meetings/{meeting.id}/edit")
    assert '<option selected value="UTC">UTC</option>' in page


def test_service_refuses_everybody_else(coordinator: Someone, representative: Someone) -> None:
    with pytest.raises(NotAllowed):
        service.create_meeting(meeting_fields(), by=representative.viewer)
    meeting = make_meeting(coordinator.viewer)
    with pytest.raises(NotAllowed):
        service.update_meeting(meeting.id, meeting_fields(), by=representative.viewer)
    assert session_fields().room in parts(meeting.id)[1]
