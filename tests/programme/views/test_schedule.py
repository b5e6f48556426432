"""The meetings and a schedule, as browsers see them."""

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from coalition.programme import listing, service
from coalition.programme.models import Meeting
from coalition.programme.views import schedule as views
from tests.conftest import Someone
from tests.members.making import counted_statements, text_of
from tests.programme.making import at, make_meeting, make_session, propose, session_fields

QUARTER_PAST = at("09:15")


@pytest.fixture
def baku(coordinator: Someone) -> Meeting:
    """The meeting in Baku, without sessions."""
    return make_meeting(coordinator.viewer)


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The first day of the meeting, a quarter past nine."""
    monkeypatch.setattr(views, "now", lambda: QUARTER_PAST)
    monkeypatch.setattr(listing, "now", lambda: QUARTER_PAST)
    return QUARTER_PAST


def path(meeting: Meeting, query: str = "") -> str:
    """Return the address of a schedule."""
    return f"/meetings/{meeting.id}{query}"


def titles(page: str) -> list[str]:
    """Return the titles of the sessions of a schedule, in order."""
    return re.findall(r'class="slot-title"><a[^>]*>([^<]*)<', page)


def test_site_without_a_meeting_says_so_and_coordinators_may_make_one(
    anonymous: Someone, coordinator: Someone
) -> None:
    assert "No meeting yet" in text_of(anonymous, "/meetings")
    assert "New meeting" not in text_of(anonymous, "/meetings")
    assert 'href="/meetings/new"' in text_of(coordinator, "/meetings")


def test_meetings_show_the_current_one_large_and_the_others_below(
    anonymous: Someone, coordinator: Someone
) -> None:
    today = date.today()  # noqa: DTZ011 any day near now will do
    for name, days in (("Earlier", -400), ("Next", 30), ("Later", 400)):
        first = today + timedelta(days=days)
        make_meeting(coordinator.viewer, name=name, begins_on=first, ends_on=first)
    page = text_of(anonymous, "/meetings")
    names = re.findall(r'<a href="/meetings/\d+" dir="auto">(\w+)</a>', page)
    assert names == ["Next", "Later", "Earlier"]
    assert "Next meeting" in page


def test_schedule_without_sessions_says_so(baku: Meeting, anonymous: Someone) -> None:
    page = text_of(anonymous, path(baku))
    assert "No sessions yet" in page
    assert "Propose a session" not in page


def test_schedule_is_a_table_of_rooms_and_times_with_the_zone(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    make_session(baku, coordinator.viewer)
    make_session(baku, coordinator.viewer, title="Beside", room="Room 2")
    page = text_of(anonymous, path(baku))
    assert re.findall(r'<th scope="col"><bdi>(.*?)</bdi>', page) == ["Room 1", "Room 2"]
    assert '<th scope="row"><time datetime="2012-11-06T09:00+04:00">09:00</time></th>' in page
    assert titles(page) == ["Digital inclusion", "Beside"]
    assert "Times are those of Baku, UTC+4." in page
    assert page.count('<h2 id="2012-11-06">') == 1


def test_times_of_the_reader_stand_beside_and_are_never_guessed_over_a_choice(
    baku: Meeting, coordinator: Someone, app: Flask
) -> None:
    make_session(baku, coordinator.viewer)
    browser = app.test_client()
    assert "when-reader" not in browser.get(path(baku)).get_data(as_text=True)
    answer = browser.post("/meetings/zone", data={"zone": "Europe/Paris", "next": path(baku)})
    assert (answer.status_code, answer.location) == (303, path(baku))
    page = browser.get(path(baku)).get_data(as_text=True)
    assert "your time 06:00–07:30" in page
    assert 'id="clocks"' not in page
    assert browser.post("/meetings/zone", data={"zone": "Mars"}).status_code == 422
    assert "your time 06:00–07:30" in browser.get(path(baku)).get_data(as_text=True)
    leaving = browser.post("/meetings/zone", data={"zone": "", "next": "https://evil.example"})
    assert leaving.location == "/"


def test_choices_narrow_the_schedule_and_can_be_taken_back(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    make_session(baku, coordinator.viewer, title="Ours", is_ours=True)
    make_session(baku, coordinator.viewer, title="Launch", kind="launch", theme="Openness")
    assert titles(text_of(anonymous, path(baku, "?kind=launch"))) == ["Launch"]
    page = text_of(anonymous, path(baku, "?ours=1"))
    assert titles(page) == ["Ours"]
    assert page.count('class="chip"') == 1
    assert f'href="/meetings/{baku.id}"' in page
    nothing = text_of(anonymous, path(baku, "?ours=1&kind=launch"))
    assert "No session fits these choices" in nothing
    assert titles(text_of(anonymous, path(baku, "?mine=1&colour=red"))) == ["Ours", "Launch"]


def test_days_are_shown_alone_or_all_together(
    baku: Meeting, coordinator: Someone, anonymous: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_session(baku, coordinator.viewer, title="First")
    later = {"starts_at": at("09:00", 7), "ends_at": at("10:00", 7)}
    make_session(baku, coordinator.viewer, title="Second", **later)
    make_session(baku, coordinator.viewer, title="Some day", starts_at=None, ends_at=None)
    assert titles(text_of(anonymous, path(baku))) == ["First", "Second", "Some day"]
    assert titles(text_of(anonymous, path(baku, "?day=2012-11-07"))) == ["Second"]
    assert "No sessions on this day" in text_of(anonymous, path(baku, "?day=2012-11-08"))
    monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
    page = text_of(anonymous, path(baku))
    assert titles(page) == ["First"]
    assert "1 session has no time yet" in page
    assert titles(text_of(anonymous, path(baku, "?day=all"))) == ["First", "Second", "Some day"]
    assert titles(text_of(anonymous, path(baku, "?day=yesterday"))) == ["First"]


def test_moved_and_cancelled_sessions_say_so_with_what_was(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    moved = make_session(baku, coordinator.viewer)
    fields = session_fields(starts_at=at("11:00"), ends_at=at("12:30"), room="Room 2")
    service.update_session(moved.id, fields, by=coordinator.viewer)
    off = make_session(baku, coordinator.viewer, title="Off")
    service.cancel_session(off.id, "No visas.", by=coordinator.viewer)
    page = text_of(anonymous, path(baku))
    assert re.findall(r'badge (?:wait|bad)">.*?</svg>(\w+)<', page) == ["Cancelled", "Moved"]
    assert re.search(
        r"was: <s>.*?09:00.*?10:30.*?</s></span>\s*<span>was in: <s><bdi>Room 1</bdi></s>",
        page,
        re.DOTALL,
    )
    assert "No visas." in page


def test_time_that_was_taken_back_is_no_time_before(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    moved = make_session(baku, coordinator.viewer)
    there = session_fields(starts_at=at("11:00"), ends_at=at("12:30"))
    service.update_session(moved.id, there, by=coordinator.viewer)
    service.update_session(moved.id, session_fields(room="Room 2"), by=coordinator.viewer)
    assert listing.moves_of(baku.id) == {moved.id: listing.Before(room="Room 1")}


def test_session_moved_twice_shows_what_was_first(baku: Meeting, coordinator: Someone) -> None:
    moved = make_session(baku, coordinator.viewer)
    for clock in ("11:00", "14:00"):
        there = session_fields(starts_at=at(clock), ends_at=at("15:00"))
        service.update_session(moved.id, there, by=coordinator.viewer)
    first = listing.Before(at("09:00"), at("10:30"))
    assert listing.moves_of(session_ids=[moved.id]) == {moved.id: first}


def test_slip_corrected_at_once_is_no_move(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    session = make_session(baku, coordinator.viewer)
    slip = session_fields(starts_at=at("19:00"), ends_at=at("20:30"))
    for fields in (slip, session_fields()):
        service.update_session(session.id, fields, by=coordinator.viewer)
    assert listing.moves_of(baku.id) == {}
    assert "Moved" not in text_of(anonymous, path(baku))


def test_both_offsets_are_named_where_clocks_change_during_the_meeting(
    coordinator: Someone, anonymous: Someone
) -> None:
    days = {"begins_on": date(2026, 10, 24), "ends_on": date(2026, 10, 26)}
    meeting = make_meeting(coordinator.viewer, timezone="Europe/Berlin", **days)
    words = "Times are those of Berlin, UTC+2 → UTC+1."
    for day in (24, 26):
        times = {
            name: at(clock).replace(2026, 10, day, tzinfo=meeting.zone)
            for name, clock in (("starts_at", "09:00"), ("ends_at", "10:00"))
        }
        make_session(meeting, coordinator.viewer, **times)
    page = text_of(anonymous, path(meeting))
    assert words in page
    assert 'data-zone-until="2026-10-26T09:00:00+00:00"' in page
    form = text_of(coordinator, path(meeting, "/sessions/new"))
    assert "As clocks at the meeting show it: Berlin, UTC+2 → UTC+1." in form


def test_proposals_are_seen_by_those_who_may_know_of_them(
    baku: Meeting, coordinator: Someone, representative: Someone, anonymous: Someone
) -> None:
    propose(baku, representative.viewer, title="Perhaps")
    for someone in (coordinator, representative):
        page = text_of(someone, path(baku))
        assert (titles(page), page.count(">Proposed<")) == (["Perhaps"], 1)
    assert "Perhaps" not in text_of(anonymous, path(baku))


def test_what_is_on_and_what_comes_next_is_told_during_the_meeting(
    baku: Meeting, coordinator: Someone, anonymous: Someone, during: datetime
) -> None:
    make_session(baku, coordinator.viewer, title="Running")
    make_session(
        baku, coordinator.viewer, title="Coming", starts_at=at("11:00"), ends_at=at("12:00")
    )
    for address in (path(baku), path(baku, "/now")):
        page = text_of(anonymous, address)
        part = page.split('id="now"')[1].split("</section>")[0]
        assert re.findall(r">(Running|Coming)<", part) == ["Running", "Coming"]
        assert 'data-changes-at="2012-11-06T06:30:00+00:00"' in page
    assert text_of(anonymous, path(baku)).count("now-badge") == 1


def test_nothing_is_on_after_the_meeting(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    make_session(baku, coordinator.viewer)
    assert 'id="now"' not in text_of(anonymous, path(baku))
    assert "This meeting is over." in text_of(anonymous, path(baku, "/now"))


def test_front_page_shows_the_meeting_and_the_sessions_that_are_ours(
    baku: Meeting, coordinator: Someone, anonymous: Someone
) -> None:
    make_session(baku, coordinator.viewer, title="Ours", is_ours=True)
    make_session(baku, coordinator.viewer, title="Theirs")
    page = text_of(anonymous, "/")
    assert "IGF 2012" in page
    assert re.findall(r">(Ours|Theirs)<", page) == ["Ours"]


def test_schedule_costs_the_same_number_of_statements_with_one_and_three(
    baku: Meeting, coordinator: Someone, anonymous: Someone, during: datetime
) -> None:
    make_session(baku, coordinator.viewer)
    text_of(anonymous, path(baku))
    with counted_statements() as with_one:
        text_of(anonymous, path(baku))
    for title in ("Second", "Third"):
        one = make_session(baku, coordinator.viewer, title=title, theme="Openness", is_ours=True)
        moved = session_fields(title=title, room="Room 2", starts_at=at("09:30"))
        service.update_session(one.id, moved, by=coordinator.viewer, despite_clashes=True)
    with counted_statements() as with_three:
        text_of(anonymous, path(baku))
    assert len(with_three) == len(with_one)
    for address in ("/meetings", "/"):
        text_of(anonymous, address)
        with counted_statements() as of_three:
            text_of(anonymous, address)
        make_session(baku, coordinator.viewer, title="Fourth", is_ours=True)
        with counted_statements() as of_four:
            text_of(anonymous, address)
        assert len(of_four) == len(of_three)
