"""The work of followers: each hears once of every change of a session's time, room or standing."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from coalition.database import db, now, transaction
from coalition.programme import queries
from coalition.programme.models import Follower
from coalition.tasks import submit

KIND = "followers"


def tell_soon(session_id: int) -> None:
    """Note, inside a transaction, that the followers of a session are to be told of its change."""
    submit(KIND, str(session_id))


def tell(subjects: Sequence[str]) -> None:
    """Tell the followers of the sessions with these numbers: the queue's handler."""


def forget_lapsed() -> None:
    """Delete the addresses that were never confirmed in time, or stopped the letters long ago."""
    lapsed = queries.is_lapsed(now())
    if db.session.scalar(select(Follower.id).where(lapsed).limit(1)) is None:
        return  # most minutes: nothing waits for the right to write
    with transaction():
        db.session.execute(delete(Follower).where(lapsed))
