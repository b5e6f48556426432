"""A programme rehearsed and brought in: what is new, changed, gone or refused, and what then is done."""

from dataclasses import replace

import pytest

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.programme import queries, service
from coalition.programme.calendars.writing import About, calendar_of
from coalition.programme.description import OrganiserFields, PersonFields, fields_of
from coalition.programme.imports.differences import Change, shower_of
from coalition.programme.imports.plan import Outcome
from coalition.programme.imports.running import bring_in, rehearse
from coalition.programme.models import Meeting, Role, Session, State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation
from tests.programme.imports.making import (
    brought_in,
    calendar,
    exported,
    outcomes,
    sessions_of,
    table,
)
from tests.programme.making import at, make_meeting, make_session, propose

ABOUT = About("Programme", "https://example.org/a.ics", "https://example.org/")


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


def read(session: Session, by: Someone) -> Session:
    """Return a session as it now is."""
    db.session.expire_all()
    return queries.get_session(session.id, viewer=by.viewer)


def test_sessions_of_a_table_are_made_with_their_themes_and_rooms(
    meeting: Meeting, coordinator: Someone
) -> None:
    member = make_organisation("Library of Both Banks", acronym="LBB")
    head = "uid,number,title,day,start,end,room,theme,organisers,people"
    data = table(
        "u1,1,Open doors,2012-11-06,09:00,10:30,room 1,Music,lbb; Friends,Ada (IFLA) <ada@example.org>",
        ",2,Closed doors,,,,Cellar,music,,",
        head=head,
    )
    done = brought_in(data, meeting.id, coordinator)
    assert (done.new_themes, done.new_rooms) == (("Music",), ("Cellar",))
    first, second = sessions_of(meeting.id, coordinator)
    assert (first.uid, first.state, second.state) == ("u1", State.SCHEDULED, State.ACCEPTED)
    assert fields_of(first) == replace(
        fields_of(first),
        title="Open doors",
        number="1",
        room="Room 1",
        theme="Music",
        starts_at=at("09:00"),
        ends_at=at("10:30"),
        organisers=(OrganiserFields(member.id), OrganiserFields(None, "Friends")),
        people=(PersonFields(Role.SPEAKER, "Ada", "IFLA", "ada@example.org"),),
    )
    assert (fields_of(second).theme, fields_of(second).room) == ("Music", "Cellar")
    kept = queries.get_meeting(meeting.id)
    assert [theme.name for theme in kept.themes] == ["Access and diversity", "Openness", "Music"]
    assert [room.name for room in kept.rooms] == ["Room 1", "Room 2", "Cellar"]
    assert outcomes(exported(meeting.id, coordinator), meeting.id, coordinator) == [
        (2, "unchanged", ""),
        (3, "unchanged", ""),
    ]


def test_change_is_shown_field_by_field_and_then_done(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer, description="x" * 300 + "old")
    head = "number,title,day,start,end,room,description,people,languages"
    data = table(
        f'130,Digital doors,2012-11-07,14:00,15:00,Room 2,{"x" * 300}new,"moderator: Ann Moderator; Bo",en',
        head=head,
    )
    plan = rehearse(data, meeting.id, by=coordinator.viewer)
    (row,) = plan.rows
    assert shower_of(plan, queries.get_meeting(meeting.id)).changes(row) == [
        Change("Title", "Digital inclusion", "Digital doors"),
        Change("Description", f"… {'x' * 40}old", f"… {'x' * 40}new"),
        Change("Room", "Room 1", "Room 2"),
        Change("Time", "Tue 6 Nov 2012, 09:00–10:30", "Wed 7 Nov 2012, 14:00–15:00"),
        Change("Languages", "", "English"),
        Change(
            "People",
            "Moderator: Ann Moderator (IFLA) <ann@example.org>",
            "Moderator: Ann Moderator <ann@example.org>; Speaker: Bo",
        ),
    ]
    assert read(session, coordinator).title == "Digital inclusion"
    bring_in(data, meeting.id, by=coordinator.viewer, expected=plan.digest)
    changed = read(session, coordinator)
    assert (changed.state, changed.sequence) == (State.MOVED, session.sequence)
    assert fields_of(changed) == row.after
    assert fields_of(changed).theme == "Access and diversity"  # the table has no such column


def test_session_is_known_by_its_uid_else_by_its_number(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    head = "uid,number,title"
    data = table(f"{session.uid},131,By UID", head=head)
    assert outcomes(data, meeting.id, coordinator) == [(2, "changed", "")]
    data = table("strange,130,By number", head=head)
    assert outcomes(data, meeting.id, coordinator) == [(2, "changed", "")]
    data = table("strange,131,By neither", head=head)
    assert outcomes(data, meeting.id, coordinator) == [(2, "new", "")]


def test_session_without_uid_and_number_is_known_by_its_title_else_by_its_time_too(
    meeting: Meeting, coordinator: Someone
) -> None:
    head = "title,day,start,end,room"
    rows = (
        "Opening,2012-11-06,09:00,10:00,",
        "Coffee,2012-11-06,10:00,10:30,",
        "Coffee,2012-11-06,15:00,15:30,",
    )
    data = table(*rows, head=head)
    brought_in(data, meeting.id, coordinator)
    found = [outcome for _line, outcome, _p in outcomes(data, meeting.id, coordinator)]
    assert found == ["unchanged"] * 3
    moved = table("Opening,2012-11-06,08:00,09:00,", "Coffee,2012-11-06,16:00,16:30,", head=head)
    found = [outcome for _line, outcome, _p in outcomes(moved, meeting.id, coordinator)]
    assert found == ["changed", "new"]


def test_rows_that_cannot_be_are_refused_and_the_others_brought_in(
    meeting: Meeting, coordinator: Someone
) -> None:
    make_session(meeting, coordinator.viewer)
    make_session(meeting, coordinator.viewer, number="7", title="One")
    make_session(meeting, coordinator.viewer, number="7", title="Two")
    data = table(
        "130,,2012-11-06,09:00,10:30,",
        "131,Backwards,2012-11-06,10:30,09:00,",
        "7,Which?,2012-11-06,09:00,10:30,",
        "1,Open,2012-11-06,09:00,10:30,",
        "1,Open again,2012-11-06,09:00,10:30,",
        "2,Half,2012-11-06,09:00,,",
    )
    assert outcomes(data, meeting.id, coordinator) == [
        (2, "refused", "Title: Give the session a title."),
        (3, "refused", "End: The session ends before it begins. Change one of the times."),
        (4, "refused", "Several sessions have the number 7. Name the UID."),
        (5, "new", ""),
        (6, "refused", "Line 5 is about the same session."),
        (7, "refused", "End: Give both the beginning and the end, or neither."),
    ]
    brought_in(data, meeting.id, coordinator)
    assert sorted(s.title for s in sessions_of(meeting.id, coordinator)) == [
        "Digital inclusion",
        "One",
        "Open",
        "Two",
    ]


def test_what_the_file_does_not_name_is_left_alone_or_cancelled(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    gone = make_session(meeting, coordinator.viewer)
    proposed = propose(meeting, representative.viewer, number="9", title="Proposed")
    data = table("1,Open,2012-11-06,09:00,10:30,")
    plan = brought_in(data, meeting.id, coordinator)
    assert [session.id for session in plan.gone] == [gone.id]
    assert read(gone, coordinator).state is State.SCHEDULED
    brought_in(data, meeting.id, coordinator, reason="It was withdrawn.")
    assert (read(gone, coordinator).state, read(gone, coordinator).cancelled_reason) == (
        State.CANCELLED,
        "It was withdrawn.",
    )
    assert read(proposed, coordinator).state is State.PROPOSED
    assert brought_in(data, meeting.id, coordinator).gone == ()


def test_state_of_a_session_turns_as_the_file_says(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    held = make_session(meeting, coordinator.viewer, number="1")
    cancelled = make_session(meeting, coordinator.viewer, number="2")
    service.cancel_session(cancelled.id, "Ill.", by=coordinator.viewer)
    proposed = propose(meeting, representative.viewer, number="3")
    data = table(
        "1,cancelled,No room.", "2,scheduled,", "3,accepted,", "4,cancelled,", "130,proposed,",
        head="number,state,reason",
    )  # fmt: skip
    assert [o for _l, o, _p in outcomes(data, meeting.id, coordinator)] == [
        *("changed", "changed", "changed"),
        *("refused", "refused"),
    ]
    brought_in(data, meeting.id, coordinator)
    found = [read(one, coordinator) for one in (held, cancelled, proposed)]
    assert [(one.state, one.cancelled_reason) for one in found] == [
        (State.CANCELLED, "No room."),
        (State.SCHEDULED, ""),
        (State.SCHEDULED, ""),
    ]


def test_clashes_are_told_and_no_obstacle(meeting: Meeting, coordinator: Someone) -> None:
    make_session(meeting, coordinator.viewer)
    head = "number,title,day,start,end,room,people"
    data = table(
        "1,Same room,2012-11-06,10:00,11:00,Room 1,",
        "2,Same person,2012-11-06,10:00,11:00,Room 2,ann moderator",
        "3,Another year,2013-11-06,10:00,11:00,Room 2,",
        "4,Just after,2012-11-06,11:00,12:00,Room 1,",
        head=head,
    )
    plan = rehearse(data, meeting.id, by=coordinator.viewer)
    assert [row.remarks for row in plan.rows] == [
        ("At the same time “Digital inclusion” is in this room.",),
        ("ann moderator is in “Digital inclusion” at the same time.",),
        ("This is outside the days of the meeting.",),
        (),
    ]
    assert {row.outcome for row in plan.rows} == {Outcome.NEW}


def test_programme_that_changed_since_the_rehearsal_is_noticed(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    data = table("130,Digital doors,2012-11-06,09:00,10:30,Room 1")
    plan = rehearse(data, meeting.id, by=coordinator.viewer)
    service.cancel_session(session.id, "Ill.", by=coordinator.viewer)
    with pytest.raises(Conflict, match="changed since this was shown"):
        bring_in(data, meeting.id, by=coordinator.viewer, expected=plan.digest)
    assert read(session, coordinator).title == "Digital inclusion"


def test_import_that_fails_in_the_middle_leaves_nothing(
    meeting: Meeting, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, made = service.create_session, []

    def break_at_the_third(*given: object, **more: object) -> Session:
        made.append(given)
        if len(made) == 3:
            raise RuntimeError("the machine is broken")
        return create(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "create_session", break_at_the_third)
    data = table(*(f"{n},Open,2012-11-06,09:00,10:30,New room" for n in range(1, 5)))
    with pytest.raises(RuntimeError):
        brought_in(data, meeting.id, coordinator)
    db.session.expire_all()
    assert sessions_of(meeting.id, coordinator) == []
    assert [room.name for room in queries.get_meeting(meeting.id).rooms] == ["Room 1", "Room 2"]


def test_calendar_we_write_changes_nothing_when_it_is_brought_in(
    meeting: Meeting, coordinator: Someone
) -> None:
    make_session(
        meeting,
        coordinator.viewer,
        description="About\n———\ndoors",
        webcast="https://example.org/live",
        remote_address="https://example.org/join",
        remote_instructions="Press 9.",
    )
    make_session(meeting, coordinator.viewer, number="2", title="Odd: title", description="")
    gone = make_session(
        meeting, coordinator.viewer, number="3", title="Also: odd", room="", theme=""
    )
    service.cancel_session(gone.id, "Ill.", by=coordinator.viewer)
    data = calendar_of(queries.sessions_of(meeting.id, viewer=ANONYMOUS), ABOUT)
    assert [o for _l, o, _p in outcomes(data, meeting.id, coordinator)] == ["unchanged"] * 3


def test_calendar_of_others_is_followed_as_it_changes(
    meeting: Meeting, coordinator: Someone
) -> None:
    lines = "UID:x@y\nSUMMARY:Open\nDTSTART:20121106T{hour}0000Z\nDURATION:PT1H\n"
    brought_in(calendar(lines.format(hour="05")), meeting.id, coordinator)
    brought_in(calendar(lines.format(hour="07")), meeting.id, coordinator)
    (session,) = sessions_of(meeting.id, coordinator)
    assert (session.uid, session.starts_at, session.state) == ("x@y", at("11:00"), State.MOVED)
    brought_in(calendar(lines.format(hour="07") + "STATUS:CANCELLED"), meeting.id, coordinator)
    (session,) = sessions_of(meeting.id, coordinator)
    assert session.state is State.CANCELLED
    assert session.cancelled_reason == "It is cancelled in the organisers' programme."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04" + bytes(200), "This is neither a CSV table nor a calendar file"),
        (b"title\n", "There is no session in this file."),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "There is no session in this file."),
        (
            b"title,room\n" + b"".join(b"a,hall %d\n" % n for n in range(99)),
            "With this file the meeting would have more than 100 themes or rooms.",
        ),
        (b"title\n" + b"a\n" * 2001, "The table has more than 2000 sessions."),
    ],
)
def test_file_that_is_no_programme_is_refused(
    meeting: Meeting, coordinator: Someone, data: bytes, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rehearse(data, meeting.id, by=coordinator.viewer)
    assert refused.value.message.startswith(sentence)


def test_only_coordinators_import(meeting: Meeting, representative: Someone) -> None:
    for act in (rehearse, bring_in):
        with pytest.raises(NotAllowed):
            act(b"title\na\n", meeting.id, by=representative.viewer)


@pytest.mark.parametrize("number", ["130", "9"])  # one that is there, one that is new
def test_reason_that_is_too_long_is_refused_at_its_line(
    meeting: Meeting, coordinator: Someone, number: str
) -> None:
    make_session(meeting, coordinator.viewer)
    rows = [f"{number},Away,cancelled,{'x' * 2001}", f"8,Also away,cancelled,{'x' * 2000}"]
    data = table(*rows, head="number,title,state,reason")
    assert outcomes(data, meeting.id, coordinator) == [
        (2, "refused", "Reason: This is too long: at most 2000 characters."),
        (3, "new", ""),
    ]
    brought_in(data, meeting.id, coordinator)
    found = {s.number: s.state for s in sessions_of(meeting.id, coordinator)}
    assert found == {"130": State.SCHEDULED, "8": State.CANCELLED}
