"""Urgent work has a thread of its own: what blocks the others does not hold it up."""

from collections.abc import Sequence
from threading import Event

from flask import Flask

from coalition.database import transaction
from coalition.tasks import current_queue, submit

PATIENCE = 10.0  # seconds, on a machine that is busy with other tests


def test_urgent_work_is_done_while_slow_work_keeps_all_threads(app: Flask) -> None:
    let_go, done = Event(), Event()
    begun: list[str] = []

    def slow(subjects: Sequence[str]) -> None:
        begun.extend(subjects)
        let_go.wait(PATIENCE)

    def quick(_subjects: Sequence[str]) -> None:
        done.set()

    queue = current_queue()
    queue.register("slow", slow)
    queue.register("quick", quick, urgent=True)
    with transaction():
        submit("slow", "a")
        submit("slow", "b")
    worker = queue.worker(threads=2)
    worker.start()
    try:
        while len(begun) < 2:
            assert not done.wait(0.05)
        with transaction():
            submit("quick", "c")
        assert done.wait(PATIENCE)
        assert not let_go.is_set()
    finally:
        let_go.set()
        worker.stop(graceful=True)
