"""The background queue: work rows written with what they are about, done by the worker later.

The row is the truth and survives a crash; the message in the queue is only a wake-up call that
names a kind of work. A kind's handler is given the subjects of up to `batch` rows at once.
"""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from flask import current_app  # to find the running application's queue, as db finds its session
from huey import crontab
from huey.api import Huey
from sqlalchemy import Index, String, delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from coalition import signs
from coalition.causes import cause_of
from coalition.database import Base, after_commit, db, now, one_of, transaction
from coalition.messengers import Threads, Worker, messenger

log = structlog.get_logger(__name__)

PAUSES = (timedelta(seconds=10), timedelta(minutes=1))  # before the second and the third try
LEASE = timedelta(minutes=10)  # a claim older than this belongs to a worker that is gone
MOST_INTERRUPTIONS = 50  # some forty minutes of them: the work itself is what ends the workers
UNPUNISHED = 2  # interruptions after which work is taken up at once
INTERRUPTED = timedelta(seconds=5)  # longer to wait with each further one, a minute at most
SWEEP = 100  # its priority: higher than that of any work
LATER = timedelta(seconds=30)  # until work that could not be begun is looked at again

Handler = Callable[[Sequence[str]], None]
Context = Callable[[], Any]

_in_hand: set[int] = set()  # the rows this process is doing


class Later(Exception):
    """What a handler raises when its work cannot be begun yet; that counts as no try.

    `why` is told to coordinators. What would befall all work of the kind is put off for `all_of_it`.
    """

    def __init__(self, why: str = "", *, all_of_it: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.all_of_it = all_of_it


class State(StrEnum):
    """Where a piece of work stands; what is done is deleted."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


class Work(Base):
    """One thing to be done in the background."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(80))
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    interruptions: Mapped[int] = mapped_column(default=0)  # workers that ended while at it
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(String(120), default="")
    error: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_work_kind_state", "kind", "state", "subject"),)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: who does it, how many at once, what comes first, pauses between tries.

    `give_up` is told the subject of work that was given up without its handler noticing. What is
    `urgent` has a thread of its own, so that it never waits for work of other kinds.
    """

    name: str
    handler: Handler
    batch: int = 1
    priority: int = 0
    pauses: tuple[timedelta, ...] = PAUSES
    give_up: Callable[[str], None] | None = None
    urgent: bool = False


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
        release_dead_claims()
        release_from_the_future()
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

    def run_all(self, limit: int = 10_000) -> int:
        """Do in this thread all work that is due, at most `limit` rows; return how many were done."""
        done = 0
        while done < limit:
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


def current_queue() -> "Queue":
    """Return the queue of the running application."""
    queue: Queue = current_app.extensions["coalition.queue"]
    return queue


def submit(kind: str, subject: str) -> None:
    """Note work to be done after the surrounding transaction; the same waiting work is noted once.

    The waiting row is held, and one that a worker takes just now does not count: what that worker
    reads is older than this transaction.
    """
    known = select(Work.id).where(
        Work.kind == kind, Work.subject == subject, Work.state == State.WAITING
    )
    if db.session.scalar(known.limit(1).with_for_update(skip_locked=True)) is None:
        db.session.add(Work(kind=kind, subject=subject))
    after_commit(partial(current_queue().wake, kind))


def run_batch(kind: Kind) -> tuple[int, timedelta | None]:
    """Claim and do one batch; return the rows done and the pause until a failed one is due again."""
    claimed = _claim(kind)
    try:
        return _run(kind, claimed) if claimed else (0, None)
    finally:
        _in_hand.difference_update(row_id for row_id, _ in claimed)


def _run(kind: Kind, claimed: Sequence[tuple[int, str]]) -> tuple[int, timedelta | None]:
    """Do what was claimed and note how it went."""
    row_ids = [row_id for row_id, _ in claimed]
    try:
        kind.handler([subject for _, subject in claimed])
    except Exception as problem:
        db.session.rollback()
        if isinstance(problem, Later) or cause_of(problem):
            return len(claimed), _put_off(kind, row_ids, problem)
        if len(claimed) == 1:
            return 1, _note_failure(kind, row_ids[0], problem)
        return _run_singly(kind, claimed)
    _finish(row_ids)
    return len(claimed), None


def _run_singly(kind: Kind, claimed: Sequence[tuple[int, str]]) -> tuple[int, timedelta | None]:
    """Do each row by itself, so that one that fails does not hold up the others."""
    pause: timedelta | None = None
    for row_id, subject in claimed:
        try:
            kind.handler([subject])
        except Exception as problem:
            db.session.rollback()
            if isinstance(problem, Later) or cause_of(problem):
                pause = _put_off(kind, [row_id], problem)
            else:
                pause = _note_failure(kind, row_id, problem) or pause
        else:
            _finish([row_id])
    return len(claimed), pause


def take(kind: str, subjects: Sequence[str]) -> dict[str, int]:
    """Claim for this process, inside a transaction, the work on these subjects, noted yet or not.

    Returns its rows by subject, to `finish` or to `give_back`. What another worker is at is left
    out.
    """
    rows = db.session.scalars(
        select(Work).where(Work.kind == kind, Work.subject.in_(subjects)).with_for_update()
    ).all()
    busy = {row.subject for row in rows if row.state == State.RUNNING and not _is_dead(row)}
    mine = {row.subject: row for row in rows if row.subject not in busy}
    new = [Work(kind=kind, subject=key) for key in subjects if key not in busy | mine.keys()]
    db.session.add_all(new)
    db.session.flush()
    mine |= {row.subject: row for row in new}
    _mark_claimed(list(mine.values()))
    return {subject: row.id for subject, row in mine.items()}


def finish(row_ids: Sequence[int]) -> None:
    """Note that work which was taken is done."""
    _finish(row_ids)
    _in_hand.difference_update(row_ids)


def give_back(row_ids: Sequence[int]) -> None:
    """Leave work which was taken to whoever comes next."""
    with transaction():
        changed = update(Work).where(Work.id.in_(row_ids))
        db.session.execute(changed.values(state=State.WAITING, due_at=now(), claimed_by=""))
    _in_hand.difference_update(row_ids)


def kinds_due() -> list[str]:
    """Return the kinds that have work waiting whose time has come."""
    due = select(Work.kind).where(Work.state == State.WAITING, Work.due_at <= now()).distinct()
    return list(db.session.scalars(due))


def waiting_count(kind: str) -> int:
    """Return how many pieces of work of this kind wait."""
    waiting = select(func.count(Work.id)).where(Work.kind == kind, Work.state == State.WAITING)
    return db.session.scalar(waiting) or 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How the queue stands: pieces of work that wait and were given up, since when the oldest waits.

    `oldest_at` is of work whose time has come, so that what pauses between two tries is left out.
    """

    waiting_count: int
    failed_count: int
    oldest_at: datetime | None


def standing() -> Standing:
    """Return how the queue stands."""
    waits, failed = Work.state == State.WAITING, Work.state == State.FAILED
    count = func.count(Work.id)
    oldest = func.min(Work.due_at).filter(waits, Work.due_at <= now())
    found = select(count.filter(waits), count.filter(failed), oldest)
    waiting, given_up_count, since = db.session.execute(found).one()
    return Standing(waiting, given_up_count, since)


def last_problem(kind: str) -> str:
    """Return why work of this kind that still waits could not be done, by its newest try; or ""."""
    tried = select(Work.error).where(Work.kind == kind, Work.error != "")
    return db.session.scalar(tried.order_by(Work.due_at.desc()).limit(1)) or ""


def failed_count() -> int:
    """Return how many pieces of work were given up after their last try."""
    return db.session.scalar(select(func.count(Work.id)).where(Work.state == State.FAILED)) or 0


def given_up() -> list[Work]:
    """Return the work that was given up after its last try, oldest first."""
    return list(
        db.session.scalars(select(Work).where(Work.state == State.FAILED).order_by(Work.id))
    )


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
    """Return to waiting what was claimed by a process of this machine that is gone, or too long ago.

    Work that ended its worker time and again is given up.
    """
    running = db.session.scalars(select(Work).where(Work.state == State.RUNNING)).all()
    if not any(_is_dead(row) for row in running):
        return
    with transaction():
        for row in db.session.scalars(
            select(Work).where(Work.state == State.RUNNING).with_for_update()
        ):
            if _is_dead(row):
                _note_interruption(row)


def release_from_the_future() -> None:
    """Let work begin that waits for a time too far ahead, for the clock was set back since.

    No pause is longer than the longest of any kind, and nothing can have been noted after now.
    """
    most = max(pause for kind in current_queue().kinds.values() for pause in (LATER, *kind.pauses))
    late = (Work.created_at > now() + LATER) | (Work.due_at > now() + most + LATER)
    waiting = (Work.state == State.WAITING) & late
    if db.session.scalar(select(func.count(Work.id)).where(waiting)):
        log.warning("clock_was_set_back")
        with transaction():
            back = {"due_at": now(), "created_at": now()}
            db.session.execute(update(Work).where(waiting).values(**back))


def leave_work() -> int:
    """Leave what this process is doing to others, for it is about to end; return how much that is."""
    row_ids = list(_in_hand)
    if row_ids:
        give_back(row_ids)
    return len(row_ids)


def _note_interruption(row: Work) -> None:
    """Let a row wait that was claimed by a worker which ended, the longer the more often."""
    row.claimed_by = ""
    row.interruptions += 1
    row.state = State.WAITING
    row.due_at = now() + min(
        max(row.interruptions - UNPUNISHED, 0) * INTERRUPTED, timedelta(minutes=1)
    )
    if row.interruptions > MOST_INTERRUPTIONS:
        row.state, row.error = State.FAILED, "The process ended each time it was tried."
        kind = current_queue().kinds.get(row.kind)
        if kind is not None and kind.give_up is not None:
            after_commit(partial(kind.give_up, row.subject))


def _is_dead(row: Work) -> bool:
    host, _, process = row.claimed_by.partition(":")
    if host == socket.gethostname() and process.isdigit():
        if int(process) == os.getpid():  # or that of a process before, which had the same number
            return row.id not in _in_hand
        return not Path(f"/proc/{process}").exists()
    return row.claimed_at is None or now() - row.claimed_at > LEASE


def _claim(kind: Kind) -> list[tuple[int, str]]:
    with transaction():
        rows = db.session.scalars(
            select(Work)
            .where(Work.kind == kind.name, Work.state == State.WAITING, Work.due_at <= now())
            .order_by(Work.id)
            .limit(kind.batch)
            .with_for_update(skip_locked=True)
        ).all()
        if rows and rows[0].interruptions:
            rows = rows[:1]  # alone, so that what may end this process too takes nothing with it
        _mark_claimed(rows)
        return [(row.id, row.subject) for row in rows]


def _mark_claimed(rows: Sequence[Work]) -> None:
    for row in rows:
        row.state = State.RUNNING
        row.claimed_at = now()
        row.claimed_by = f"{socket.gethostname()}:{os.getpid()}"
    _in_hand.update(row.id for row in rows)  # before others can see the claim


def _finish(row_ids: Sequence[int]) -> None:
    with transaction():
        db.session.execute(delete(Work).where(Work.id.in_(row_ids)))


def _put_off(kind: Kind, row_ids: Sequence[int], problem: Exception) -> timedelta:
    """Let rows wait for another time, which counts as no try; return how long.

    So it is with all that fails because of the machine: once that is mended it is done.
    """
    chosen = update(Work).where(Work.id.in_(row_ids))
    why = str(problem) if isinstance(problem, Later) else _in_short(problem)
    if why:
        log.warning("work_put_off", kind=kind.name, work=list(row_ids), problem=why)
    with transaction():
        waits = {"state": State.WAITING, "due_at": now() + LATER}
        db.session.execute(chosen.values(claimed_by="", error=why, **waits))
        if isinstance(problem, Later) and problem.all_of_it:
            others = update(Work).where(Work.kind == kind.name, Work.state == State.WAITING)
            db.session.execute(others.where(Work.due_at <= now()).values(error=why, **waits))
    return LATER


def _in_short(problem: Exception) -> str:
    """Return a problem in one line, without the statement and its values that a database adds."""
    plain = problem.orig if isinstance(problem, DBAPIError) else problem
    return f"{type(plain).__name__}: {plain}"


def _note_failure(kind: Kind, row_id: int, problem: Exception) -> timedelta | None:
    """Keep the row with its error; return the pause before the next try, or None after the last."""
    log.error("work_failed", work=row_id, problem=repr(problem), exc_info=problem)
    with transaction():
        row = db.session.get(Work, row_id)
        if row is None:
            return None  # what it was about was deleted meanwhile
        pause = kind.pauses[row.tries] if row.tries < len(kind.pauses) else None
        db.session.execute(
            update(Work)
            .where(Work.id == row_id)
            .values(
                tries=row.tries + 1,
                error=_in_short(problem),
                state=State.WAITING if pause else State.FAILED,
                due_at=now() + (pause or timedelta()),
                claimed_by="",
            )
        )
    return pause
