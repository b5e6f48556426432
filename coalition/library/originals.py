"""The rows and the bytes of originals, kept in step: no row without bytes, no bytes without a row."""

from contextlib import suppress

import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from coalition.database import db, now, transaction
from coalition.library.models import File
from coalition.library.storage import MEGABYTE, Incoming, Storage
from coalition.web.site import settings

log = structlog.get_logger(__name__)


def storage() -> Storage:
    """Return the store of this installation, with its limit."""
    found = settings()
    return Storage(found.files_folder, found.upload_max_mb * MEGABYTE)


def keep(incoming: Incoming, media_type: str) -> str:
    """Keep bytes that arrived and their row, inside a transaction; return the digest.

    The row comes first: until the commit it keeps others from sweeping the same digest away.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    stored = incoming.stored
    db.session.execute(
        insert(File)
        .values(
            digest=stored.digest,
            size_bytes=stored.size_bytes,
            media_type=media_type,
            created_at=now(),
        )
        .on_conflict_do_nothing()
    )
    incoming.keep()
    return stored.digest


def sweep(digest: str) -> None:
    """Remove bytes that have no row; called after a failed or deleted deposit.

    Its own row holds the digest meanwhile, so that nobody can deposit the same bytes between the
    look and the removal.
    """
    with suppress(IntegrityError), transaction():  # somebody else deposits it right now
        if db.session.get(File, digest) is not None:
            return
        holder = File(digest=digest, size_bytes=0, media_type="")
        db.session.add(holder)
        db.session.flush()
        storage().discard(digest)
        db.session.delete(holder)
        log.info("original_removed", digest=digest)
