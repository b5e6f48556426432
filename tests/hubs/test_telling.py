"""Hosts are told once of each change of a session they follow, in their own time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import time_machine
from sqlalchemy import delete, select, update

from coalition.database import db, transaction
from coalition.hubs import service, telling
from coalition.programme import queries
from coalition.programme import service as programme
from coalition.programme.description import SessionFields, fields_of
from coalition.programme.models import Act, Meeting, Session, SessionEvent
from tests.conftest import Someone, work_through
from tests.hubs.making import HOST, accept, add, confirm, make_meeting, make_session
from tests.members.making import last_letter, last_token, subjects_to

CHANGED = "Changed: sessions of your hub in Nairobi"
MOVED = SessionFields(
    title="Digital inclusion",
    kind="workshop",
    room="Room 1",
    starts_at=datetime(2031, 3, 30, 22, 0, tzinfo=UTC),
    ends_at=datetime(2031, 3, 30, 23, 30, tzinfo=UTC),
)


def tell() -> None:
    telling.note_due()
    work_through()


def changes_told() -> int:
    return subjects_to(HOST).count(CHANGED)


def coming(by: Someone) -> Meeting:
    return make_meeting(by.viewer, begins_on=date(2031, 3, 28), ends_on=date(2031, 3, 31))


def test_host_is_told_once_of_a_move_in_its_own_time(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session)
    tell()
    assert changes_told() == 0
    programme.update_session(session.id, MOVED, by=by, despite_clashes=True)
    tell()
    tell()
    assert changes_told() == 1
    letter = last_letter(HOST)
    assert "Digital inclusion\nNow Monday, 31 March 2031, 01:00 – 02:30 (Nairobi, UTC+3)" in letter
    assert len(last_token(HOST)) == 43


def test_letter_knows_when_the_clocks_of_a_hub_change(coordinator: Someone) -> None:
    """In Paris clocks go from 02:00 to 03:00 on 30 March 2031; the meeting in Baku keeps its time."""
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session, country="FR", city="Paris", timezone="")
    fields = replace(
        MOVED,
        starts_at=datetime(2031, 3, 30, 0, 30, tzinfo=UTC),
        ends_at=datetime(2031, 3, 30, 1, 30, tzinfo=UTC),
    )
    programme.update_session(session.id, fields, by=by, despite_clashes=True)
    tell()
    assert "Now Sunday, 30 March 2031, 01:30 – 03:30 (Paris, UTC+1 → UTC+2)" in last_letter(HOST)


def test_cancelling_is_told_with_its_reason(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session)
    programme.cancel_session(session.id, "The speaker is ill.", by=by)
    tell()
    assert "Digital inclusion\nCancelled: The speaker is ill." in last_letter(HOST)


def test_only_accepted_hubs_that_follow_it_are_told(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session, other = make_session(meeting, by), make_session(meeting, by, title="Other")
    confirm(meeting, session)
    add(meeting, by, other, coordinator_email="other@example.org")
    programme.update_session(session.id, MOVED, by=by, despite_clashes=True)
    tell()
    assert changes_told() == 0
    assert CHANGED not in subjects_to("other@example.org")


def test_what_changed_before_a_hub_chose_a_session_is_not_told(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    _hub, token = accept(meeting, by)
    programme.update_session(session.id, MOVED, by=by, despite_clashes=True)
    service.choose_sessions(token, [session.id])
    tell()
    assert changes_told() == 0


def test_move_under_way_when_a_hub_chose_its_session_is_told(coordinator: Someone) -> None:
    """On a server a move may have its number while it is not saved, and others be saved before it."""
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    _hub, token = accept(meeting, by)
    programme.update_session(session.id, MOVED, by=by, despite_clashes=True)
    make_session(meeting, by, title="Other")
    moved = (SessionEvent.session_id == session.id, SessionEvent.act == Act.MOVED)
    with transaction():
        found = select(SessionEvent.id, SessionEvent.changes).where(*moved)
        number, changes = db.session.execute(found).one()
        db.session.execute(delete(SessionEvent).where(*moved))
    service.choose_sessions(token, [session.id])
    with transaction():
        db.session.add(
            SessionEvent(id=number, session_id=session.id, act=Act.MOVED, changes=changes)
        )
    tell()
    assert changes_told() == 1


def test_nobody_is_told_after_the_meeting(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session)
    programme.update_session(session.id, MOVED, by=by, despite_clashes=True)
    with transaction():
        over = {"begins_on": date(2012, 11, 6), "ends_on": date(2012, 11, 9)}
        db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(**over))
    tell()
    assert changes_told() == 0


def fields(session: Session, by: Someone) -> SessionFields:
    """Return what is said of a session."""
    return fields_of(queries.get_session(session.id, viewer=by.viewer))


def test_another_room_alone_is_told_to_no_hub(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = make_meeting(
        by, begins_on=date(2031, 3, 28), ends_on=date(2031, 3, 31), rooms=("Room 1", "Room 2")
    )
    session = make_session(meeting, by)
    accept(meeting, by, session)
    said = fields(session, coordinator)
    programme.update_session(session.id, replace(said, room="Room 2"), by=by)
    tell()
    assert changes_told() == 0
    there = replace(said, room="Room 1", starts_at=MOVED.starts_at, ends_at=MOVED.ends_at)
    programme.update_session(session.id, there, by=by)
    tell()
    assert changes_told() == 1


def test_another_address_to_follow_a_session_is_told_once(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session)
    said = fields(session, coordinator)
    words = replace(said, title="Digital inclusion for all")
    programme.update_session(session.id, words, by=by)
    tell()
    assert changes_told() == 0
    there = replace(words, webcast="https://other.example.org/1", remote_address="")
    programme.update_session(session.id, there, by=by)
    tell()
    tell()
    assert changes_told() == 1
    assert (
        "Digital inclusion for all\n"
        "Webcast: https://webcast.example.org/130 → https://other.example.org/1\n"
        "Address of remote participation: https://take-part.example.org/130 → nothing\n\n"
    ) in last_letter(HOST)


def test_what_changed_while_cancelled_is_told_once_it_is_held_after_all(
    coordinator: Someone,
) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session)
    programme.cancel_session(session.id, "The speaker is ill.", by=by)
    tell()
    there = replace(fields(session, coordinator), webcast="https://other.example.org/1")
    programme.update_session(session.id, there, by=by)
    tell()
    assert changes_told() == 1
    programme.reinstate_session(session.id, by=by)
    tell()
    assert changes_told() == 2
    letter = last_letter(HOST)
    assert "Digital inclusion\nThe session is held after all.\nNow Friday, 28 March" in letter
    assert "→ https://other.example.org/1" in letter


def test_hub_is_not_told_of_a_session_that_is_over(coordinator: Someone) -> None:
    by = coordinator.viewer
    meeting = coming(coordinator)
    session = make_session(meeting, by)
    accept(meeting, by, session)
    said = fields(session, coordinator)
    assert said.ends_at is not None
    with time_machine.travel(said.ends_at + timedelta(minutes=5), tick=True):
        later = replace(said, ends_at=said.ends_at + timedelta(minutes=1))
        programme.update_session(session.id, later, by=by)
        tell()
        assert changes_told() == 0
        beyond = replace(said, ends_at=said.ends_at + timedelta(minutes=30))
        programme.update_session(session.id, beyond, by=by)
        tell()
        assert changes_told() == 1
