"""Reminders: to whom, when, once each, and none for what is published."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from coalition import tasks
from coalition.database import db, transaction
from coalition.library import service as library
from coalition.mail.models import Message
from coalition.programme import service as programme
from coalition.reports import policy, queries, reminding, service
from coalition.web.site import settings
from tests.conftest import Someone, make_person
from tests.reports.making import CHOICE, held_session, written

MORNING = datetime(2012, 11, 17, 5, tzinfo=UTC)  # 9:00 in Baku, three days before it is due


def let_it_be(at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Look and write as at this moment; return to whom letters went."""
    before = set(db.session.scalars(select(Message.id)))
    monkeypatch.setattr(reminding, "now", lambda: at)
    reminding.note_due()
    noted = select(tasks.Work).where(tasks.Work.kind == reminding.KIND)
    work = db.session.scalars(noted).all()
    reminding.remind([one.subject for one in work])
    with transaction():
        for one in db.session.scalars(noted):
            db.session.delete(one)
    letters = db.session.scalars(select(Message).order_by(Message.id))
    return sorted(letter.to for letter in letters if letter.id not in before)


def test_those_who_may_write_it_are_reminded_once_a_step(
    coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_session(coordinator, representative)
    all_of_them = ["ann@example.org", representative.email, "rita@example.org"]
    told = [
        let_it_be(MORNING + timedelta(days=day, hours=hour), monkeypatch)
        for day, hour in (
            (-1, 0),
            (0, 0),
            (0, 3),
            (2, 0),
            (4, 0),
            (5, 0),
            (11, 0),
            (18, 0),
            (30, 0),
        )
    ]
    assert told == [[], all_of_them, [], [], all_of_them, [], all_of_them, all_of_them, []]


def test_each_letter_is_in_its_readers_language(
    coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person("rita@example.org")
    with transaction():
        db.session.merge(person).language = "fr"
    held_session(coordinator, representative)
    let_it_be(MORNING, monkeypatch)
    letters = {letter.to: letter for letter in db.session.scalars(select(Message))}
    assert {to: letter.language for to, letter in letters.items()} == {
        "ann@example.org": "en",
        representative.email: "en",
        "rita@example.org": "fr",
    }
    assert letters[representative.email].subject == (
        "The report of 130 Digital inclusion is due on 20 November 2012"
    )
    assert "/report/edit" in letters["rita@example.org"].body


def test_nobody_is_reminded_of_what_is_published_cancelled_or_not_ours(
    coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = held_session(coordinator, representative)
    written(published, coordinator.viewer)
    service.publish(published.id, CHOICE, by=coordinator.viewer, revision=1)
    cancelled = held_session(coordinator, representative)
    programme.cancel_session(cancelled.id, "Rain.", by=coordinator.viewer)
    held_session(coordinator)  # of no member, and not ours
    with monkeypatch.context() as patch:
        assert let_it_be(MORNING + timedelta(days=4), patch) == []


def test_publishing_between_note_and_letter_stops_it(
    coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held_session(coordinator, representative)
    monkeypatch.setattr(reminding, "now", lambda: MORNING)
    reminding.note_due()
    written(session, coordinator.viewer)
    service.publish(session.id, CHOICE, by=coordinator.viewer, revision=1)
    reminding.remind([f"{session.id}:before"])
    assert db.session.scalars(select(Message)).all() == []


def test_report_that_was_sent_back_is_reminded_of_again(
    app: Flask, coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)
    session = held_session(coordinator, representative)
    written(session, representative.viewer)
    how = replace(CHOICE, organisation_id=representative.organisation_id)
    service.publish(session.id, how, by=representative.viewer, revision=1)
    late = MORNING + timedelta(days=4)
    assert let_it_be(late, monkeypatch) == []
    reminding.remind([f"{session.id}:after"])  # noted before it was handed in
    assert queries.reminders_of([session.id]) == {}
    report = queries.find_report(session.id, viewer=coordinator.viewer)
    assert report is not None
    assert report.document_id is not None
    library.send_back(report.document_id, "Look again.", by=coordinator.viewer)
    assert [one.id for one in queries.sessions_to_remind(late)] == [session.id]
    assert representative.email in let_it_be(late, monkeypatch)


def test_late_work_writes_no_reminder_of_a_step_that_is_over(
    coordinator: Someone, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held_session(coordinator, representative)
    monkeypatch.setattr(reminding, "now", lambda: MORNING + timedelta(days=6))
    reminding.remind([f"{session.id}:before"])
    assert db.session.scalars(select(Message)).all() == []


def test_looking_costs_one_query_while_nothing_is_due(
    coordinator: Someone, representative: Someone
) -> None:
    held_session(coordinator, representative)
    assert queries.sessions_to_remind(MORNING - timedelta(days=9)) == []
    assert len(queries.sessions_to_remind(MORNING)) == 1
    assert policy.DAYS == 14
