"""The rows and the bytes of originals, kept in step: no row without bytes, no bytes without a row."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import structlog
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from coalition.database import db, now, transaction
from coalition.errors import Invalid
from coalition.ingest import kinds, sentences
from coalition.ingest.reading import Unreadable
from coalition.library import fixity, picture_store, uploads
from coalition.library.arrivals import MEGABYTE, Arrival
from coalition.library.description import LONGEST_NAME
from coalition.library.models import File, Screening
from coalition.library.storage import Incoming, Storage
from coalition.web.site import settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that may be kept: its bytes, its checked kind and its tidied name."""

    incoming: Incoming
    media_type: str
    file_name: str


def storage() -> Storage:
    """Return the store of this installation, with its limit."""
    found = settings()
    return Storage(found.files_folder, found.upload_max_mb * MEGABYTE)


def arrival() -> Arrival:
    """Return a new file beside the store that takes what somebody sends."""
    return storage().arrival()


def keep(incoming: Incoming, media_type: str) -> str:
    """Keep bytes that arrived and their row, inside a transaction; return the digest.

    The row comes first: until the commit it keeps others from sweeping the same digest away. One
    that is there is written again, since only so it is held. Bytes that were damaged are replaced.
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
            checked_at=now(),  # they were hashed on their way in
        )
        .on_conflict_do_update(index_elements=[File.digest], set_={"size_bytes": stored.size_bytes})
    )
    incoming.keep()
    row = db.session.get_one(File, stored.digest, populate_existing=True)
    if row.damage:
        fixity.note_mended(row)
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
        picture_store.discard(digest)  # before the bytes, so that none are left without them
        storage().discard(digest)
        db.session.delete(holder)
        log.info("original_removed", digest=digest)


def let_go() -> None:
    """Remove bytes that were to go while all files were copied, unless they are wanted again."""
    store = storage()
    for digest in store.leaving():
        with transaction():
            row = db.session.get(File, digest, with_for_update=True, populate_existing=True)
            if row is not None and row.screening is Screening.REMOVED:
                store.discard(digest)
            elif row is not None:
                store.stays(digest)
        if row is None:
            sweep(digest)


def clear() -> int:
    """Remove what deposits interrupted by a crash have left; return how many files.

    Meant for the start of the site; harmless at any other time.
    """
    let_go()
    store = storage()
    known = set(db.session.scalars(select(File.digest)))
    orphans = [digest for digest in store.digests() if digest not in known]
    for digest in orphans:
        sweep(digest)
    return store.clear_leftovers() + uploads.clear_old() + len(orphans)


@contextmanager
def arriving(stream: BinaryIO | Arrival, file_name: str) -> Iterator[Arrived]:
    """Receive a file and tell its kind; its bytes go again when it is refused or not kept.

    Raises Invalid with a sentence about the file.
    """
    name = _tidy_name(file_name)
    with storage().receive(stream) as incoming:
        try:
            kind = kinds.identify(incoming.path, name)
        except Unreadable as problem:
            sentence = sentences.describe(problem.code, problem.detail)
            raise Invalid(fields={"file": sentence}) from None
        try:
            yield Arrived(incoming, kind.media_type, name)
        except BaseException:
            try:
                sweep(incoming.stored.digest)
            except Exception:  # an orphan is small harm; what went wrong first must be told
                log.exception("sweep_failed", digest=incoming.stored.digest)
            raise


def _tidy_name(file_name: str) -> str:
    """Return the last part of a name, in NFC and printable, its ending kept when it is cut."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    printable = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable()).strip()
    name = PurePosixPath(printable or "file")
    return name.stem[: LONGEST_NAME - len(name.suffix[:20])] + name.suffix[:20]
