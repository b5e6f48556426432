"""The demonstration's meetings: the facts of Baku, and a meeting that is always a month ahead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.database import db, now, transaction
from coalition.demonstration import loading
from coalition.demonstration.convening import keep_ahead
from coalition.demonstration.meetings import AHEAD, meetings
from coalition.demonstration.papers import documents
from coalition.hubs.models import Hub
from coalition.hubs.models import State as HubState
from coalition.programme.models import Meeting, Session, State
from coalition.questions.models import Question
from tests.conftest import work_through


@pytest.fixture
def convened(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration with two documents alone."""
    monkeypatch.setattr(loading, "documents", lambda: documents()[:2])
    loading.load(lambda *_: None)
    work_through()


def session(title: str) -> Session:
    """Return the session of this title as it now is."""
    found = select(Session).where(Session.title == title).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def test_baku_is_as_the_record_has_it() -> None:
    baku = meetings()[0]
    assert (baku.fields.begins_on, baku.fields.ends_on) == (date(2012, 11, 6), date(2012, 11, 9))
    assert baku.fields.theme == (
        "Internet Governance for Sustainable Human, Economic and Social Development"
    )
    workshop = baku.sessions[0].planned
    assert (workshop.number, workshop.title) == (
        "130",
        "Digital Inclusion and Public Access to the Internet",
    )
    # clocks in Baku were four hours ahead of UTC in November 2012, and five in that summer
    assert workshop.starts_at == datetime(2012, 11, 6, 10, 30, tzinfo=UTC)


def test_people_and_hubs_have_invented_addresses(convened: None) -> None:
    people = [p.email for m in meetings() for s in m.sessions for p in s.planned.people if p.email]
    hubs = db.session.scalars(select(Hub.coordinator_email)).all()
    assert {address.rpartition("@")[2] for address in [*people, *hubs]} == {"example.org"}


def test_every_state_can_be_tried(convened: None) -> None:
    assert set(db.session.scalars(select(Session.state))) == set(State) - {State.ACCEPTED}
    states = set(db.session.scalars(select(Hub.state)))
    assert states == {HubState.ACCEPTED, HubState.WAITING}
    fates = {state.value for state in db.session.scalars(select(Question.state))}
    assert fates == {"asked", "forwarded", "answered", "left-over"}


def test_rehearsal_is_on_and_the_meeting_a_month_away(convened: None) -> None:
    rehearsal = session("Rehearsal for remote moderators and hubs")
    assert rehearsal.starts_at
    assert rehearsal.ends_at
    assert rehearsal.starts_at < now() < rehearsal.ends_at
    coming = db.session.scalars(select(Meeting).order_by(Meeting.begins_on.desc())).first()
    assert coming is not None
    assert abs(coming.begins_on - (now() + AHEAD).date()) <= timedelta(days=1)


def test_meeting_that_came_near_is_moved_ahead_with_its_sessions(convened: None) -> None:
    opening = session("Opening").starts_at
    with transaction():
        for row in db.session.scalars(select(Meeting).where(Meeting.country == "UY")):
            row.begins_on -= timedelta(days=40)
            row.ends_on -= timedelta(days=40)
        for one in db.session.scalars(select(Session).where(Session.starts_at > now())):
            assert one.starts_at
            assert one.ends_at
            one.starts_at -= timedelta(days=40)
            one.ends_at -= timedelta(days=40)
    keep_ahead()
    assert session("Opening").starts_at == opening
    keep_ahead()
    assert session("Opening").starts_at == opening
