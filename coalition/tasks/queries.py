"""Every read of the background work: what waits, what was given up, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from coalition.database import db, now
from coalition.tasks.models import State, Work


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
