"""Calendar files as programs of others read them, over a change of clocks and of the programme."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coalition.database import db
from coalition.programme import queries, service
from coalition.programme.calendars.writing import About, calendar_of
from coalition.programme.description import fields_of
from coalition.programme.models import Meeting, Session
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.programme.calendars.readers import READERS, Seen
from tests.programme.making import make_meeting, make_session

BERLIN = ZoneInfo("Europe/Berlin")
ABOUT = About("Spring in Berlin", "https://example.org/programme.ics", "https://example.org/")
LONG = "Bibliothèques, 图书馆 и библиотеки; commas, “quotes” and a \\ backslash. " * 20
Reader = Callable[[bytes, Path], list[Seen]]


def shown(text: str) -> datetime:
    """Return the moment at which clocks in Berlin show this."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """A meeting at whose second night clocks go forward: at 2:00 they show 3:00."""
    return make_meeting(
        coordinator.viewer,
        timezone="Europe/Berlin",
        place="Berlin",
        begins_on=date(2013, 3, 30),
        ends_on=date(2013, 4, 1),
    )


@pytest.fixture
def sessions(meeting: Meeting, coordinator: Someone) -> list[Session]:
    """Sessions before, across, just after and after the change."""
    times = (
        ("before", "2013-03-30T10:00", "2013-03-30T11:30"),
        ("across", "2013-03-31T01:30", "2013-03-31T03:30"),
        ("just after", "2013-03-31T03:00", "2013-03-31T03:45"),
        ("after", "2013-04-01T10:00", "2013-04-01T11:30"),
    )
    return [
        make_session(
            meeting,
            coordinator.viewer,
            title=title,
            number=title,
            description=LONG,
            starts_at=shown(starts),
            ends_at=shown(ends),
            webcast="https://example.org/live?room=1,2;3",
        )
        for title, starts, ends in times
    ]


def written(meeting: Meeting) -> bytes:
    """Return the calendar of the meeting as it is now."""
    db.session.expire_all()
    return calendar_of(queries.sessions_of(meeting.id, viewer=ANONYMOUS), ABOUT)


def short(seen: list[Seen]) -> set[tuple[str, str, str, str, str]]:
    """Return what was seen, without identifiers and descriptions."""
    return {(one.title, one.starts, one.ends, one.status, one.place) for one in seen}


BEFORE = {
    ("before", "2013-03-30T09:00:00Z", "2013-03-30T10:30:00Z", "CONFIRMED", "Room 1, Berlin"),
    ("across", "2013-03-31T00:30:00Z", "2013-03-31T01:30:00Z", "CONFIRMED", "Room 1, Berlin"),
    ("just after", "2013-03-31T01:00:00Z", "2013-03-31T01:45:00Z", "CONFIRMED", "Room 1, Berlin"),
    ("after", "2013-04-01T08:00:00Z", "2013-04-01T09:30:00Z", "CONFIRMED", "Room 1, Berlin"),
}
AFTER = {
    ("before", "2013-04-01T12:00:00Z", "2013-04-01T13:00:00Z", "CONFIRMED", "Room 2, Berlin"),
    (
        "Cancelled: after",
        "2013-04-01T08:00:00Z",
        "2013-04-01T09:30:00Z",
        "CANCELLED",
        "Room 1, Berlin",
    ),
    *(one for one in BEFORE if one[0] in {"across", "just after"}),
}


@pytest.mark.parametrize("reader", READERS)
def test_reader_sees_every_session_at_its_instant_and_changes_in_place(
    reader: Reader,
    meeting: Meeting,
    sessions: list[Session],
    coordinator: Someone,
    tmp_path: Path,
) -> None:
    seen = reader(written(meeting), tmp_path)
    assert short(seen) == BEFORE
    assert all(LONG.strip() in one.description for one in seen)
    moved, _across, _just_after, cancelled = sessions
    fields = replace(
        fields_of(queries.get_session(moved.id, viewer=coordinator.viewer)),
        starts_at=shown("2013-04-01T14:00"),
        ends_at=shown("2013-04-01T15:00"),
        room="Room 2",
    )
    service.update_session(moved.id, fields, by=coordinator.viewer, despite_clashes=True)
    service.cancel_session(cancelled.id, "The speaker is ill.", by=coordinator.viewer)
    again = reader(written(meeting), tmp_path)
    assert short(again) == AFTER
    assert {one.uid for one in again} == {one.uid for one in seen}


def test_lines_are_folded_at_75_octets_and_end_as_they_must(
    meeting: Meeting, sessions: list[Session]
) -> None:
    assert len(sessions) == 4
    lines = written(meeting).split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) == 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode("utf-8")  # no letter is cut in two
