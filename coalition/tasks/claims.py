"""Claims: which process is at what work, and what becomes of work whose process is gone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import delete, func, select, update

from coalition.database import after_commit, db, now, transaction
from coalition.tasks.kinds import LATER, Kind
from coalition.tasks.models import State, Work
from coalition.tasks.signs import process_name

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)  # a claim older than this belongs to a worker that is gone
MOST_INTERRUPTIONS = 50  # some forty minutes of them: the work itself is what ends the workers
UNPUNISHED = 2  # interruptions after which work is taken up at once
INTERRUPTED = timedelta(seconds=5)  # longer to wait with each further one, a minute at most

_in_hand: set[int] = set()  # the rows this process is doing


def claim(kind: Kind) -> list[tuple[int, str]]:
    """Claim the next rows of a kind that are due, a batch at most; return number and subject of each."""
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


def let_go(row_ids: Iterable[int]) -> None:
    """Note that this process is no longer at these rows."""
    _in_hand.difference_update(row_ids)


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
    delete_done(row_ids)
    _in_hand.difference_update(row_ids)


def give_back(row_ids: Sequence[int]) -> None:
    """Leave work which was taken to whoever comes next."""
    with transaction():
        changed = update(Work).where(Work.id.in_(row_ids))
        db.session.execute(changed.values(state=State.WAITING, due_at=now(), claimed_by=""))
    _in_hand.difference_update(row_ids)


def leave_work() -> int:
    """Leave what this process is doing to others, for it is about to end; return how much that is."""
    row_ids = list(_in_hand)
    if row_ids:
        give_back(row_ids)
    return len(row_ids)


def delete_done(row_ids: Sequence[int]) -> None:
    """Delete rows whose work is done."""
    with transaction():
        db.session.execute(delete(Work).where(Work.id.in_(row_ids)))


def release_dead(kinds: Mapping[str, Kind]) -> None:
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
                _note_interruption(row, kinds)


def release_from_the_future(kinds: Mapping[str, Kind]) -> None:
    """Let work begin that waits for a time too far ahead, for the clock was set back since.

    No pause is longer than the longest of any kind, and nothing can have been noted after now.
    """
    most = max(pause for kind in kinds.values() for pause in (LATER, *kind.pauses))
    late = (Work.created_at > now() + LATER) | (Work.due_at > now() + most + LATER)
    waiting = (Work.state == State.WAITING) & late
    if db.session.scalar(select(func.count(Work.id)).where(waiting)):
        log.warning("clock_was_set_back")
        with transaction():
            back = {"due_at": now(), "created_at": now()}
            db.session.execute(update(Work).where(waiting).values(**back))


def _mark_claimed(rows: Sequence[Work]) -> None:
    for row in rows:
        row.state = State.RUNNING
        row.claimed_at = now()
        row.claimed_by = process_name()
    _in_hand.update(row.id for row in rows)  # before others can see the claim


def _note_interruption(row: Work, kinds: Mapping[str, Kind]) -> None:
    """Let a row wait that was claimed by a worker which ended, the longer the more often."""
    row.claimed_by = ""
    row.interruptions += 1
    row.state = State.WAITING
    row.due_at = now() + min(
        max(row.interruptions - UNPUNISHED, 0) * INTERRUPTED, timedelta(minutes=1)
    )
    if row.interruptions > MOST_INTERRUPTIONS:
        row.state, row.error = State.FAILED, "The process ended each time it was tried."
        kind = kinds.get(row.kind)
        if kind is not None and kind.give_up is not None:
            after_commit(partial(kind.give_up, row.subject))


def _is_dead(row: Work) -> bool:
    if row.claimed_by == process_name():  # or that of a process before, which had the same number
        return row.id not in _in_hand
    here, _, _ = process_name().partition(":")
    host, _, process = row.claimed_by.partition(":")
    if host == here and process.isdigit():
        return not Path(f"/proc/{process}").exists()
    return row.claimed_at is None or now() - row.claimed_at > LEASE
