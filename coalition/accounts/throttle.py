"""Throttles: tries are counted in the database, per account and per address."""

from datetime import timedelta

from flask_babel import ngettext
from sqlalchemy import delete, func, select

from coalition.accounts.models import Attempt
from coalition.database import db, now, transaction
from coalition.errors import TooMany

KEPT = timedelta(days=1)


def throttle(key: str, limit: int, minutes: int) -> None:
    """Count one try under this key. Raises TooMany after `limit` tries within `minutes`."""
    since = now() - timedelta(minutes=minutes)
    with transaction():
        db.session.execute(delete(Attempt).where(Attempt.at < now() - KEPT))
        count = select(func.count(Attempt.id)).where(Attempt.key == key, Attempt.at > since)
        tries = db.session.scalar(count) or 0
        if tries < limit:
            db.session.add(Attempt(key=key))
    if tries >= limit:
        raise TooMany(
            ngettext(
                "That was tried too often. Wait %(num)d minute and try again.",
                "That was tried too often. Wait %(num)d minutes and try again.",
                minutes,
            ),
            wait_seconds=minutes * 60,
        )


def forgive(key: str) -> None:
    """Forget the tries under this key, after one that succeeded."""
    with transaction():
        db.session.execute(delete(Attempt).where(Attempt.key == key))
