"""When a report is due, and which reminder's time it is, by the meeting's clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from coalition.programme.models import Meeting, Organiser, Session, State
from coalition.reports import policy
from coalition.reports.models import Step
from coalition.reports.policy import Phase


def session_of(**changes: object) -> Session:
    """Return a session that ended on 6 November at 23:30 in Baku, which is the 6th in UTC too."""
    given: dict[str, object] = {
        "title": "Digital inclusion",
        "state": State.SCHEDULED,
        "is_ours": True,
        "starts_at": datetime(2012, 11, 6, 18, tzinfo=UTC),
        "ends_at": datetime(2012, 11, 6, 19, 30, tzinfo=UTC),
        "meeting": Meeting(name="IGF 2012", timezone="Asia/Baku"),
        "organisers": [],
    }
    return Session(**(given | changes))


def test_report_is_due_two_weeks_after_the_meetings_own_day() -> None:
    late = datetime(2012, 11, 6, 21, tzinfo=UTC)  # 1:00 of the 7th in Baku
    assert policy.due_on(session_of()) == date(2012, 11, 20)
    assert policy.due_on(session_of(ends_at=late)) == date(2012, 11, 21)
    assert policy.due_on(session_of(starts_at=None, ends_at=None)) is None


@pytest.mark.parametrize(
    ("changes", "owed"),
    [
        ({}, True),
        ({"is_ours": False}, False),
        ({"is_ours": False, "organisers": [Organiser(organisation_id=1)]}, True),
        ({"is_ours": False, "organisers": [Organiser(name="Somebody")]}, False),
        ({"state": State.CANCELLED}, False),
        ({"state": State.PROPOSED}, False),
        ({"starts_at": None, "ends_at": None}, False),
    ],
)
def test_reports_are_owed_of_what_is_ours_and_was_held(
    changes: dict[str, object], owed: bool
) -> None:
    assert policy.owes(session_of(**changes)) is owed


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (datetime(2012, 11, 6, 19, tzinfo=UTC), Phase.NOT_YET),
        (datetime(2012, 11, 6, 20, tzinfo=UTC), Phase.DUE),
        (datetime(2012, 11, 20, 19, 59, tzinfo=UTC), Phase.DUE),  # 23:59 in Baku
        (datetime(2012, 11, 20, 20, tzinfo=UTC), Phase.OVERDUE),
    ],
)
def test_phase_follows_the_clocks_of_the_meeting(at: datetime, phase: Phase) -> None:
    assert policy.phase_of(session_of(), None, at) is phase


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2012, 11, 16), None),
        (date(2012, 11, 17), Step.BEFORE),
        (date(2012, 11, 20), Step.BEFORE),
        (date(2012, 11, 21), Step.AFTER),
        (date(2012, 11, 27), Step.AFTER),
        (date(2012, 11, 28), Step.AGAIN),
        (date(2012, 12, 5), Step.LAST),
        (date(2012, 12, 11), Step.LAST),
        (date(2012, 12, 12), None),
    ],
)
def test_each_day_has_its_reminder(app: Flask, day: date, step: Step | None) -> None:
    morning = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)  # 8:00 in Baku
    assert policy.step_at(session_of(), morning) is step
    assert policy.step_at(session_of(), morning - timedelta(minutes=1)) is None
