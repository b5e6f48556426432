"""Published documents that search finds by their description only, and why: honest about its reach."""

from functools import cache

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from coalition.database import db
from coalition.ingest import sentences
from coalition.library import policy, receipt
from coalition.library.models import Document, Reading, Recognition, Version
from coalition.library.offering import HARMFUL
from coalition.library.queries import PER_PAGE, cards, page_of, published_for
from coalition.web.viewer import Viewer

SCAN = "scan"  # the notice of a file that is all pictures


def unread_documents(*, viewer: Viewer, page: int = 1, per_page: int = PER_PAGE) -> Pagination:
    """Return what this viewer may read but cannot find by its text, the latest first."""
    found = cards(published_for(viewer), _is_unread()).options(selectinload(Document.versions))
    latest_first = found.order_by(Document.published_at.desc(), Document.id.desc())
    return page_of(latest_first, page, per_page)


def unread_count(*, viewer: Viewer) -> int:
    """Return how many documents that are. One query."""
    found = select(func.count(Document.id)).where(published_for(viewer), _is_unread())
    return db.session.scalar(found) or 0


def why_unread(document: Document, *, viewer: Viewer) -> str:
    """Return in a sentence why the newest version has no text; more to those who can mend it."""
    newest = document.versions[-1]
    if newest.problem == HARMFUL:
        return receipt.problem_of(newest)
    if receipt.is_waiting(newest):
        return _("The file waits to be read. Its text can be found soon.")
    if newest.recognition == Recognition.WAITING:
        return _("The pages are pictures, whose text is being recognised. It can be found soon.")
    if policy.may_care_for(viewer, document):
        return receipt.problem_of(newest) or _why_empty(newest)
    if newest.reading == Reading.UNREADABLE:
        return _("The site could not read this file. You can download it and open it yourself.")
    return _("The file has no text that could be read; it may hold pictures of pages only.")


def _why_empty(version: Version) -> str:
    if any(notice["code"] == SCAN for notice in version.notices):
        return sentences.describe(SCAN)
    return _("No text was found in this file. Deposit a version that has some.")


@cache  # built once, since every page of results counts by it
def _is_unread() -> ColumnElement[bool]:
    """Return the condition for documents whose newest version has no text to be found."""
    later = aliased(Version)
    has_later = exists().where(
        later.document_id == Version.document_id, later.number > Version.number
    )
    # Few versions are unread, so these are looked up first, and only then whose they are.
    is_empty = or_(Version.reading != Reading.READABLE, Version.character_count == 0)
    return Document.id.in_(select(Version.document_id).where(is_empty, ~has_later))
