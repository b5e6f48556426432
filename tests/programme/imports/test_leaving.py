"""What a file does not speak of stays: people of other roles, clocks, and what a row cannot say."""

from datetime import date

import pytest
from flask import Flask

from coalition.database import db
from coalition.programme import queries, service
from coalition.programme.description import PersonFields, fields_of
from coalition.programme.models import Meeting, Role, Session, State
from tests.conftest import Someone
from tests.programme.imports.making import brought_in, calendar, exported, outcomes, table
from tests.programme.making import at, make_meeting, make_session, propose

BRIEFING = (
    "UID:r1\nSUMMARY:Briefing\nDTSTART;TZID={zone}:20121106T083000\n"
    "DTEND;TZID={zone}:20121106T084500\nRRULE:FREQ=DAILY;COUNT=4"
)
ANN = PersonFields(Role.MODERATOR, "Ann", "IFLA", "ann@example.org")
RIM = PersonFields(Role.REMOTE_MODERATOR, "Rim", "", "rim@example.org")
BO, DI = (PersonFields(Role.SPEAKER, name) for name in ("Bo", "Di"))
CY = PersonFields(Role.RAPPORTEUR, "Cy", "", "cy@example.org")


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


def read(session: Session, by: Someone) -> Session:
    """Return a session as it now is."""
    db.session.expire_all()
    return queries.get_session(session.id, viewer=by.viewer)


@pytest.mark.parametrize(
    ("head", "cells", "people"),
    [
        ("speakers", "Bo; Di", (RIM, BO, CY, ANN, DI)),
        ("speaker", "Di", (RIM, DI, CY, ANN)),
        ("rapporteurs", "", (RIM, BO, ANN)),
        (
            "moderators,remote moderator",
            "Di,Rim",
            (RIM, BO, CY, PersonFields(Role.MODERATOR, "Di")),
        ),
        ("speakers", "rapporteur: Cy", (RIM, CY, ANN)),
        ("people", "Bo; Di", (BO, DI)),
        ("participants,rapporteurs", "Bo,Cy", (BO, CY)),
    ],
)
def test_column_of_a_role_replaces_that_role_alone(
    meeting: Meeting,
    coordinator: Someone,
    head: str,
    cells: str,
    people: tuple[PersonFields, ...],
) -> None:
    session = make_session(meeting, coordinator.viewer, people=(RIM, BO, CY, ANN))
    data = table(f"130,{cells}", head=f"number,{head}")
    brought_in(data, meeting.id, coordinator)
    assert fields_of(read(session, coordinator)).people == people
    assert outcomes(data, meeting.id, coordinator) == [(2, "unchanged", "")]


@pytest.mark.parametrize(
    ("head", "row", "begins", "ends"),
    [
        ("day", "2012-11-07", at("22:00", 7), at("00:30", 8)),
        ("day", "2012-11-06", at("22:00", 6), at("00:30", 7)),
        ("day", "", at("22:00", 6), at("00:30", 7)),
        ("day,end day", "2012-11-07,2012-11-09", at("22:00", 7), at("00:30", 9)),
        ("end day", "2012-11-08", at("22:00", 6), at("00:30", 8)),
        ("room", "Room 2", at("22:00", 6), at("00:30", 7)),
        ("day,start,end", "2012-11-07,,", None, None),
    ],
)
def test_day_without_a_clock_keeps_what_clocks_show(
    meeting: Meeting, coordinator: Someone, head: str, row: str, begins: object, ends: object
) -> None:
    night = {"starts_at": at("22:00"), "ends_at": at("00:30", 7)}
    session = make_session(meeting, coordinator.viewer, **night)
    brought_in(table(f"130,{row}", head=f"number,{head}"), meeting.id, coordinator)
    kept = read(session, coordinator)
    assert (kept.starts_at, kept.ends_at) == (begins, ends)


def test_day_on_which_clocks_leave_out_what_they_showed_is_refused(coordinator: Someone) -> None:
    days = {"begins_on": date(2027, 3, 26), "ends_on": date(2027, 3, 29)}
    meeting = make_meeting(coordinator.viewer, timezone="Europe/Berlin", **days)
    night = at("02:30").replace(2027, 3, 27, tzinfo=meeting.zone)
    ends_at = night.replace(hour=4)
    make_session(meeting, coordinator.viewer, starts_at=night, ends_at=ends_at)
    data = table("130,2027-03-28", head="number,day")
    ((_line, outcome, problem),) = outcomes(data, meeting.id, coordinator)
    assert (outcome, "02:30 is left out on this day" in problem) == ("refused", True)


def test_repeated_event_that_cannot_be_read_leaves_its_sessions(
    app: Flask, meeting: Meeting, coordinator: Someone
) -> None:
    brought_in(calendar(BRIEFING.format(zone="Asia/Baku")), meeting.id, coordinator)
    gone = make_session(meeting, coordinator.viewer)
    unread = calendar(BRIEFING.format(zone="Baku Time"))
    plan = brought_in(unread, meeting.id, coordinator, reason="Not in the programme any longer.")
    assert [session.id for session in plan.gone] == [gone.id]
    states = {s.title: s.state for s in queries.sessions_of(meeting.id, viewer=coordinator.viewer)}
    assert states == {"Briefing": State.SCHEDULED, "Digital inclusion": State.CANCELLED}


def test_row_that_is_refused_leaves_every_session_it_may_be_about(
    meeting: Meeting, coordinator: Someone
) -> None:
    for number, title in (("9", "One"), ("9", "Two"), ("x1", "Opening"), ("10", "Gone")):
        make_session(meeting, coordinator.viewer, number=number, title=title, people=())
    data = table("9,Which?,2012-11-06", "77,OPENING,tomorrow", head="number,title,day")
    plan = brought_in(data, meeting.id, coordinator)
    assert [row.outcome for row in plan.rows] == ["refused", "refused"]
    assert [session.title for session in plan.gone] == ["Gone"]


def test_declined_proposal_is_not_proposed_anew_by_a_file(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    session = propose(meeting, representative.viewer, number="", title="Open data")
    service.decline_session(session.id, "No room.", by=coordinator.viewer)
    assert outcomes(exported(meeting.id, coordinator), meeting.id, coordinator) == [
        (2, "unchanged", "")
    ]
    head = "title,day,start,end,state"
    data = table("Open data,2012-11-07,09:00,10:00,", head=head)
    assert outcomes(data, meeting.id, coordinator) == [
        (2, "refused", "This proposal is declined already.")
    ]
    brought_in(data, meeting.id, coordinator)
    kept = read(session, coordinator)
    assert (kept.state, kept.cancelled_reason) == (State.PROPOSED, "No room.")
    accepted = table("Open data,2012-11-07,09:00,10:00,accepted", head=head)
    brought_in(accepted, meeting.id, coordinator)
    kept = read(session, coordinator)
    assert (kept.state is State.PROPOSED, kept.starts_at) == (False, at("09:00", 7))
