"""Has files read anew in bulk, after what reads them was bettered or a program was installed."""

from collections.abc import Collection, Sequence
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.audit import service as audit
from coalition.database import db, transaction
from coalition.errors import NotAllowed
from coalition.ingest.reading import SCANNED
from coalition.library import policy
from coalition.library.models import Document, Reading, State, Version
from coalition.library.reading import read_soon
from coalition.web.viewer import Viewer

BATCH = 500  # files noted in one transaction


def versions_of(document_ids: Collection[int]) -> list[int]:
    """Return the newest versions of these documents, but for those withdrawn or being read."""
    return [version.id for version in _newest() if version.document_id in set(document_ids)]


def all_versions() -> list[int]:
    """Return the newest version of every document, but for those withdrawn or being read."""
    return [version.id for version in _newest()]


def unread_versions() -> list[int]:
    """Return those of them that could not be read, hold no text, or pages that are pictures."""
    return [version.id for version in _newest() if _is_unread(version)]


def reread(version_ids: Sequence[int], *, by: Viewer) -> int:
    """Have versions read anew by the queue; return how many. Raises NotAllowed.

    What was read before stays and is found until then.
    """
    if not policy.may_retry_reading(by):
        raise NotAllowed(_("Only coordinators have files read again."))
    audit.note("library.reread", by=by.person_id, count=len(version_ids))
    rest = iter(version_ids)
    while batch := list(islice(rest, BATCH)):
        with transaction():
            for version_id in batch:
                read_soon(version_id)
    return len(version_ids)


def _newest() -> Sequence[Version]:
    newest = select(func.max(Version.id)).group_by(Version.document_id)
    return db.session.scalars(
        select(Version)
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.id.in_(newest),
            Document.state != State.WITHDRAWN,
            Version.reading.in_({Reading.READABLE, Reading.UNREADABLE}),
        )
        .order_by(Version.id)
    ).all()


def _is_unread(version: Version) -> bool:
    if version.reading == Reading.UNREADABLE or not version.character_count:
        return True
    return any(notice["code"] in SCANNED for notice in version.notices)
