"""The index's generation number: raised after each commit, asked before each search."""

import time

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from coalition.database import db, now, transaction
from coalition.search.models import SearchGeneration

log = structlog.get_logger(__name__)

ONLY_ROW = 1
LOOK_ANYWAY = 60.0  # seconds: a writer may end between its commit and raising the number


def note_written() -> None:
    """Raise the number, so that every process looks at the index anew at its next search."""
    with transaction():
        row = db.session.get(SearchGeneration, ONLY_ROW, with_for_update=True)
        if row is None:
            row = SearchGeneration(id=ONLY_ROW, number=0)
            db.session.add(row)
        row.number, row.written_at = row.number + 1, now()


def current_generation() -> object:
    """Return what is the same as long as nobody has written to the index, in one quick query.

    It changes once a minute all the same. When the database does not answer it is never the same,
    so that the search looks at the disk and goes on.
    """
    found = select(SearchGeneration.number, SearchGeneration.written_at)  # numbers may begin anew
    try:
        row = db.session.execute(found.where(SearchGeneration.id == ONLY_ROW)).one_or_none()
        return row and tuple(row), time.monotonic() // LOOK_ANYWAY
    except SQLAlchemyError:
        log.warning("generation_unknown", exc_info=True)
        db.session.rollback()
        return object()
