"""Telling followers of changes: each once, all of it in one letter, whatever fails in between."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from coalition import tasks
from coalition.accounts.models import Person
from coalition.database import db, now, transaction
from coalition.mail import service as mail
from coalition.mail.models import Message
from coalition.programme import following, letters, queries, service
from coalition.programme.description import fields_of
from coalition.programme.models import Follower, Session, SessionEvent, State
from coalition.tasks import Work
from coalition.web.site import address_of
from tests.conftest import Someone, make_person, work_through
from tests.members.making import counted_statements, last_letter, subjects_to
from tests.programme.making import (
    STRANGER,
    all_told,
    at,
    follow_confirmed,
    let_time_pass,
    make_meeting,
    make_session,
    propose,
    session_fields,
)

pytestmark = pytest.mark.usefixtures("before_the_meeting")
NEW_TIME = "New time: Digital inclusion"


@pytest.fixture
def session(coordinator: Someone, outsider: Someone) -> Session:
    """Workshop 130, which the outsider chose."""
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    service.choose(session.id, by=outsider.viewer)
    return session


def move(session: Session, someone: Someone, begins: str = "14:00", **changes: object) -> None:
    """Move a session to begin at another time and end at half past four."""
    fields = session_fields(starts_at=at(begins), ends_at=at("16:30"), **changes)
    service.update_session(session.id, fields, by=someone.viewer)


def held(session: Session, someone: Someone) -> Session:
    """Return a session with everything of it."""
    return queries.get_session(session.id, viewer=someone.viewer)


def told(email: str) -> list[str]:
    """Return the subjects of letters about sessions to an address."""
    return [subject for subject in subjects_to(email) if not subject.startswith("Confirm")]


def test_every_follower_is_told_once_of_a_change(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    follow_confirmed(session.id)
    move(session, coordinator, room="Room 2")
    for _ in range(2):
        all_told()
        assert (told(outsider.email), told(STRANGER)) == ([NEW_TIME], [NEW_TIME])
    following.tell([str(session.id)])
    assert (told(outsider.email), told(STRANGER)) == ([NEW_TIME], [NEW_TIME])


def test_letter_says_old_and_new_with_zone_and_offset_and_the_address(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    move(session, coordinator, room="Room 2")
    all_told()
    assert last_letter(outsider.email).split("\n\n")[:6] == [
        "Hello Outsider,",
        "something changed in a session of IGF 2012 that you follow:",
        "130 · Digital inclusion",
        "Until now:\nTuesday, 6 November 2012, 09:00–10:30 (Baku, UTC+4)\nRoom: Room 1",
        "From now on:\nTuesday, 6 November 2012, 14:00–16:30 (Baku, UTC+4)\nRoom: Room 2",
        address_of("sessions.detail", session_id=session.id),
    ]


def test_letters_are_in_the_language_of_their_reader(
    session: Session, coordinator: Someone, outsider: Someone
) -> None:
    follow_confirmed(session.id, language="fr")
    with transaction():
        db.session.execute(
            update(Person).where(Person.email == outsider.email).values(language="de")
        )
    move(session, coordinator)
    all_told()
    found = db.session.scalars(select(Message.language).order_by(Message.id.desc()).limit(2))
    assert sorted(found) == ["de", "fr"]
    assert "mardi 6 novembre 2012" in last_letter(STRANGER)


def test_several_changes_are_told_in_one_letter(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    move(session, coordinator)
    move(session, coordinator, "15:00", room="Room 2")
    all_told()
    assert told(outsider.email) == [NEW_TIME]
    letter = last_letter(outsider.email)
    assert "09:00–10:30 (Baku, UTC+4)\nRoom: Room 1" in letter
    assert "15:00–16:30 (Baku, UTC+4)\nRoom: Room 2" in letter
    assert "14:00" not in letter


def test_letter_waits_until_nothing_has_changed_for_a_minute(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    move(session, coordinator)
    with pytest.raises(tasks.Later):
        following.tell([str(session.id)])
    work_through()
    assert told(outsider.email) == []
    all_told()
    assert told(outsider.email) == [NEW_TIME]


def test_what_was_taken_back_is_not_told_but_counts_for_what_comes_next(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    move(session, coordinator)
    service.update_session(session.id, session_fields(), by=coordinator.viewer)
    all_told()
    assert told(outsider.email) == []
    service.update_session(session.id, session_fields(room="Room 2"), by=coordinator.viewer)
    all_told()
    assert told(outsider.email) == ["New room: Digital inclusion"]


def test_cancelled_with_the_reason_and_held_after_all_with_its_new_time(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    service.cancel_session(session.id, "The speaker is ill.", by=coordinator.viewer)
    all_told()
    letter = last_letter(outsider.email)
    assert "The session is cancelled. The reason:\n\nThe speaker is ill." in letter
    assert "It was to be held:\nTuesday, 6 November 2012, 09:00–10:30 (Baku, UTC+4)" in letter
    move(session, coordinator)
    all_told()  # nobody hears that something cancelled would be at another time
    service.reinstate_session(session.id, by=coordinator.viewer)
    all_told()
    assert told(outsider.email) == [
        "Cancelled: Digital inclusion",
        "Held after all: Digital inclusion",
    ]
    letter = last_letter(outsider.email)
    assert "Until now:\nTuesday, 6 November 2012, 09:00–10:30 (Baku, UTC+4)" in letter
    assert "From now on:\nTuesday, 6 November 2012, 14:00–16:30 (Baku, UTC+4)" in letter


def test_first_time_and_first_room_are_announced(outsider: Someone, coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer, starts_at=None, ends_at=None, room="")
    service.choose(session.id, by=outsider.viewer)
    service.update_session(session.id, session_fields(room=""), by=coordinator.viewer)
    all_told()
    assert told(outsider.email) == ["Time announced: Digital inclusion"]
    assert "The room is not announced yet." in last_letter(outsider.email)
    assert "Until now" not in last_letter(outsider.email)
    service.update_session(session.id, session_fields(), by=coordinator.viewer)
    all_told()
    assert told(outsider.email)[1:] == ["Room announced: Digital inclusion"]


def test_other_words_are_not_told(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    service.update_session(session.id, session_fields(title="Renamed"), by=coordinator.viewer)
    all_told()
    assert told(outsider.email) == []


def test_whoever_made_the_change_is_not_told_of_it(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    service.choose(session.id, by=coordinator.viewer)
    follow_confirmed(session.id, coordinator.email)
    move(session, coordinator)
    all_told()
    assert (told(coordinator.email), told(outsider.email)) == ([], [NEW_TIME])


def test_change_of_somebody_else_is_told_from_ones_own_on(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    service.choose(session.id, by=coordinator.viewer)
    move(session, coordinator)
    all_told()
    other = make_person("second@example.org", coordinator=True)
    second = Someone(other.id, other.email, outsider.client)
    move(session, second, "15:00")
    all_told()
    assert told(coordinator.email) == [NEW_TIME]
    assert "Until now:\nTuesday, 6 November 2012, 14:00–16:30" in last_letter(coordinator.email)
    assert told(outsider.email) == [NEW_TIME, NEW_TIME]


def test_address_of_an_account_gets_one_letter(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    follow_confirmed(session.id, outsider.email)
    move(session, coordinator)
    all_told()
    assert told(outsider.email) == [NEW_TIME]
    assert last_letter(outsider.email).startswith("Hello Outsider,")
    told_ids = set(db.session.scalars(select(Follower.told_event_id)))
    assert len(told_ids) == 1


def test_letter_goes_to_the_address_a_person_has_now(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    move(session, coordinator)
    with transaction():
        db.session.execute(
            update(Person).where(Person.email == outsider.email).values(email="new@example.org")
        )
    all_told()
    assert (told(outsider.email), told("new@example.org")) == ([], [NEW_TIME])


def test_crash_between_two_letters_tells_nobody_twice_and_forgets_nobody(
    session: Session, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [f"reader{number}@example.org" for number in range(7)]
    for email in addresses:
        follow_confirmed(session.id, email)
    move(session, coordinator)
    let_time_pass()
    subject = str(session.id)
    monkeypatch.setattr(following, "AT_ONCE", 3)
    write, written = letters.change_letter, []

    def crash(*given: object) -> mail.Letter:
        written.append(given)
        if len(written) == 5:
            raise RuntimeError("the lights went out")
        return write(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(letters, "change_letter", crash)
        with pytest.raises(RuntimeError):
            following.tell([subject])
    db.session.remove()
    letters_so_far = [len(told(email)) for email in addresses]
    assert sum(letters_so_far) == 2  # and the outsider's: a transaction's worth
    following.tell([subject])
    assert [told(email) for email in addresses] == [[NEW_TIME]] * 7


def test_failed_work_is_tried_again(
    session: Session, outsider: Someone, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(session, coordinator)
    with monkeypatch.context() as broken:
        broken.delattr(mail, "write")
        all_told()
    assert told(outsider.email) == []
    with transaction():
        db.session.execute(update(Work).values(due_at=now()))
    work_through()
    assert told(outsider.email) == [NEW_TIME]


def test_two_workers_at_once_tell_each_follower_once(
    app: Flask, session: Session, outsider: Someone, coordinator: Someone
) -> None:
    addresses = [f"reader{number}@example.org" for number in range(5)]
    for email in addresses:
        follow_confirmed(session.id, email)
    move(session, coordinator)
    let_time_pass()
    session_id, start, failed = session.id, Barrier(3), list[Exception]()

    def tell() -> None:
        with app.app_context():
            start.wait()
            try:
                following.tell([str(session_id)])
            except Exception as problem:
                failed.append(problem)

    threads = [Thread(target=tell) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    db.session.expire_all()
    assert failed == []
    assert [told(email) for email in addresses] == [[NEW_TIME]] * 5


def test_session_that_is_gone_is_no_fault(app: Flask) -> None:
    following.tell(["999"])


def test_proposal_is_told_to_nobody(coordinator: Someone, representative: Someone) -> None:
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    service.choose(session.id, by=coordinator.viewer)
    fields = replace(fields_of(held(session, coordinator)), room="Room 2")
    service.update_session(session.id, fields, by=representative.viewer)
    all_told()
    assert told(coordinator.email) == ["Proposed session: Digital inclusion"]


def test_many_followers_take_as_many_reads_as_few(session: Session, coordinator: Someone) -> None:
    counts = []
    for more in (1, 3):
        for number in range(more):
            follow_confirmed(session.id, f"reader{more}-{number}@example.org")
        move(session, coordinator, f"1{more}:00")
        let_time_pass()
        with counted_statements() as sent:
            following.tell([str(session.id)])
        counts.append(sum(1 for one in sent if one.startswith("SELECT") and "work" not in one))
    assert counts[0] == counts[1]


def test_session_that_is_over_is_written_down_without_letters(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    follow_confirmed(session.id)
    with time_machine.travel(at("09:00", day=20), tick=True):
        fields = session_fields(starts_at=at("09:05"), room="Room 2")
        service.update_session(session.id, fields, by=coordinator.viewer)
        all_told()
        service.cancel_session(session.id, "It was not held.", by=coordinator.viewer)
        all_told()
        assert (told(outsider.email), told(STRANGER)) == ([], [])
        event_ids = select(func.max(SessionEvent.id))
        noted = set(db.session.scalars(select(Follower.told_event_id)))
        assert noted == {db.session.scalar(event_ids)}


def test_session_that_was_over_and_is_to_be_held_is_told(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    with time_machine.travel(at("12:00"), tick=True):
        move(session, coordinator)
        all_told()
    assert told(outsider.email) == [NEW_TIME]


def test_session_without_a_time_is_over_with_its_meeting(
    outsider: Someone, coordinator: Someone
) -> None:
    meeting = make_meeting(coordinator.viewer)
    session = make_session(meeting, coordinator.viewer, starts_at=None, ends_at=None)
    service.choose(session.id, by=outsider.viewer)
    fields = session_fields(starts_at=None, ends_at=None, room="Room 2")
    with time_machine.travel(at("09:00", day=20), tick=True):
        service.update_session(session.id, fields, by=coordinator.viewer)
        all_told()
    assert told(outsider.email) == []


def test_another_address_to_follow_it_is_told_once(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    fields = session_fields(webcast="https://webcast.example.org/1")
    service.update_session(session.id, fields, by=coordinator.viewer)
    assert held(session, coordinator).state is State.SCHEDULED
    for _ in range(2):
        all_told()
    assert told(outsider.email) == ["Changed: Digital inclusion"]
    letter = last_letter(outsider.email)
    assert "Webcast: nothing → https://webcast.example.org/1" in letter
    assert "From now on" not in letter
