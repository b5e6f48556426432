"""A programme as a table: out and back in, as spreadsheets save it and as people type it."""

import csv
import io

import pytest

from coalition.errors import Invalid
from coalition.programme import queries, service
from coalition.programme.description import OrganiserFields, PersonFields
from coalition.programme.imports.table import COLUMNS, OUT, read_table
from coalition.programme.models import Meeting, Role, State
from tests.conftest import Someone, make_organisation
from tests.programme.imports.making import exported, outcomes, table
from tests.programme.making import at, make_meeting, make_session, propose


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return queries.get_meeting(make_meeting(coordinator.viewer).id)


def fill(meeting: Meeting, coordinator: Someone) -> None:
    """Add sessions that try what a table can hold."""
    member = make_organisation("Library; “Open” (Doors)", acronym="LOD")
    make_session(
        meeting,
        coordinator.viewer,
        title="=Sum of all, “quoted”; parts",
        description="- one\n- two, three\n\n'=four",
        webcast="https://example.org/live?a=1,2;3",
        remote_address="https://example.org/join",
        remote_instructions="@all: press 9",
        languages=("en", "az"),
        is_ours=True,
        organisers=(OrganiserFields(member.id), OrganiserFields(None, "Friends; of (Baku")),
        people=(
            PersonFields(Role.MODERATOR, "Ann (Annie)", "", "ann@example.org"),
            PersonFields(Role.REMOTE_MODERATOR, "Bo", "UNESCO (Paris)", "bo@example.org"),
            PersonFields(Role.SPEAKER, "Cy: the <third>", "a;b"),
        ),
    )
    make_session(
        meeting, coordinator.viewer, number="2", title="'=two", starts_at=None, ends_at=None
    )
    make_session(
        meeting,
        coordinator.viewer,
        number="3",
        title="Past midnight",
        starts_at=at("23:00"),
        ends_at=at("01:00", 7),
    )
    make_session(
        meeting, coordinator.viewer, number="5", starts_at=at("22:00"), ends_at=at("00:00", 7)
    )
    cancelled = make_session(meeting, coordinator.viewer, number="4", title="Gone")
    service.cancel_session(cancelled.id, "The speaker is ill.", by=coordinator.viewer)


def test_table_taken_out_and_brought_in_again_changes_nothing(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    fill(meeting, coordinator)
    propose(meeting, representative.viewer, number="9", title="Only proposed")
    found = outcomes(exported(meeting.id, coordinator), meeting.id, coordinator)
    assert [(outcome, problem) for _line, outcome, problem in found] == [("unchanged", "")] * 6


def test_table_saved_by_a_spreadsheet_in_another_form_changes_nothing(
    meeting: Meeting, coordinator: Someone
) -> None:
    fill(meeting, coordinator)
    rows = list(csv.reader(io.StringIO(exported(meeting.id, coordinator).decode("utf-8-sig"))))
    for delimiter, encoding in ((";", "utf-16"), ("\t", "utf-8"), (",", "utf-8-sig")):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows)
        found = outcomes(out.getvalue().encode(encoding), meeting.id, coordinator)
        assert [outcome for _line, outcome, _problem in found] == ["unchanged"] * 5


def test_table_runs_nothing_in_a_spreadsheet_and_names_no_address_of_a_person(
    meeting: Meeting, coordinator: Someone
) -> None:
    fill(meeting, coordinator)
    text = exported(meeting.id, coordinator).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == [COLUMNS[name][0] for name in OUT]
    assert not [c for row in rows for c in row if c.startswith(("=", "-", "@", "+"))]
    assert "@example.org" not in text


def test_columns_are_known_by_other_names_and_strange_ones_are_told(meeting: Meeting) -> None:
    file = read_table(
        "Session Number;Session title;Date;Begins;Until;Venue;Chair;Speakers;Colour\n"
        '7;"Open doors";06.11.2012;9.00;10h30;Hall;Ada (IFLA);"Bo; Cy";red\n',
        meeting,
    )
    assert file.remarks == ("Columns that are not known and were not used: Colour",)
    (said,) = file.sessions
    assert (said.line, said.number, said.title, said.problem) == (2, "7", "Open doors", "")
    assert said.fields == {
        "number": "7",
        "title": "Open doors",
        "room": "Hall",
        "starts_at": at("09:00"),
        "ends_at": at("10:30"),
        "people": (
            PersonFields(Role.SPEAKER, "Bo"),
            PersonFields(Role.SPEAKER, "Cy"),
            PersonFields(Role.MODERATOR, "Ada", "IFLA"),
        ),
    }


def test_row_that_cannot_be_read_says_each_fault_with_what_it_holds(meeting: Meeting) -> None:
    (said,) = read_table(
        "title,kind,day,start,end,ours,people,state\n"
        "Doors,Circus,6/11/2012,9,10:30,perhaps,clown: Coco,lost,too many\n",
        meeting,
    ).sessions
    assert said.problem == (
        "The row has more cells than the table has columns. "
        "state “lost”: There is no such state. States are: proposed, accepted, scheduled, moved, "
        "cancelled. kind “Circus”: There is no such kind of session. ours “perhaps”: Write yes or "
        "no. people “clown: Coco”: “clown” is no role. Roles are: moderator, remote moderator, "
        "speaker, rapporteur. day “6/11/2012”: “6/11/2012” is no day. Write it as 2012-11-06."
    )


def test_state_and_kind_are_known_in_several_words(meeting: Meeting) -> None:
    rows = "title,kind,status\nA,open forum,Canceled\nB,Open-Forum,confirmed\nC,WORKSHOP,\n"
    found = [(s.fields.get("kind"), s.state) for s in read_table(rows, meeting).sessions]
    assert found == [
        ("open-forum", State.CANCELLED),
        ("open-forum", State.ACCEPTED),
        ("workshop", None),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The table has no column “title”"),
        ("Name of the cat\nTom\n", "The table has no column “title”"),
        ("title,session title\na,b\n", "The table has two columns “title”."),
    ],
)
def test_table_that_is_no_programme_is_refused(meeting: Meeting, text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        read_table(text, meeting)


def test_midnight_at_the_end_is_that_of_the_day(meeting: Meeting) -> None:
    head = "title,day,start,end"
    rows = table("A,2012-11-06,22:00,00:00", "B,2012-11-06,22:00,24:00", head=head).decode()
    ends = [said.fields["ends_at"] for said in read_table(rows, meeting).sessions]
    assert ends == [at("00:00", 7)] * 2
