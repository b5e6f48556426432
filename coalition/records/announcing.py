"""Notes when what the world may know of a document changes: for harvesters, feeds and crawlers.

The record of each document that may have changed is made and compared by its digest with what was
announced before, so that a change in any room is noticed, and nothing else is.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import selectinload

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.library.entries import ROOM, id_of, key_of
from coalition.library.models import Document
from coalition.library.queries import published_for
from coalition.records.models import AnnouncedSet, Announcement
from coalition.records.queries import records_of
from coalition.records.record import Record
from coalition.search.sources import room_of
from coalition.web.viewer import ANONYMOUS

KIND = "announce"
ALL = "all"  # the subject that stands for every document there is
SETTLING = timedelta(seconds=3)  # in which what is stamped is committed

Follower = Callable[[Collection[int]], None]


def note_changed(things: Collection[str]) -> None:
    """Note that what is said of these things may have changed; those that are documents count."""
    documents = sorted(thing for thing in things if room_of(thing) == ROOM)
    if documents:
        with transaction():
            for thing in documents:
                tasks.submit(KIND, thing)


def note_due() -> None:
    """Look at all documents where one that is open to everybody was never announced."""
    if db.session.scalar(_unannounced().limit(1)) is not None:
        with transaction():
            tasks.submit(KIND, ALL)


def announce(subjects: Sequence[str], followers: Sequence[Follower] = ()) -> None:
    """Compare these documents with what was announced of them: the queue's handler.

    Followers are given the numbers of those that are stamped, in the transaction that stamps them.
    """
    if ALL in subjects:
        with transaction():
            for document_id in db.session.scalars(_announceable()):
                tasks.submit(KIND, key_of(document_id))
    compare([id_of(subject) for subject in subjects if subject != ALL], followers)


def compare(document_ids: Collection[int], followers: Sequence[Follower] = ()) -> set[int]:
    """Stamp those of the documents of which something else is to be said; return their numbers."""
    if not document_ids:
        return set()
    with transaction():
        known = _known(document_ids)  # held first, so that nobody writes what they read before
        records = records_of(document_ids, viewer=ANONYMOUS)
        at = now()
        stamped = {
            document_id
            for document_id in sorted(document_ids)
            if _is_stamped(document_id, records.get(document_id), known.get(document_id), at)
        }
        for follow in followers if stamped else ():
            follow(stamped)
        return stamped


def sets_of(record: Record) -> frozenset[str]:
    """Return the sets a record belongs to."""
    organisation = record.publisher.organisation_id
    return frozenset(
        {
            *([f"kind:{record.kind}"] if record.kind else ()),
            *([f"organisation:{organisation}"] if organisation is not None else ()),
            *(f"subject:{topic.subject_id}" for topic in record.topics),
            *(f"meeting:{meeting.meeting_id}" for meeting in record.meetings),
        }
    )


def digest_of(record: Record) -> str:
    """Return what tells apart any two records that say something else."""
    return hashlib.sha256(repr(record).encode()).hexdigest()


def _is_stamped(
    document_id: int, record: Record | None, known: Announcement | None, at: datetime
) -> bool:
    """Write what is announced of a document where it is not what was; tell whether."""
    if record is None:
        if known is None or known.is_gone:
            return False  # never announced, or gone before
        known.is_gone = True
    else:
        digest = digest_of(record)
        if known and known.digest == digest and not known.is_gone:
            return False
        if known is None:
            known = Announcement(document_id=document_id, first_at=at, sets=[])
            db.session.add(known)
        known.digest, known.is_gone = digest, False
        _put_into(known, sets_of(record))
    known.stamped_at = (at + SETTLING).replace(microsecond=0) + timedelta(seconds=1)
    return True


def _put_into(known: Announcement, names: frozenset[str]) -> None:
    """Make these its sets; those it stays in are left alone."""
    known.sets = [
        *(one for one in known.sets if one.name in names),
        *(AnnouncedSet(name=name) for name in sorted(names - {one.name for one in known.sets})),
    ]


def _known(document_ids: Collection[int]) -> Mapping[int, Announcement]:
    found = db.session.scalars(
        select(Announcement)
        .where(Announcement.document_id.in_(document_ids))
        .options(selectinload(Announcement.sets))
        .order_by(Announcement.document_id)  # two who hold some wait for each other in turn
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {known.document_id: known for known in found}


_ANNOUNCED = exists().where(Announcement.document_id == Document.id)


def _unannounced() -> Select[int]:
    return select(Document.id).where(published_for(ANONYMOUS), ~_ANNOUNCED)


def _announceable() -> Select[int]:
    return select(Document.id).where(or_(published_for(ANONYMOUS), _ANNOUNCED))
