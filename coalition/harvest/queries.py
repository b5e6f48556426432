"""Every read of harvesting: what was announced, as far as it is open at this very moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from coalition.database import db
from coalition.harvest.resuming import Position
from coalition.library.models import Document
from coalition.library.queries import published_for
from coalition.records.models import AnnouncedSet, Announcement
from coalition.web.viewer import ANONYMOUS

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Header:
    """What is told of a document whatever the format; `stamped_at` is never in the future."""

    document_id: int
    stamped_at: datetime
    is_gone: bool
    sets: tuple[str, ...]


def page_from(position: Position, at: datetime) -> Sequence[Header]:
    """Return a page of headers, and one more where there is another page; three queries."""
    found = db.session.scalars(
        select(Announcement)
        .where(*_asked_for(position, at), Announcement.document_id > position.after)
        .options(selectinload(Announcement.sets))
        .order_by(Announcement.document_id)
        .limit(PER_PAGE + 1)
        .execution_options(populate_existing=True)
    )
    return _headers(found.all(), at)


def count_of(position: Position, at: datetime) -> int:
    """Return how many there are in the whole list."""
    counted = select(func.count()).select_from(Announcement).where(*_asked_for(position, at))
    return db.session.scalars(counted).one()


def find_header(document_id: int, at: datetime) -> Header | None:
    """Return the header of a document that is, or once was, open to everybody."""
    found = db.session.scalars(
        select(Announcement)
        .where(Announcement.document_id == document_id)
        .options(selectinload(Announcement.sets))
        .execution_options(populate_existing=True)
    )
    return next(iter(_headers(found.all(), at)), None)


def earliest(at: datetime) -> datetime:
    """Return the moment before which nothing was announced, deletions included."""
    first = db.session.scalars(select(func.min(Announcement.first_at))).one()
    return min(first or at, at).replace(microsecond=0)


def open_sets() -> Sequence[str]:
    """Return the names of the sets that hold something open."""
    return db.session.scalars(
        select(AnnouncedSet.name)
        .join(Announcement, Announcement.document_id == AnnouncedSet.document_id)
        .join(Document, Document.id == AnnouncedSet.document_id)
        .where(~Announcement.is_gone, published_for(ANONYMOUS))
        .distinct()
        .order_by(AnnouncedSet.name)
    ).all()


def _asked_for(position: Position, at: datetime) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of a list.

    Stamps are a little ahead; what has one in the future counts as stamped now, so that nothing
    is missing from a list that is read meanwhile. What changed since the list began stays in it,
    though it may be later than `until` by now: a list never ends before its last page.
    """
    asked = position.asked
    stamp = Announcement.stamped_at
    found: list[ColumnElement[bool]] = []
    if asked.since:
        found.append(stamp >= asked.since)
    if asked.until and asked.until < at.replace(microsecond=0):
        is_within = stamp <= asked.until
        found.append(or_(is_within, stamp > position.began_at) if position.after else is_within)
    if asked.set_name:
        found.append(Announcement.sets.any(_is_in(asked.set_name)))
    return found


def _is_in(name: str) -> ColumnElement[bool]:
    """Return the condition for being in a set or in one below it."""
    return or_(AnnouncedSet.name == name, AnnouncedSet.name.startswith(f"{name}:", autoescape=True))


def _headers(found: Sequence[Announcement], at: datetime) -> Sequence[Header]:
    still_open = _open_ids([one.document_id for one in found if not one.is_gone])
    return [
        Header(
            one.document_id,
            min(one.stamped_at, at.replace(microsecond=0)).astimezone(UTC),
            one.document_id not in still_open,
            tuple(each.name for each in one.sets),
        )
        for one in found
    ]


def _open_ids(document_ids: Collection[int]) -> frozenset[int]:
    """Return those that everybody may read now, whatever was announced of them."""
    return frozenset(
        db.session.scalars(
            select(Document.id).where(published_for(ANONYMOUS), Document.id.in_(document_ids))
        )
    )
