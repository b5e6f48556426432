"""The queue of an application: its kinds of work, and the messages that wake its workers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from flask import (  # to find the running application's queue, as db finds its session
    Flask,
    current_app,
)
from huey import crontab
from huey.api import Huey
from sqlalchemy import select

from coalition.database import after_commit, db, now, transaction
from coalition.messengers import Threads, Worker, messenger
from coalition.tasks import claims, signs
from coalition.tasks.doing import run_batch
from coalition.tasks.kinds import PAUSES, Handler, Kind
from coalition.tasks.models import State, Work
from coalition.tasks.queries import kinds_due

log = structlog.get_logger(__name__)

QUEUE = "coalition.queue"  # of an application
MOST_AT_ONCE = 10_000  # rows: work that notes itself anew holds nobody for ever
SWEEP = 100  # its priority: higher than that of any work

Context = Callable[[], Any]


class Queue:
    """The kinds of work of one application and the messages that wake its workers."""

    def __init__(self, url: str, secret: str, context: Context) -> None:
        self.kinds: dict[str, Kind] = {}
        self._quiet: frozenset[str] = frozenset()
        self._clockwork: list[Callable[[], None]] = []
        self._context = context
        self._messenger = partial(messenger, url, secret)
        self.huey = self._messenger("coalition")
        self._message = self.huey.task()(self._answer)
        # before all work, which may wait for it: what is due by the clock, and what was interrupted
        self.huey.periodic_task(crontab(minute="*"), priority=SWEEP)(self._sweep)
        self._urgent: dict[str, tuple[Huey, Any]] = {}  # messenger and message by kind

    def register(
        self,
        name: str,
        handler: Handler,
        *,
        batch: int = 1,
        priority: int = 0,
        pauses: tuple[timedelta, ...] = PAUSES,
        give_up: Callable[[str], None] | None = None,
        urgent: bool = False,
    ) -> None:
        """Let handler do all work of this kind; higher priority is served first.

        Urgent work is begun at once, whatever the threads of the other kinds are at.
        """
        self.kinds[name] = Kind(name, handler, batch, priority, pauses, give_up, urgent)
        if urgent:
            huey = self._messenger(f"coalition-{name}")
            self._urgent[name] = (huey, huey.task()(self._answer))

    def every_minute(self, look: Callable[[], None]) -> None:
        """Let look note, every minute, the work whose time has come by the clock."""
        self._clockwork.append(look)

    def wake(self, kind: str, delay: timedelta | None = None) -> None:
        """Ask a worker to look for work of this kind, now or after a delay."""
        if kind in self._quiet:
            return
        _huey, message = self._urgent.get(kind, (self.huey, self._message))
        try:
            if delay is None:
                message(kind, priority=self.kinds[kind].priority)
            else:
                message.schedule((kind,), delay=delay.total_seconds())
        except Exception as problem:  # nothing is lost: all that waits is looked at once a minute
            log.warning("not_woken", kind=kind, problem=repr(problem))

    @contextmanager
    def quiet(self, *kinds: str) -> Iterator[None]:
        """Wake nobody for these kinds: this process takes their work itself. At the end, do."""
        self._quiet = frozenset(kinds)
        try:
            yield
        finally:
            self._quiet = frozenset()
            for kind in kinds:
                self.wake(kind)

    def worker(self, threads: int = 2) -> Worker:
        """Return a worker for this queue, not started yet: its threads, and one an urgent kind."""
        urgent = [Threads(huey, 1, is_urgent=True) for huey, _message in self._urgent.values()]
        return Worker([Threads(self.huey, threads), *urgent], self._give_sign)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Give a database session of its own: what was read in the one around it stays as it is."""
        with self._context():
            yield

    def state(self) -> str:
        """Return "ok" after reaching the queue; raises whatever its storage raises."""
        self.huey.pending_count()
        return "ok"

    def resume(self) -> None:
        """Give back the claims of workers that are gone, and wake every kind that has work."""
        claims.release_dead(self.kinds)
        claims.release_from_the_future(self.kinds)
        for kind in kinds_due():
            if kind in self.kinds:
                self.wake(kind)

    def look_at_the_clock(self) -> None:
        """Let everybody who asked for it look; one who fails holds up no other."""
        for look in self._clockwork:
            try:
                look()
            except Exception:  # a minute later it is tried again
                log.exception("clockwork_failed", look=repr(look))
                db.session.rollback()

    def run_all(self) -> int:
        """Do in this thread all work that is due, to some MOST_AT_ONCE; return how many were done."""
        done = 0
        while done < MOST_AT_ONCE:
            kinds = [self.kinds[name] for name in kinds_due() if name in self.kinds]
            if not kinds:
                break
            for kind in sorted(kinds, key=lambda kind: -kind.priority):
                done += run_batch(kind)[0]
        return done

    def _answer(self, name: str) -> None:
        with self._context():
            kind = self.kinds[name]
            _, retry = run_batch(kind)
            if retry is not None:
                self.wake(name, retry)
            if name in kinds_due():
                self.wake(name)

    def _give_sign(self) -> None:
        with self._context():
            signs.give()

    def _sweep(self) -> None:
        with self._context():
            self.resume()
            self.look_at_the_clock()


def install_queue(app: Flask, queue: Queue) -> None:
    """Let this application put its work into the queue."""
    app.extensions[QUEUE] = queue


def current_queue() -> Queue:
    """Return the queue of the running application."""
    queue: Queue = current_app.extensions[QUEUE]
    return queue


def submit(kind: str, subject: str, *, due_at: datetime | None = None) -> None:
    """Note work to be done after the surrounding transaction; the same waiting work is noted once.

    It is not begun before `due_at`; the same work that is due earlier does not count then. The
    waiting row is held, and one that a worker takes just now does not count: what that worker
    reads is older than this transaction.
    """
    known = select(Work.id).where(
        Work.kind == kind, Work.subject == subject, Work.state == State.WAITING
    )
    if due_at is not None:
        known = known.where(Work.due_at >= due_at)
    if db.session.scalar(known.limit(1).with_for_update(skip_locked=True)) is None:
        db.session.add(Work(kind=kind, subject=subject, due_at=due_at or now()))
    pause = due_at - now() if due_at else None
    after_commit(partial(current_queue().wake, kind, pause))


def try_again(work_id: int | None = None) -> int:
    """Let a given-up piece of work, or all of them, be tried anew; return how many those are."""
    with transaction():
        found = select(Work).where(Work.state == State.FAILED).with_for_update()
        if work_id is not None:
            found = found.where(Work.id == work_id)
        rows = db.session.scalars(found).all()
        for row in rows:
            row.state, row.due_at = State.WAITING, now()
            row.tries = row.interruptions = 0
        for kind in {row.kind for row in rows} & current_queue().kinds.keys():
            after_commit(partial(current_queue().wake, kind))
        return len(rows)


def release_dead_claims() -> None:
    """Let work be done whose worker is gone; see `claims.release_dead`."""
    claims.release_dead(current_queue().kinds)
