"""Adding sessions and changing them: everything kept, faults at their fields, clashes said before."""

import re
from datetime import date, datetime
from typing import Any

import pytest

from coalition.programme import queries, service
from coalition.programme.description import OrganiserFields, fields_of
from coalition.programme.models import Meeting, Role, Session, State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.members.making import counted_statements, post, text_of
from tests.programme.making import (
    at,
    make_meeting,
    make_session,
    meeting_fields,
    propose,
    session_fields,
)


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


@pytest.fixture
def session(meeting: Meeting, coordinator: Someone) -> Session:
    """Workshop 130, on Tuesday from 9:00 to 10:30 in Room 1, moderated by Ann."""
    return make_session(meeting, coordinator.viewer)


def typed(**changes: Any) -> dict[str, Any]:
    """Return the fields of workshop 131 as they are typed, with changes."""
    return {
        "title": "Open shelves",
        "kind": "workshop",
        "number": "131",
        "description": "First.\r\n\r\nSecond.",
        "theme": "Openness",
        "room": "Room 2",
        "day": "2012-11-06",
        "begins": "11:00",
        "ends": "12:30",
        "webcast": "https://webcast.example.org/2",
        "remote_address": "https://remote.example.org/2",
        "remote_instructions": "Enter as a guest.",
        "languages": ["en", "fr"],
        "other_languages": "az",
        "is_ours": "y",
        "organisers-0": "EIFL",
        "organisers-1": "library association of the low lands",
        "people-0-role": "moderator",
        "people-0-name": "Ann",
        "people-0-affiliation": "IFLA",
        "people-0-email": "Ann@Example.org",
        "people-1-role": "rapporteur",
        "people-1-name": "Bo",
        "people-2-role": "speaker",
    } | changes


def new_path(meeting: Meeting) -> str:
    """Return the address of the form for a new session."""
    return f"/meetings/{meeting.id}/sessions/new"


def only_session() -> Session:
    """Return the session that is there, with everything of it."""
    (found,) = queries.sessions_of(1, viewer=ANONYMOUS)
    return found


def value_of(page: str, name: str) -> str:
    """Return what a field of a page holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def test_coordinator_adds_a_session_with_everything(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    assert "Add the session" in text_of(coordinator, new_path(meeting))
    assert post(coordinator, new_path(meeting), **typed()) == (303, "/sessions/1")
    kept = only_session()
    said = fields_of(kept)
    assert (kept.state, said.title, said.number, said.theme, said.room) == (
        *(State.SCHEDULED, "Open shelves", "131"),
        *("Openness", "Room 2"),
    )
    assert (said.starts_at, said.ends_at) == (at("11:00"), at("12:30"))
    assert said.description == "First.\n\nSecond."
    assert said.languages == ("en", "fr", "az")
    assert said.organisers == (
        OrganiserFields(name="EIFL"),
        OrganiserFields(representative.organisation_id),
    )
    assert [(p.role, p.name, p.affiliation, p.email) for p in said.people] == [
        (Role.MODERATOR, "Ann", "IFLA", "ann@example.org"),
        (Role.RAPPORTEUR, "Bo", "", ""),
    ]
    assert said.is_ours
    assert (said.webcast, said.remote_address, said.remote_instructions) == (
        "https://webcast.example.org/2",
        "https://remote.example.org/2",
        "Enter as a guest.",
    )


def test_representative_proposes_for_the_own_organisation(
    meeting: Meeting, representative: Someone, anonymous: Someone
) -> None:
    page = text_of(representative, new_path(meeting))
    assert "Propose the session" in page
    assert value_of(page, "organisers-0") == "Library Association of the Low Lands"
    assert post(representative, new_path(meeting), **typed())[0] == 303
    assert queries.sessions_of(meeting.id, viewer=ANONYMOUS) == []
    (own,) = queries.own_proposals(viewer=representative.viewer)
    assert own.title == "Open shelves"
    without = typed(day="2012-11-07", **{"organisers-1": "IFLA"})
    status, page = post(representative, new_path(meeting), **without)
    assert status == 422
    assert "Name an organisation you represent" in page


def test_form_shows_what_is_kept_and_saving_it_changes_nothing(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    post(coordinator, new_path(meeting), **typed())
    page = text_of(coordinator, "/meetings/sessions/1/edit")
    assert [value_of(page, name) for name in ("title", "day", "begins", "ends", "last_day")] == [
        *("Open shelves", "2012-11-06", "11:00", "12:30", ""),
    ]
    assert value_of(page, "people-0-email") == "ann@example.org"
    assert value_of(page, "other_languages") == "az"
    before = fields_of(only_session())
    assert post(coordinator, "/meetings/sessions/1/edit", **typed(revision="0"))[0] == 303
    assert fields_of(only_session()) == before
    assert only_session().revision == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Give the session a title."),
        ({"kind": "party"}, "Choose what kind of session it is."),
        ({"day": ""}, "Give the day too, or clear the times."),
        ({"begins": ""}, "Give the beginning too"),
        ({"ends": ""}, "Give the end too"),
        ({"day": "6 November"}, "Give a day such as 2012-11-06"),
        ({"day": "2012-02-30"}, "Give a day such as 2012-11-06"),
        ({"begins": "25:00"}, "Give a time such as 09:30 or 14:00."),
        ({"ends": "10:00"}, "It ends before it begins."),
        ({"last_day": "2012-11-05"}, "It ends before it begins."),
        ({"webcast": "webcast"}, "Give the whole address"),
        ({"remote_address": "javascript:alert(1)"}, "Give the whole address"),
        ({"other_languages": "klingonese"}, "is not the code of a language"),
        ({"people-0-email": "ann"}, "Enter an e-mail address such as"),
        ({"people-1-name": "", "people-1-affiliation": "EIFL"}, "Give the name, or clear"),
        ({"room": "Room 9"}, "Choose one of the list."),
        ({"theme": "Nothing"}, "Choose one of the list."),
        ({"room": "No\0thing"}, "Choose one of the list."),
        ({"number": "x" * 31}, "Use at most 30 characters."),
    ],
)
def test_fault_is_said_at_its_field_and_what_was_typed_is_kept(
    meeting: Meeting, coordinator: Someone, changes: dict[str, str], sentence: str
) -> None:
    status, page = post(coordinator, new_path(meeting), **typed(**changes))
    assert status == 422
    assert sentence in page
    assert "Please correct what is marked" in page
    assert value_of(page, "organisers-0") == "EIFL"
    for name in ("day", "begins", "webcast", "people-0-email"):
        assert value_of(page, name) == typed(**changes)[name]
    assert queries.sessions_of(meeting.id, viewer=coordinator.viewer) == []


def test_hour_that_clocks_leave_out_is_refused_at_its_field(coordinator: Someone) -> None:
    berlin = make_meeting(
        coordinator.viewer,
        timezone="Europe/Berlin",
        begins_on=date(2026, 3, 28),
        ends_on=date(2026, 3, 30),
    )
    given = typed(day="2026-03-29", begins="02:30", ends="04:00")
    status, page = post(coordinator, new_path(berlin), **given)
    assert (status, "02:30 is left out on this day" in page) == (422, True)
    assert value_of(page, "begins") == "02:30"


def night_in_berlin(by: Someone, begins: str, ends: str) -> Session:
    """Return a session of the night in which summer time ends, from and to these times in UTC."""
    days = {"begins_on": date(2027, 10, 30), "ends_on": date(2027, 11, 2)}
    meeting = make_meeting(by.viewer, timezone="Europe/Berlin", **days)
    starts_at, ends_at = (
        datetime.fromisoformat(f"2027-10-31T{clock}+00:00") for clock in (begins, ends)
    )
    return make_session(meeting, by.viewer, starts_at=starts_at, ends_at=ends_at)


@pytest.mark.parametrize(
    ("begins", "ends", "shown"),
    [
        ("00:10", "00:50", ("02:10", "02:50")),
        ("01:10", "01:50", ("02:10", "02:50")),
        ("00:40", "01:20", ("02:40", "02:20")),
        ("01:10:30", "01:50:15", ("02:10", "02:50")),
    ],
)
def test_session_whose_words_alone_change_stays_when_it_is(
    coordinator: Someone, begins: str, ends: str, shown: tuple[str, str]
) -> None:
    session = night_in_berlin(coordinator, begins, ends)
    before = (session.starts_at, session.ends_at)
    path = f"/meetings/sessions/{session.id}/edit"
    page = text_of(coordinator, path)
    assert (value_of(page, "begins"), value_of(page, "ends")) == shown
    times = {name: value_of(page, name) for name in ("day", "begins", "ends", "last_day")}
    given = typed(revision=value_of(page, "revision"), room="Room 1", **times)
    assert post(coordinator, path, **given)[0] == 303
    kept = only_session()
    assert (kept.title, kept.starts_at, kept.ends_at) == ("Open shelves", *before)
    assert kept.state is State.SCHEDULED


def test_session_may_begin_before_and_end_after_clocks_go_back(coordinator: Someone) -> None:
    session = night_in_berlin(coordinator, "10:00", "11:00")
    path = f"/meetings/{session.meeting_id}/sessions/new"
    given = typed(day="2027-10-31", begins="02:40", ends="02:20")
    assert post(coordinator, path, **given)[0] == 303
    (made,) = (one for one in queries.sessions_of(1, viewer=ANONYMOUS) if one.id != session.id)
    assert f"{made.starts_at:%H:%M} {made.ends_at:%H:%M}" == "00:40 01:20"


def test_session_may_end_after_midnight(meeting: Meeting, coordinator: Someone) -> None:
    given = typed(begins="22:00", ends="01:00", last_day="2012-11-07")
    assert post(coordinator, new_path(meeting), **given)[0] == 303
    kept = only_session()
    assert (kept.starts_at, kept.ends_at) == (at("22:00"), at("01:00", 7))
    page = text_of(coordinator, "/meetings/sessions/1/edit")
    assert value_of(page, "last_day") == "2012-11-07"


def test_session_without_a_time(meeting: Meeting, coordinator: Someone) -> None:
    given = typed(day="", begins="", ends="", room="", theme="")
    assert post(coordinator, new_path(meeting), **given)[0] == 303
    assert only_session().state is State.ACCEPTED


def test_more_lines_keep_everything_and_save_nothing(
    meeting: Meeting, coordinator: Someone
) -> None:
    status, page = post(coordinator, new_path(meeting), **typed(title="", rows="more"))
    assert status == 200
    assert "Please correct" not in page
    assert value_of(page, "people-0-name") == "Ann"
    assert 'name="people-5-name"' in page
    assert 'name="organisers-4"' in page
    assert queries.sessions_of(meeting.id, viewer=coordinator.viewer) == []


def test_clash_is_said_with_the_other_session_and_saved_nevertheless(
    meeting: Meeting, session: Session, coordinator: Someone
) -> None:
    given = typed(room="Room 1", begins="10:00", **{"people-0-email": "ann@example.org"})
    status, page = post(coordinator, new_path(meeting), **given)
    assert status == 422
    assert "Not saved yet: something speaks against it" in page
    assert "Room 1 is taken:" in page
    assert "Ann takes part elsewhere:" in page
    assert f'href="/sessions/{session.id}"' in page
    assert "09:00" in page
    assert value_of(page, "title") == "Open shelves"
    despite = value_of(page, "despite")
    other = typed(begins="10:00", despite=despite, **{"people-0-email": "bob@example.org"})
    status, page = post(coordinator, new_path(meeting), **(other | {"room": "Room 1"}))
    assert status == 422  # another clash than the one that was seen
    assert post(coordinator, new_path(meeting), **given, despite=despite)[0] == 303
    assert len(queries.sessions_of(meeting.id, viewer=ANONYMOUS)) == 2


def test_day_outside_of_the_meeting_is_said(meeting: Meeting, coordinator: Someone) -> None:
    status, page = post(coordinator, new_path(meeting), **typed(day="2012-11-05"))
    assert (status, "The day is outside of the meeting" in page) == (422, True)
    given = typed(day="2012-11-05", despite=value_of(page, "despite"))
    assert post(coordinator, new_path(meeting), **given)[0] == 303


def test_form_that_came_too_late_keeps_what_was_typed_and_says_what_differs(
    session: Session, coordinator: Someone
) -> None:
    path = f"/meetings/sessions/{session.id}/edit"
    meanwhile = session_fields(title="Renamed meanwhile", starts_at=at("08:00"))
    service.update_session(session.id, meanwhile, by=coordinator.viewer)
    status, page = post(coordinator, path, **typed(revision="0"))
    assert status == 409
    assert "Somebody changed this session while you were at it." in page
    assert "Renamed meanwhile" in page
    assert "Tuesday, 6 November 2012, 08:00–10:30 (Baku, UTC+4)" in page
    assert value_of(page, "title") == "Open shelves"
    assert only_session().title == "Renamed meanwhile"
    revision = value_of(page, "revision")
    assert revision == "1"
    assert post(coordinator, path, **typed(revision=revision))[0] == 303
    assert only_session().title == "Open shelves"


def test_declined_proposal_says_why_and_is_proposed_anew(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    session = propose(meeting, representative.viewer)
    service.decline_session(session.id, "Too much like workshop 12.", by=coordinator.viewer)
    path = f"/meetings/sessions/{session.id}/edit"
    page = text_of(representative, path)
    assert "Too much like workshop 12." in page
    assert "Save and propose anew" in page
    revision = value_of(page, "revision")
    assert post(representative, path, **typed(revision=revision))[0] == 303
    assert queries.proposed_count(viewer=coordinator.viewer) == 1


def test_members_who_do_not_hold_a_session_do_not_edit_it(
    session: Session, representative: Someone
) -> None:
    text_of(representative, f"/meetings/sessions/{session.id}/edit", 403)
    assert post(representative, f"/meetings/sessions/{session.id}/edit", **typed())[0] == 403


def test_empty_and_strange_forms_are_refused_in_words(
    meeting: Meeting, coordinator: Someone
) -> None:
    status, page = post(coordinator, new_path(meeting))
    assert (status, "Give the session a title." in page) == (422, True)
    strange = {
        "people-99999999999-name": "X",
        "organisers-x": "Y",
        "languages": "\x00",
        "day": "\x00",
    }
    assert post(coordinator, new_path(meeting), **strange)[0] in {400, 422}
    text_of(coordinator, "/meetings/999/sessions/new", 404)
    text_of(coordinator, "/meetings/sessions/999/edit", 404)


@pytest.mark.parametrize("number", ["²", "9" * 5000])
def test_odd_names_of_fields_are_no_error_of_the_site(
    meeting: Meeting, coordinator: Someone, number: str
) -> None:
    odd = {f"people-{number}-name": "X", f"organisers-{number}": "Y"}
    assert post(coordinator, new_path(meeting), **typed(**odd))[0] == 303
    odd = {f"known_rooms-{number}-id": "1", f"known_themes-{number}-id": "1"}
    assert post(coordinator, f"/meetings/{meeting.id}/edit", **odd)[0] == 422


def test_form_asks_as_often_with_one_person_as_with_three(
    meeting: Meeting, coordinator: Someone, session: Session
) -> None:
    counts = []
    for many in (1, 3):
        fields = session_fields(
            organisers=tuple(OrganiserFields(name=f"Library {n}") for n in range(many)),
        )
        service.update_session(session.id, fields, by=coordinator.viewer)
        with counted_statements() as sent:
            text_of(coordinator, f"/meetings/sessions/{session.id}/edit")
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("is_new", [True, False])
def test_form_of_another_time_zone_moves_nothing_unseen(
    meeting: Meeting, session: Session, coordinator: Someone, is_new: bool
) -> None:
    path = new_path(meeting) if is_new else f"/meetings/sessions/{session.id}/edit"
    page = text_of(coordinator, path)
    assert value_of(page, "zone") == "Asia/Baku"
    given = {"zone": "Asia/Baku", "revision": "" if is_new else "0", "title": "Mended"}
    berlin = meeting_fields(timezone="Europe/Berlin")
    service.update_meeting(meeting.id, berlin, by=coordinator.viewer)
    status, page = post(coordinator, path, **typed(**given))
    assert status == 409
    assert re.search(r"<dt>Time zone</dt><dd[^>]*>Berlin, UTC\+1</dd>", page)
    if not is_new:
        assert "Tuesday, 6 November 2012, 06:00–07:30 (Berlin, UTC+1)" in page
    assert (value_of(page, "title"), value_of(page, "begins")) == ("Mended", "11:00")
    kept = only_session()
    assert (kept.title, kept.starts_at) == ("Digital inclusion", at("09:00"))
    given["zone"] = value_of(page, "zone")
    assert post(coordinator, path, **typed(**given))[0] == 303
    sessions = queries.sessions_of(meeting.id, viewer=ANONYMOUS)
    assert [one.starts_at for one in sessions if one.title == "Mended"] == [at("14:00")]
