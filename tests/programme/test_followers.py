"""Who follows a session: one's own programme, and addresses that were confirmed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from coalition.database import db, now, transaction
from coalition.errors import Invalid, NotAllowed, NotFound, TooMany
from coalition.privacy import retention
from coalition.programme import followers, queries, service
from coalition.programme.models import Follower, Session
from coalition.web.viewer import ANONYMOUS
from tests.accounts.making import GROWING
from tests.conftest import Someone
from tests.members.making import last_letter, last_token, subjects_to
from tests.programme.making import (
    STRANGER,
    all_told,
    at,
    follow_confirmed,
    make_meeting,
    make_session,
    propose,
    session_fields,
)

pytestmark = pytest.mark.usefixtures("before_the_meeting")


@pytest.fixture
def session(coordinator: Someone) -> Session:
    """Workshop 130."""
    return make_session(make_meeting(coordinator.viewer), coordinator.viewer)


def count() -> int:
    """Return how many follow anything."""
    return db.session.scalar(select(func.count(Follower.id))) or 0


def move(session: Session, someone: Someone, clock: str = "14:00") -> None:
    """Move a session, to last until half past four."""
    fields = session_fields(starts_at=at(clock), ends_at=at("16:30"))
    service.update_session(session.id, fields, by=someone.viewer)


def ask(session_id: int, email: str = STRANGER) -> None:
    """Ask for letters to an address."""
    followers.follow_by_mail(session_id, email, "en", by=ANONYMOUS, address="192.0.2.1")


def test_session_is_chosen_and_taken_out_again(session: Session, outsider: Someone) -> None:
    for _ in range(2):
        service.choose(session.id, by=outsider.viewer)
        assert queries.chosen_ids(viewer=outsider.viewer) == {session.id}
    for _ in range(2):
        service.unchoose(session.id, by=outsider.viewer)
        assert queries.chosen_ids(viewer=outsider.viewer) == frozenset()


def test_address_too_long_to_keep_is_refused(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        ask(session.id, GROWING)
    assert refused.value.fields == {"email": "This is too long: at most 200 characters."}
    assert count() == 0


def test_what_one_may_not_know_of_is_not_chosen(
    coordinator: Someone, representative: Someone, outsider: Someone, anonymous: Someone
) -> None:
    session = propose(make_meeting(coordinator.viewer), representative.viewer)
    with pytest.raises(NotFound):
        service.choose(session.id, by=outsider.viewer)
    with pytest.raises(NotFound):
        ask(session.id)
    with pytest.raises(NotAllowed):
        service.choose(session.id, by=anonymous.viewer)
    with pytest.raises(NotAllowed):
        service.unchoose(session.id, by=anonymous.viewer)
    assert count() == 0


def test_address_hears_nothing_before_it_is_confirmed(
    session: Session, coordinator: Someone
) -> None:
    ask(session.id)
    move(session, coordinator)
    all_told()
    assert subjects_to(STRANGER) == ["Confirm that you follow a session"]
    assert session.title not in last_letter(STRANGER)


def test_what_changed_before_the_address_was_confirmed_is_told_then(
    session: Session, coordinator: Someone
) -> None:
    ask(session.id)
    token = last_token(STRANGER)
    move(session, coordinator)
    all_told()
    assert followers.confirm(token) == session.id
    all_told()
    assert subjects_to(STRANGER)[1:] == ["New time: Digital inclusion"]


def test_asking_twice_leaves_one_follower_and_one_link(session: Session) -> None:
    ask(session.id, "Reader@Example.org")
    first = last_token(STRANGER)
    ask(session.id)
    with pytest.raises(NotFound):
        followers.confirm(first)
    token = last_token(STRANGER)
    followers.confirm(token)
    with pytest.raises(NotFound):
        followers.confirm(token)
    assert count() == 1


def test_too_many_letters_are_not_asked_for(session: Session) -> None:
    for number in range(followers.MOST_IN_AN_HOUR):
        ask(session.id, f"reader{number}@example.org")
    with pytest.raises(TooMany):
        ask(session.id, "another@example.org")


def test_stopped_by_a_letter_and_started_again(session: Session, coordinator: Someone) -> None:
    follow_confirmed(session.id)
    move(session, coordinator)
    all_told()
    token = last_token(STRANGER)
    for _ in range(2):
        followers.stop_by_letter(token)
    move(session, coordinator, "13:00")
    all_told()
    assert len(subjects_to(STRANGER)) == 2
    followers.resume_by_letter(token)
    all_told()
    assert len(subjects_to(STRANGER)) == 2  # what changed meanwhile was not asked for
    move(session, coordinator, "12:00")
    all_told()
    assert len(subjects_to(STRANGER)) == 3
    assert last_token(STRANGER) == token
    with pytest.raises(NotFound):
        followers.stop_by_letter("x" * 43)


def test_stopping_leaves_the_session_in_ones_own_programme(
    session: Session, outsider: Someone, coordinator: Someone
) -> None:
    service.choose(session.id, by=outsider.viewer)
    follow_confirmed(session.id, outsider.email)
    move(session, coordinator)
    all_told()
    followers.stop_by_letter(last_token(outsider.email))
    move(session, coordinator, "13:00")
    all_told()
    assert subjects_to(outsider.email)[1:] == ["New time: Digital inclusion"]
    assert queries.chosen_ids(viewer=outsider.viewer) == {session.id}


def test_confirming_anew_starts_letters_that_were_stopped(
    session: Session, coordinator: Someone
) -> None:
    follow_confirmed(session.id)
    move(session, coordinator)
    all_told()
    followers.stop_by_letter(last_token(STRANGER))
    move(session, coordinator, "13:00")
    follow_confirmed(session.id)
    all_told()
    move(session, coordinator, "12:00")
    all_told()
    assert subjects_to(STRANGER).count("New time: Digital inclusion") == 2


def test_addresses_are_forgotten_when_not_confirmed_or_stopped_long_ago(
    session: Session, outsider: Someone
) -> None:
    service.choose(session.id, by=outsider.viewer)
    follow_confirmed(session.id)
    ask(session.id, "never@example.org")
    ask(session.id, "lately@example.org")
    follow_confirmed(session.id, "stopped@example.org")
    with transaction():
        for email, column, days in (
            ("never@example.org", "since_at", 8),
            ("stopped@example.org", "stopped_at", 31),
            (STRANGER, "since_at", 400),
        ):
            moment = now() - timedelta(days=days)
            db.session.execute(
                update(Follower).where(Follower.email == email).values({column: moment})
            )
    retention.sweep()
    left = db.session.scalars(select(Follower.email).order_by(Follower.id))
    assert list(left) == ["", STRANGER, "lately@example.org"]


def test_link_of_an_address_that_was_forgotten_confirms_nobody_else(session: Session) -> None:
    ask(session.id)
    token = last_token(STRANGER)
    with transaction():
        db.session.execute(update(Follower).values(email="another@example.org"))
    with pytest.raises(NotFound):
        followers.confirm(token)
