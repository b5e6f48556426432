"""Letters with news go to those who asked, tell everything once, and stop at one click."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from coalition.database import db, now, transaction
from coalition.errors import NotFound, TooMany
from coalition.mail import service as mail
from coalition.news import service, subscribing, telling
from coalition.news.models import NewsLetter, Rhythm, Subscriber, ToldPost
from coalition.news.queries import CONFIRM_DAYS
from coalition.privacy import retention
from tests.conftest import Someone, work_through
from tests.members.making import last_letter, last_token
from tests.news.making import draft, let_come_out, let_time_come, published, scheduled, told

STRANGER = "reader@example.net"


def subscribe(someone: Someone, rhythm: Rhythm = Rhythm.DAILY) -> None:
    subscribing.subscribe(rhythm, "en", by=someone.viewer)


def token_in(letter: str, before: str) -> str:
    """Return the secret that stands in a letter after this part of an address."""
    return letter.split(before)[1].split()[0]


def subscribe_stranger(email: str = STRANGER) -> None:
    """Ask for letters to an address and confirm it."""
    subscribing.subscribe_address(email, Rhythm.WEEKLY, "fr", address="192.0.2.1")
    work_through()
    subscribing.confirm(token_in(last_letter(email), "/news/letters/confirm/"), Rhythm.DAILY)


def test_news_is_told_once(outsider: Someone, coordinator: Someone) -> None:
    subscribe(outsider)
    published(coordinator)
    for _ in range(3):
        let_time_come()
    assert len(told(outsider.email)) == 1
    assert told(outsider.email)[0].endswith(": Doors open")
    published(coordinator, "One")
    published(coordinator, "Two")
    let_time_come()
    assert told(outsider.email)[1].endswith(": 2 pieces of news")
    assert "Doors open" not in last_letter(outsider.email)


def test_letter_shows_first_words_and_addresses(outsider: Someone, coordinator: Someone) -> None:
    subscribe(outsider)
    post = published(coordinator, text="# At nine\n\nEverybody is *welcome*.")
    let_time_come()
    letter = last_letter(outsider.email)
    assert "At nine Everybody is welcome." in letter
    assert f"/news/{post.id}\n" in letter


def test_what_was_out_before_is_not_told_and_drafts_never_are(
    outsider: Someone, coordinator: Someone
) -> None:
    published(coordinator)
    subscribe(outsider)
    draft(coordinator, "Secret")
    let_time_come()
    assert told(outsider.email) == []


def test_scheduled_post_is_told_when_it_is_out(outsider: Someone, coordinator: Someone) -> None:
    subscribe(outsider)
    with transaction():
        before = now() - timedelta(hours=1)
        db.session.execute(update(Subscriber).values(confirmed_at=before))
    post = scheduled(coordinator, now() + timedelta(hours=1))
    let_time_come()
    assert told(outsider.email) == []
    let_come_out(post.id)
    let_time_come()
    assert [subject.endswith(": Tomorrow") for subject in told(outsider.email)] == [True]


def test_letters_keep_their_rhythm(outsider: Someone, coordinator: Someone) -> None:
    subscribe(outsider, Rhythm.WEEKLY)
    published(coordinator)
    let_time_come()
    published(coordinator, "Next")
    telling.note_due()
    work_through()
    assert len(told(outsider.email)) == 1
    (subscriber,) = db.session.scalars(select(Subscriber)).all()
    assert round((subscriber.next_letter_at - now()) / timedelta(days=1)) == 7


def test_address_gets_nothing_before_it_is_confirmed(coordinator: Someone) -> None:
    subscribing.subscribe_address(STRANGER, Rhythm.DAILY, "en", address="192.0.2.1")
    published(coordinator)
    let_time_come()
    assert told(STRANGER) == []
    token = token_in(last_letter(STRANGER), "/news/letters/confirm/")
    subscribing.confirm(token, Rhythm.DAILY)
    with pytest.raises(NotFound):
        subscribing.confirm(token, Rhythm.DAILY)
    published(coordinator, "After")
    let_time_come()
    assert [subject.endswith(": After") for subject in told(STRANGER)] == [True]


def test_form_sent_twice_at_once_makes_one_subscriber(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL lets both look before either writes; here the second is made to look too early."""
    subscribing.subscribe_address(STRANGER, Rhythm.DAILY, "en", address="192.0.2.1")
    look, looks = subscribing._of_address, iter([True])

    def too_early(email: str) -> Subscriber | None:
        return None if next(looks, False) else look(email)

    monkeypatch.setattr(subscribing, "_of_address", too_early)
    subscribing.subscribe_address(STRANGER, Rhythm.WEEKLY, "en", address="192.0.2.1")
    assert db.session.scalars(select(Subscriber.rhythm)).all() == [Rhythm.DAILY]
    assert subscribing.find_unconfirmed(last_token(STRANGER)).email == STRANGER


def test_address_that_is_never_confirmed_is_forgotten(app: Flask) -> None:
    subscribing.subscribe_address(STRANGER, Rhythm.DAILY, "en", address="192.0.2.1")
    with transaction():
        long_ago = now() - timedelta(days=CONFIRM_DAYS, minutes=1)
        db.session.execute(update(Subscriber).values(asked_at=long_ago))
    retention.sweep()
    assert db.session.scalar(select(func.count(Subscriber.id))) == 0


def test_asking_again_and_again_is_refused(app: Flask) -> None:
    for _ in range(5):
        subscribing.subscribe_address(STRANGER, Rhythm.DAILY, "en", address="192.0.2.1")
    with pytest.raises(TooMany):
        subscribing.subscribe_address(STRANGER, Rhythm.DAILY, "en", address="192.0.2.1")
    assert db.session.scalar(select(func.count(Subscriber.id))) == 1


def test_link_of_a_letter_stops_the_letters_twice_over(coordinator: Someone) -> None:
    subscribe_stranger()
    published(coordinator)
    let_time_come()
    token = token_in(last_letter(STRANGER), "/news/letters/stop/")
    for _ in range(2):
        subscribing.stop_by_letter(token)
    published(coordinator, "More")
    let_time_come()
    assert len(told(STRANGER)) == 1


def test_address_that_also_has_an_account_is_told_once_and_stops_at_once(
    outsider: Someone, coordinator: Someone
) -> None:
    subscribe_stranger(outsider.email)
    subscribe(outsider)
    published(coordinator)
    let_time_come()
    assert len(told(outsider.email)) == 1
    token = token_in(last_letter(outsider.email), "/news/letters/stop/")
    subscribe_stranger(outsider.email)
    subscribing.stop_by_letter(token)
    published(coordinator, "More")
    let_time_come()
    assert len(told(outsider.email)) == 1


def test_letter_that_cannot_be_written_tells_nothing(
    outsider: Someone, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(outsider)
    published(coordinator)

    def break_down(*_given: object) -> None:
        raise OSError("broken")

    with monkeypatch.context() as broken:
        broken.setattr(mail, "write", break_down)
        with pytest.raises(OSError, match="broken"):
            telling.tell(["1"])
    counts = [
        db.session.scalar(select(func.count()).select_from(t)) for t in (NewsLetter, ToldPost)
    ]
    assert counts == [0, 0]
    let_time_come()
    assert len(told(outsider.email)) == 1


def test_withdrawn_before_the_letter_is_not_told(outsider: Someone, coordinator: Someone) -> None:
    subscribe(outsider)
    post = published(coordinator)
    service.withdraw(post.id, "It was wrong.", by=coordinator.viewer)
    let_time_come()
    assert told(outsider.email) == []
