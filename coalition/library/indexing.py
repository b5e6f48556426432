"""Keeps the index true to the documents: what is published goes in, everything else comes out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

import structlog
from flask import current_app  # to find the running application's index, as tasks finds its queue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import after_commit, db, transaction
from coalition.library.entries import entry_of, key_of
from coalition.library.models import Document, DocumentSubject, Page, State, Version
from coalition.library.queries import newest_readable
from coalition.search.entries import Entry, PageText
from coalition.search.index import Busy, Index, NotReady
from coalition.tasks import Later, submit

log = structlog.get_logger(__name__)

KIND = "index"
REBUILD = "rebuild"
BATCH = 500  # documents in one commit: each commit makes searches open the index anew
BATCH_CHARACTERS = 4_000_000  # of their texts, which are in memory at once


def index_soon(document_id: int) -> None:
    """Note, inside a transaction, that search must show this document as it now is."""
    submit(KIND, key_of(document_id))


def index_at_once(document_id: int) -> None:
    """Do the same, and do it before the answer: what is taken back is gone from search at once.

    The work row stays, so a failure here is made good by the queue.
    """
    index_soon(document_id)
    after_commit(partial(_write_if_there, document_id))


def update(subjects: Sequence[str]) -> None:
    """Bring the entries of these subjects up to date in one commit: the queue's handler.

    Subjects are "document:12", or "organisation:3" and "subject:5" for all documents that show
    their names. Rebuilds the index when it is missing or of an older shape. Raises Later while
    another writer, such as a rebuild, keeps the index.
    """
    document_ids = sorted(set().union(*(_documents_of(subject) for subject in subjects)))
    try:
        for batch in _batches(document_ids):
            _write(batch)
        current_index().optimise()
    except NotReady as reason:
        log.warning("index_rebuilding", reason=str(reason))
        rebuild_soon(subjects)
    except Busy:
        raise Later from None


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from all published documents; return how many it holds."""
    return current_index().rebuild(all_entries(), progress)


def all_entries() -> Iterator[Entry]:
    """Give the entry of each published document, a batch in memory at a time."""
    published = select(Document.id).where(Document.state == State.PUBLISHED)
    for batch in _batches(db.session.scalars(published.order_by(Document.id)).all()):
        yield from _entries(batch)


def rebuild_if_needed() -> bool:
    """Note that the index is to be made anew, where it cannot be used as it is; tell whether."""
    if current_index().state() == "ok":
        return False
    with transaction():
        submit(REBUILD, "index")
    return True


def rebuild_soon(_subjects: Sequence[str]) -> None:
    """Make the index anew unless that was done meanwhile: the queue's handler. Raises Later."""
    if current_index().state() != "ok":
        try:
            rebuild()
        except Busy:
            raise Later from None


def published_count() -> int:
    """Return how many documents the index holds when it is true."""
    published = select(func.count(Document.id)).where(Document.state == State.PUBLISHED)
    return db.session.scalar(published) or 0


def current_index() -> Index:
    """Return the index of the running application."""
    index: Index = current_app.extensions["coalition.index"]
    return index


def _write(document_ids: Sequence[int]) -> None:
    """Write these documents as they are, and once more those that changed while it was done.

    Two may write the same document at once; the one that comes last must not be the one that
    read first, or what was withdrawn in between would be found again.
    """
    while document_ids:
        read = _revisions(document_ids)
        entries = _entries(document_ids)
        shown = {entry.key for entry in entries}
        gone = [key for key in map(key_of, document_ids) if key not in shown]
        current_index().write(entries, gone)
        now = _revisions(document_ids)
        document_ids = [key for key in document_ids if now.get(key) != read.get(key)]


def _revisions(document_ids: Sequence[int]) -> dict[int, int]:
    """Return the revision of each document; it grows with every change."""
    found = select(Document.id, Document.revision).where(Document.id.in_(document_ids))
    return dict(db.session.execute(found).all())


def _write_if_there(document_id: int) -> None:
    with suppress(NotReady):  # where there is no index yet there is nothing to take back
        _write([document_id])


def _documents_of(subject: str) -> set[int]:
    kind, _, number = subject.partition(":")
    match kind:
        case "document":
            return {int(number)}
        case "organisation":
            owned = select(Document.id).where(Document.organisation_id == int(number))
            return set(db.session.scalars(owned))
        case "subject":
            about = select(DocumentSubject.document_id).where(
                DocumentSubject.subject_id == int(number)
            )
            return set(db.session.scalars(about))
    raise ValueError(subject)


def _batches(document_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Give the documents by the batch: BATCH of them at most, fewer where they are long."""
    for start in range(0, len(document_ids), BATCH):
        yield from _light_enough(document_ids[start : start + BATCH])


def _light_enough(document_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    longest = (
        select(Version.document_id, func.max(Version.character_count))
        .where(Version.document_id.in_(document_ids))
        .group_by(Version.document_id)
    )
    characters = dict(db.session.execute(longest).all())
    batch: list[int] = []
    filled = 0
    for document_id in document_ids:
        size = characters.get(document_id, 0)
        if batch and filled + size > BATCH_CHARACTERS:
            yield batch
            batch, filled = [], 0
        batch.append(document_id)
        filled += size
    if batch:
        yield batch


def _entries(document_ids: Sequence[int]) -> list[Entry]:
    """Return the entries of those of the documents that are published."""
    documents = db.session.scalars(
        select(Document)
        .where(Document.id.in_(document_ids), Document.state == State.PUBLISHED)
        .options(
            joinedload(Document.organisation),
            selectinload(Document.authors),
            selectinload(Document.subjects),
        )
        .order_by(Document.id)
        .execution_options(populate_existing=True)
    ).all()
    texts = _texts(document_ids)
    return [entry_of(document, *texts.get(document.id, ([], "page"))) for document in documents]


def _texts(document_ids: Sequence[int]) -> dict[int, tuple[list[PageText], str]]:
    """Return the pages of each document that was read, and what a page of it is."""
    newest = newest_readable(document_ids)
    found = (
        select(newest.c.document_id, Version.unit, Page.number, Page.text, Page.language)
        .join(newest, newest.c.version_id == Page.version_id)
        .join(Version, Version.id == Page.version_id)
        .order_by(newest.c.document_id, Page.number)
    )
    texts: dict[int, tuple[list[PageText], str]] = {}
    for document_id, unit, number, text, language in db.session.execute(found):
        texts.setdefault(document_id, ([], unit))[0].append(PageText(number, text, language))
    return texts
