"""The programme on paper: what stands where, in each layout, for each state of a session."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from coalition.printing.paper import Heading, Lines, Look, Paper, Paragraph, Run, Table
from coalition.printing.setting import pdf_of
from coalition.programme import queries, service
from coalition.programme.listing import moves_of
from coalition.programme.models import Meeting
from coalition.programme.printed import MOST_COLUMNS, programme_paper
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone
from tests.programme.making import at, make_meeting, make_session, session_fields


def paper_for(meeting: Meeting) -> Paper:
    """Return the programme as anybody may see it."""
    found = queries.get_meeting(meeting.id)
    sessions = queries.sessions_of(meeting.id, viewer=ANONYMOUS)
    return programme_paper(found, sessions, moves_of(meeting.id))


def table_of(paper: Paper) -> Table:
    """Return the only table."""
    (table,) = (part for part in paper.parts if isinstance(part, Table))
    return table


def said_in(table: Table) -> list[list[list[str]]]:
    """Return the texts of a table's cells, by line."""
    return [[[run.text for run in line] for line in cell.lines] for cell in table.cells]


def test_sessions_of_one_room_are_a_list(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    paper = paper_for(meeting)
    table = table_of(paper)
    assert (paper.is_wide, table.head) == (False, ["Time", "Session", "Room"])
    assert said_in(table) == [
        [["09:00–10:30"]],
        [["130"], ["Digital inclusion"], ["Workshop · Access and diversity"]],
        [["Room 1"]],
    ]
    assert [part.text for part in paper.parts if isinstance(part, Heading)] == [
        "Tuesday, 6 November 2012"
    ]


def test_rooms_are_columns_and_sessions_reach_down_to_their_end(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer, title="Long", ends_at=at("12:00"))
    make_session(meeting, coordinator.viewer, title="Late", room="Room 2", starts_at=at("10:00"))
    paper = paper_for(meeting)
    table = table_of(paper)
    assert (paper.is_wide, table.head, table.widths) == (
        True,
        ["Time", "Room 1", "Room 2"],
        [0, 1, 1],
    )
    titles = [" ".join(line[0].text for line in cell.lines) for cell in table.cells]
    assert [(title[:11], cell.rows) for title, cell in zip(titles, table.cells, strict=True)] == [
        ("09:00", 1),
        ("09:00–12:00", 2),
        ("", 1),
        ("10:00", 1),
        ("10:00–10:30", 1),
    ]


def test_many_rooms_are_a_list(coordinator: Someone) -> None:
    rooms = tuple(f"Room {number}" for number in range(MOST_COLUMNS + 1))
    meeting = make_meeting(coordinator.viewer, rooms=rooms)
    for room in rooms:
        make_session(meeting, coordinator.viewer, room=room)
    paper = paper_for(meeting)
    assert (paper.is_wide, table_of(paper).head) == (False, ["Time", "Session", "Room"])


def test_own_moved_and_cancelled_are_told_by_words_and_shapes(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    moved = make_session(meeting, coordinator.viewer, title="Moved", is_ours=True)
    gone = make_session(meeting, coordinator.viewer, title="Gone", starts_at=at("09:30"))
    service.update_session(
        moved.id,
        replace(session_fields(title="Moved", is_ours=True), ends_at=at("11:00"), room="Room 2"),
        by=coordinator.viewer,
        despite_clashes=True,
    )
    service.cancel_session(gone.id, "The speaker is ill.", by=coordinator.viewer)
    paper = paper_for(meeting)
    cells = {line[0].text: cell for cell in table_of(paper).cells for line in cell.lines}
    first, last = cells["Moved"], cells["Gone"]
    assert (first.is_own, last.is_own) == (True, False)
    assert first.lines[0][2:] == [Run("DC-PAL", Look.OWN), Run("Moved", Look.MARK)]
    assert first.lines[-1] == (Run("Before: Tue, 6 Nov, 09:00–10:30 · Room 1"),)
    assert last.lines[0][2:] == [Run("Cancelled", Look.MARK)]
    assert last.lines[1][0].look is Look.STRUCK
    assert last.lines[-1] == (Run("The speaker is ill."),)
    (legend,) = (part for part in paper.parts if isinstance(part, Lines))
    assert [line[0].text for line in legend.lines] == ["DC-PAL", "Moved", "Cancelled"]


def test_proposals_are_nobodys_programme_yet_and_untimed_sessions_come_last(
    coordinator: Someone, representative: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer, title="Some day", starts_at=None, ends_at=None)
    paper = paper_for(meeting)
    assert paper.parts[0] == Heading("Time not announced yet")
    assert said_in(table_of(paper))[0][1] == ["Some day"]


def test_programme_without_sessions_says_so(coordinator: Someone) -> None:
    paper = paper_for(make_meeting(coordinator.viewer))
    assert paper.parts == (Paragraph("No sessions are announced yet."),)


def test_times_are_the_meetings_and_its_zone_is_named(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    assert "All times are those of Baku, UTC+4." in paper_for(meeting).under


@pytest.mark.parametrize(
    ("language", "day"), [("en", "6 November"), ("ar", "نوفمبر"), ("zh", "11")]
)
def test_programme_is_in_the_readers_language(
    app: Flask, coordinator: Someone, language: str, day: str
) -> None:
    meeting = make_meeting(coordinator.viewer)
    make_session(meeting, coordinator.viewer)
    with app.test_request_context(), force_locale(language):
        paper = paper_for(meeting)
        (heading,) = (part.text for part in paper.parts if isinstance(part, Heading))
        root = PdfReader(BytesIO(pdf_of(paper))).root_object
    assert day in heading
    assert (str(root["/Lang"]), paper.is_right_to_left) == (language, language == "ar")


def test_days_name_their_zone_where_clocks_change_between_them(coordinator: Someone) -> None:
    days = {"begins_on": date(2026, 10, 23), "ends_on": date(2026, 10, 27)}
    meeting = make_meeting(coordinator.viewer, timezone="Europe/Berlin", **days)
    for day in (23, 26):
        begins = datetime(2026, 10, day, 9, tzinfo=meeting.zone)
        ends = begins + timedelta(hours=1)
        make_session(meeting, coordinator.viewer, starts_at=begins, ends_at=ends)
    paper = paper_for(meeting)
    assert "All times are those of Berlin, UTC+2 → UTC+1." in paper.under
    assert [part.text for part in paper.parts if isinstance(part, Heading)] == [
        "Friday, 23 October 2026 · Berlin, UTC+2",
        "Monday, 26 October 2026 · Berlin, UTC+1",
    ]
