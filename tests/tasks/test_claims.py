"""Whose process is gone loses its claims; what ended its worker waits, and is given up at last."""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.tasks import Queue, State, Work
from tests.tasks.making import Recorder, submit_all


def test_work_of_a_dead_process_is_done_again(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    submit_all("a")
    with transaction():
        db.session.execute(
            update(Work).values(
                state=State.RUNNING,
                claimed_at=now(),
                claimed_by=f"{socket.gethostname()}:999999999",
            )
        )
    assert queue.run_all() == 0
    queue.resume()
    assert queue.run_all() == 1
    assert handler.batches == [["a"]]


def test_claim_this_process_holds_no_longer_is_done_again(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    submit_all("a")
    with transaction():
        db.session.execute(
            update(Work).values(
                state=State.RUNNING,
                claimed_at=now(),
                claimed_by=f"{socket.gethostname()}:{os.getpid()}",
            )
        )
    queue.resume()
    assert queue.run_all() == 1


def test_claim_is_kept_while_its_work_is_done(queue: Queue) -> None:
    states: list[State] = []

    def handler(_subjects: Sequence[str]) -> None:
        queue.resume()
        states.extend(db.session.scalars(select(Work.state)))

    queue.register("try", handler)
    submit_all("a")
    assert queue.run_all() == 1
    assert states == [State.RUNNING]


def test_work_noted_ahead_of_a_clock_that_was_set_back_is_done(app: Flask, queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    submit_all("a", "b")
    ahead = now() + timedelta(days=1)
    with transaction():
        db.session.execute(update(Work).values(due_at=ahead))
        db.session.execute(update(Work).where(Work.subject == "b").values(created_at=ahead))
    assert queue.run_all() == 0
    queue.resume()
    queue.run_all()
    assert sorted(subject for batch in handler.batches for subject in batch) == ["a", "b"]


def test_work_at_hand_is_left_to_others_without_blame(app: Flask, queue: Queue) -> None:
    left: list[int] = []

    def leave(_subjects: Sequence[str]) -> None:
        left.append(tasks.leave_work())

    queue.register("try", leave)
    submit_all("a")
    tasks.run_batch(queue.kinds["try"])
    assert left == [1]


def interrupt(*row_ids: int) -> None:
    """Leave rows as a worker leaves them that is killed at its work."""
    with transaction():
        db.session.execute(
            update(Work)
            .where(Work.id.in_(row_ids))
            .values(state=State.RUNNING, claimed_by=f"{socket.gethostname()}:999999")
        )
    tasks.release_dead_claims()


def test_interrupted_work_is_done_alone_and_before_the_others(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler, batch=5)
    submit_all("poison", "b", "c")
    first = db.session.scalars(select(Work.id).order_by(Work.id)).all()[0]
    interrupt(first)
    assert queue.run_all() == 3
    assert handler.batches == [["poison"], ["b", "c"]]


def test_work_often_interrupted_waits_longer_each_time(queue: Queue) -> None:
    queue.register("try", Recorder())
    submit_all("unlucky")
    (row_id,) = db.session.scalars(select(Work.id)).all()
    waits = []
    for _ in range(20):
        interrupt(row_id)
        row = db.session.get_one(Work, row_id, populate_existing=True)
        waits.append(round((row.due_at - now()).total_seconds()))
    assert waits == [0, 0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, *[60] * 7]


def test_work_that_ends_every_worker_is_given_up(queue: Queue) -> None:
    told: list[str] = []
    queue.register("try", Recorder(), give_up=told.append)
    submit_all("poison")
    (row_id,) = db.session.scalars(select(Work.id)).all()
    for _ in range(tasks.MOST_INTERRUPTIONS):
        interrupt(row_id)
    assert tasks.failed_count() == 0
    interrupt(row_id)
    assert [(row.subject, row.error) for row in tasks.given_up()] == [
        ("poison", "The process ended each time it was tried.")
    ]
    assert told == ["poison"]


def test_taken_work_is_nobody_elses_until_it_is_given_back(queue: Queue) -> None:
    queue.register("try", Recorder())
    submit_all("a")
    with transaction():
        taken = tasks.take("try", ["a", "b"])
    assert sorted(taken) == ["a", "b"]
    assert tasks.waiting_count("try") == 0
    tasks.release_dead_claims()
    assert tasks.waiting_count("try") == 0
    tasks.finish([taken["a"]])
    tasks.give_back([taken["b"]])
    assert [work.subject for work in db.session.scalars(select(Work))] == ["b"]
    assert tasks.waiting_count("try") == 1


def test_work_another_worker_is_at_is_not_taken(queue: Queue) -> None:
    with transaction():
        held = Work(kind="try", subject="a", state=State.RUNNING, claimed_at=now())
        held.claimed_by = f"{socket.gethostname()}:1"  # the first process of a machine lives
        db.session.add(held)
        taken = tasks.take("try", ["a", "b"])
    assert list(taken) == ["b"]
    tasks.finish(list(taken.values()))
