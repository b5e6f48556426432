"""A handler that remembers, and work for it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update

from coalition.database import db, now, transaction
from coalition.tasks import Work, submit


class Recorder:
    """A handler that notes what it was given and fails for subjects that begin with "bad"."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, subjects: Sequence[str]) -> None:
        self.batches.append(list(subjects))
        if any(subject.startswith("bad") for subject in subjects):
            raise ValueError("cannot do this")


def submit_all(*subjects: str) -> None:
    """Submit work of the kind "try" in one transaction."""
    with transaction():
        for subject in subjects:
            submit("try", subject)


def make_due() -> None:
    """Let the time of all waiting work come."""
    with transaction():
        db.session.execute(update(Work).values(due_at=now() - timedelta(seconds=1)))
