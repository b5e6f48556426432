"""Background work survives errors: it is tried again, given up after three tries, never lost."""

import errno
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select

from coalition import messengers, tasks
from coalition.database import db, now, transaction
from coalition.tasks import Later, Queue, State, Work, current_queue, submit
from tests.tasks.making import Recorder, make_due, submit_all


def test_work_is_done_in_batches_and_forgotten(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler, batch=2)
    submit_all("a", "b", "c")
    assert queue.run_all() == 3
    assert handler.batches == [["a", "b"], ["c"]]
    assert db.session.scalars(select(Work)).all() == []


def test_work_due_by_the_clock_is_noted_though_another_look_fails(queue: Queue) -> None:
    def fail() -> None:
        raise ValueError("no clock")

    handler = Recorder()
    queue.register("try", handler)
    queue.every_minute(fail)
    queue.every_minute(lambda: submit_all("a"))
    queue.look_at_the_clock()
    queue.run_all()
    assert handler.batches == [["a"]]


def test_same_waiting_work_is_noted_once(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    submit_all("a", "a")
    submit_all("a")
    queue.run_all()
    assert handler.batches == [["a"]]


def test_work_of_a_failed_transaction_is_not_noted(queue: Queue) -> None:
    queue.register("try", Recorder())
    with pytest.raises(ZeroDivisionError), transaction():
        submit("try", "a")
        raise ZeroDivisionError
    assert queue.run_all() == 0


def test_batch_with_a_bad_subject_does_the_others(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler, batch=3)
    submit_all("a", "bad", "c")
    queue.run_all()
    assert handler.batches == [["a", "bad", "c"], ["a"], ["bad"], ["c"]]
    left = db.session.scalars(select(Work)).one()
    assert (left.subject, left.state, left.tries) == ("bad", State.WAITING, 1)
    assert left.error == "ValueError: cannot do this"


def test_work_that_keeps_failing_is_given_up_after_three_tries(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    submit_all("bad")
    for _ in range(5):
        queue.run_all()
        make_due()
    assert len(handler.batches) == 3
    assert db.session.scalars(select(Work.state)).one() is State.FAILED
    assert tasks.failed_count() == 1


def test_failed_work_waits_before_the_next_try(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    submit_all("bad")
    queue.run_all()
    assert queue.run_all() == 0
    pause = db.session.scalars(select(Work.due_at)).one() - now()
    assert timedelta(seconds=5) < pause <= timedelta(seconds=10)


def test_work_that_is_put_off_counts_no_try(queue: Queue) -> None:
    def handler(_subjects: Sequence[str]) -> None:
        raise Later

    queue.register("try", handler, batch=2)
    submit_all("a", "b")
    for _ in range(5):
        assert queue.run_all() == 2
        make_due()
    rows = db.session.execute(select(Work.subject, Work.state, Work.tries).order_by(Work.id))
    assert [tuple(row) for row in rows] == [("a", State.WAITING, 0), ("b", State.WAITING, 0)]


def test_kind_with_pauses_of_its_own_is_tried_as_often(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler, pauses=(timedelta(hours=1),))
    submit_all("bad")
    queue.run_all()
    pause = db.session.scalars(select(Work.due_at)).one() - now()
    assert timedelta(minutes=59) < pause <= timedelta(hours=1)
    make_due()
    queue.run_all()
    assert tasks.failed_count() == 1


def test_work_submitted_again_while_it_is_begun_is_done_after_the_change(
    app: Flask, queue: Queue
) -> None:
    changed: list[bool] = []
    seen: list[bool] = []
    queue.register("try", lambda _subjects: seen.append(bool(changed)))

    def work() -> None:
        with app.app_context():
            tasks.run_batch(queue.kinds["try"])

    submit_all("a")
    worker = Thread(target=work)
    with transaction():
        submit("try", "a")
        worker.start()
        worker.join(timeout=0.5)  # it waits for this transaction where only one may write
        changed.append(True)
    worker.join()
    queue.run_all()
    assert seen[-1:] == [True]


def test_worker_in_threads_does_what_is_submitted(app: Flask, queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler)
    worker = queue.worker(threads=1)
    worker.start()
    try:
        submit_all("a")
        for _ in range(100):
            if handler.batches:
                break
            time.sleep(0.05)
    finally:
        worker.stop(graceful=True)
    assert handler.batches == [["a"]]


def test_thread_that_died_is_replaced(
    app: Flask, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messengers, "HEALTH_SECONDS", 0.05)
    handler = Recorder()
    queue.register("try", handler)

    def end(_subjects: Sequence[str]) -> None:
        raise SystemExit  # which ends a thread past all that catches errors

    queue.register("end", end)
    worker = queue.worker(threads=1)
    worker.start()
    try:
        with transaction():
            submit("end", "x")
        submit_all("a")
        until = time.monotonic() + 10
        while not handler.batches and time.monotonic() < until:
            queue.wake("try")
            time.sleep(0.05)
    finally:
        worker.stop(graceful=True)
    assert handler.batches == [["a"]]


def test_what_fails_because_of_the_machine_counts_as_no_try(app: Flask, queue: Queue) -> None:
    def full(_subjects: Sequence[str]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    queue.register("try", full, batch=5)
    submit_all("a", "b")
    for _ in range(5):
        queue.run_all()
        with transaction():
            found = db.session.scalars(select(Work).order_by(Work.id)).all()
            assert [(row.tries, row.state, row.due_at > now()) for row in found] == [
                (0, State.WAITING, True)
            ] * 2
            for row in found:
                row.due_at = now()


def test_messages_that_are_damaged_are_set_aside(app: Flask, tmp_path: Path) -> None:
    queue = current_queue()
    queue.wake("mail")
    path = tmp_path / "queue.db"
    for ending in ("-wal", "-shm"):
        (tmp_path / f"queue.db{ending}").unlink(missing_ok=True)
    path.write_bytes(b"no database at all" * 1000)
    queue.wake("mail")  # is lost, which does no harm
    queue.wake("mail")
    assert queue.state() == "ok"
    assert (tmp_path / "queue.db.damaged").exists()


def test_try_again_begins_anew(queue: Queue) -> None:
    handler = Recorder()
    queue.register("try", handler, pauses=())
    submit_all("bad one", "bad two")
    queue.run_all()
    first, second = tasks.given_up()
    assert tasks.try_again(first.id) == 1
    assert [row.id for row in tasks.given_up()] == [second.id]
    handler.batches.clear()
    assert tasks.try_again() == 1
    queue.run_all()
    assert handler.batches == [["bad one"], ["bad two"]]
    assert tasks.failed_count() == 2
