"""The weekly round: when it begins, that it compares everything, goes on after a crash, and tells once."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db, now, transaction
from coalition.library.models import Document, File
from coalition.mail.models import Message
from coalition.preservation import rounds
from coalition.preservation.models import Round
from coalition.tasks import Work, current_queue
from tests.conftest import Someone, work_through
from tests.library.conftest import put
from tests.members.making import subjects_to
from tests.preservation.conftest import digest_of, flip, path_of, row


def age(days: int) -> None:
    """Let all that was compared have been compared so many days earlier."""
    then = now() - timedelta(days=days)
    with transaction():
        db.session.execute(sa.update(File).values(checked_at=then))
        db.session.execute(sa.update(Round).values(started_at=then, ended_at=then))


def all_rounds() -> list[Round]:
    return list(db.session.scalars(sa.select(Round).order_by(Round.id)))


def test_nothing_is_begun_without_files_or_before_a_week_is_over(
    app: Flask, representative: Someone
) -> None:
    rounds.note_due()
    put(representative.viewer, representative.organisation_id)
    rounds.note_due()
    assert all_rounds() == []


def test_round_compares_every_file_and_is_due_again_after_a_week(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 2)
    for number in range(5):
        put(representative.viewer, representative.organisation_id, f"Paper {number}. " * 3)
    age(8)
    rounds.note_due()
    rounds.note_due()
    work_through()
    (done,) = all_rounds()
    sizes = db.session.scalar(sa.select(sa.func.sum(File.size_bytes))) or 0
    assert (done.file_count, done.byte_count, done.damaged_count) == (5, sizes, 0)
    assert done.ended_at is not None
    rounds.note_due()
    assert len(all_rounds()) == 1
    age(8)
    rounds.note_due()
    work_through()
    assert [one.file_count for one in all_rounds()] == [5, 5]


def test_round_of_a_worker_that_died_is_taken_up(representative: Someone) -> None:
    put(representative.viewer, representative.organisation_id)
    age(8)
    rounds.note_due()
    with transaction():
        db.session.execute(sa.delete(Work).where(Work.kind == rounds.KIND))
    rounds.note_due()
    work_through()
    (done,) = all_rounds()
    assert (done.file_count, done.ended_at is not None) == (1, True)


def test_clock_that_was_put_back_does_not_put_a_round_off_for_ever(
    representative: Someone,
) -> None:
    put(representative.viewer, representative.organisation_id)
    age(-400)
    rounds.note_due()
    work_through()
    assert [one.file_count for one in all_rounds()] == [1]


def test_coordinators_are_told_once_a_round_and_again_of_new_damage_only(
    coordinator: Someone, representative: Someone, published: Document
) -> None:
    other = put(representative.viewer, representative.organisation_id, "Another paper.")
    flip(path_of(published))
    age(8)
    rounds.note_due()
    work_through()
    assert row(digest_of(published)).damage == "flipped"
    assert subjects_to(coordinator.email) == ["1 file is damaged"]
    age(8)
    rounds.note_due()
    work_through()
    assert [one.damaged_count for one in all_rounds()] == [1, 1]
    assert subjects_to(coordinator.email) == ["1 file is damaged"]
    flip(path_of(other))
    age(8)
    rounds.note_due()
    work_through()
    assert subjects_to(coordinator.email) == ["1 file is damaged"] * 2


def test_damage_found_by_a_reader_is_told_at_once_and_by_name(
    coordinator: Someone, anonymous: Someone, published: Document
) -> None:
    flip(path_of(published))
    for _ in range(3):
        anonymous.client.get(f"/library/{published.id}/versions/1/file")
        work_through()
    (letter,) = db.session.scalars(sa.select(Message).where(Message.to == coordinator.email))
    assert "“Reading rooms and the network”, version 1" in letter.body
    assert "/preservation" in letter.body


def test_reading_keeps_to_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    pace = rounds._Pace()
    pace.wait(rounds.BYTES_A_SECOND // 2)
    assert waited == [0.5]


def test_queue_knows_the_work(app: Flask) -> None:
    assert current_queue().kinds[rounds.KIND].priority < 0
