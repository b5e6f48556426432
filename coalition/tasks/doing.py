"""Doing work: a batch is claimed and handed to its handler, and how it went is noted."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from coalition.causes import cause_of
from coalition.database import db, now, transaction
from coalition.tasks import claims
from coalition.tasks.kinds import LATER, Kind, Later
from coalition.tasks.models import State, Work

log = structlog.get_logger(__name__)


def run_batch(kind: Kind) -> tuple[int, timedelta | None]:
    """Claim and do one batch; return the rows done and the pause until a failed one is due again."""
    claimed = claims.claim(kind)
    try:
        return _run(kind, claimed) if claimed else (0, None)
    finally:
        claims.let_go(row_id for row_id, _ in claimed)


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
    claims.delete_done(row_ids)
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
            claims.delete_done([row_id])
    return len(claimed), pause


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


def _in_short(problem: Exception) -> str:
    """Return a problem in one line, without the statement and its values that a database adds."""
    plain = problem.orig if isinstance(problem, DBAPIError) else problem
    return f"{type(plain).__name__}: {plain}"
