"""Documents that hold the same file as a version, or much of the same text."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select, true, union_all
from sqlalchemy.orm import joinedload

from coalition.database import db
from coalition.ingest.likeness import bands, share
from coalition.library.models import Document, Likeness, Version
from coalition.library.policy import UNPUBLISHED
from coalition.web.viewer import Viewer

LEAST_PERCENT = 50
MOST_SHOWN = 5
_MOST_COMPARED = 100  # versions: those that share most with the one in question
_SAME_FILE = 1_000  # more than bands a version has


@dataclass(frozen=True, slots=True)
class Alike:
    """Another document, and how much of its text is the same, in percent."""

    document: Document
    percent: int
    is_same_file: bool


def alike(version: Version, *, viewer: Viewer) -> list[Alike]:
    """Return the other documents most like a version, the same file first, at most five.

    Only what the viewer may know of is looked at, so what others keep to themselves is not even
    counted. Two queries, whatever their number.
    """
    best: dict[int, tuple[bool, int]] = {}
    for document_id, digest, likeness in _candidates(version, viewer):
        is_same_file = digest == version.file_digest
        percent = 100 if is_same_file else round(100 * share(version.likeness, likeness))
        if percent >= LEAST_PERCENT:
            found = (is_same_file, percent)
            best[document_id] = max(found, best.get(document_id, found))
    shown = sorted(best, key=lambda document_id: (*best[document_id], document_id), reverse=True)
    documents = _documents(shown[:MOST_SHOWN])
    return [
        Alike(
            documents[document_id], percent=best[document_id][1], is_same_file=best[document_id][0]
        )
        for document_id in shown[:MOST_SHOWN]
    ]


def _candidates(version: Version, viewer: Viewer) -> Iterable[Row[int, str, str]]:
    """Return document, digest and sketch of versions that have the file or a band in common."""
    same = select(Version.id, literal(_SAME_FILE)).where(Version.file_digest == version.file_digest)
    near = (
        select(Likeness.version_id, func.count())
        .where(Likeness.band.in_(bands(version.likeness)))
        .group_by(Likeness.version_id)
    )
    either = union_all(same, near).subquery()
    version_id, shared_count = either.c
    found = (
        select(Version.document_id, Version.file_digest, Version.likeness)
        .join(either, version_id == Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(Document.id != version.document_id, _known_to(viewer))
        .order_by(shared_count.desc(), Version.id.desc())
        .limit(_MOST_COMPARED)
    )
    return db.session.execute(found)


def _known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Say as a condition what policy.may_know_of says of one document."""
    if viewer.is_coordinator:
        return true()
    open_to_viewer = and_(
        Document.state.not_in(UNPUBLISHED), Document.audience.in_(viewer.audiences)
    )
    return or_(open_to_viewer, Document.organisation_id.in_(viewer.organisation_ids))


def _documents(ids: list[int]) -> dict[int, Document]:
    found = select(Document).where(Document.id.in_(ids)).options(joinedload(Document.organisation))
    return {document.id: document for document in db.session.scalars(found)}
