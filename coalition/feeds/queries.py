"""Every read of feeds: what was announced of documents, the latest first, as everybody may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from coalition.database import db, now
from coalition.errors import NotFound
from coalition.library.models import Subject
from coalition.programme.models import SessionDocument
from coalition.records.models import AnnouncedSet, Announcement
from coalition.records.queries import records_of
from coalition.records.record import Record
from coalition.web.feeds import FEED_LENGTH, NEVER
from coalition.web.viewer import ANONYMOUS


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a feed ends: the moment and the number of its last document."""

    at: datetime
    document_id: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was announced of a document, and when."""

    document_id: int
    at: datetime
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a feed: stamps, the latest first, the records that are open, where it goes on."""

    stamps: tuple[Stamp, ...]
    records: Mapping[int, Record]
    ends: Place | None  # where there is a further page

    @property
    def changed_at(self) -> datetime:
        """Return the moment of the latest stamp."""
        return self.stamps[0].at if self.stamps else NEVER


def in_set(name: str) -> ColumnElement[bool]:
    """Return the condition for documents that are or were in a set such as "organisation:3"."""
    members = select(AnnouncedSet.document_id).where(AnnouncedSet.name == name)
    return Announcement.document_id.in_(members)


def of_session(session_id: int) -> ColumnElement[bool]:
    """Return the condition for documents of a session; what is gone may have come to it hidden."""
    tied = select(SessionDocument.document_id).where(SessionDocument.session_id == session_id)
    return and_(Announcement.document_id.in_(tied), ~Announcement.is_gone)


def page_of(*conditions: ColumnElement[bool], after: Place | None = None) -> Page:
    """Return the page of a feed that comes after a place; the first for None."""
    asked = select(Announcement.document_id, Announcement.stamped_at, Announcement.is_gone).where(
        Announcement.stamped_at <= now(), *conditions
    )
    if after:
        asked = asked.where(_comes_after(after))
    rows = db.session.execute(
        asked.order_by(Announcement.stamped_at.desc(), Announcement.document_id.desc()).limit(
            FEED_LENGTH + 1
        )
    ).all()
    stamps = tuple(Stamp(*row) for row in rows[:FEED_LENGTH])
    return Page(
        stamps,
        records_of([one.document_id for one in stamps if not one.is_gone], viewer=ANONYMOUS),
        Place(stamps[-1].at, stamps[-1].document_id) if len(rows) > FEED_LENGTH else None,
    )


def get_subject(subject_id: int) -> Subject:
    """Return a subject; the list of them is open to all. Raises NotFound."""
    found = db.session.get(Subject, subject_id)
    if found is None:
        raise NotFound(_("There is no page at this address."))
    return found


def _comes_after(place: Place) -> ColumnElement[bool]:
    return or_(
        Announcement.stamped_at < place.at,
        and_(Announcement.stamped_at == place.at, Announcement.document_id < place.document_id),
    )
