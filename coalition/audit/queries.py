"""Every read of the audit log: by page, what concerns somebody, all of it, and the chain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from coalition.audit import policy
from coalition.audit.chain import BEGINNING, Link
from coalition.audit.models import Act
from coalition.database import db
from coalition.web.viewer import Viewer

PAGE_SIZE = 50
BATCH = 1000  # acts read at once of those that are exported or verified


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are asked for; empty parts leave a filter open.

    people: numbers of those who acted; none at all finds nothing. since and until: from the first
    moment on, and before the second.
    """

    actions: tuple[str, ...] = ()
    people: tuple[int, ...] | None = None
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Acts, newest first, and the numbers between which further pages lie; None where none does."""

    acts: Sequence[Act]
    newer_than: int | None
    older_than: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number and digest of the last act; 0 and zeros of an empty log."""

    number: int
    digest: str


def acts(
    wanted: Wanted, *, viewer: Viewer, newer_than: int | None = None, older_than: int | None = None
) -> Page:
    """Return a page of the log; nothing for those who are no coordinators."""
    if not policy.may_read(viewer):
        return Page((), None, None)
    return _page(_conditions(wanted), newer_than, older_than)


def own_acts(
    *, viewer: Viewer, newer_than: int | None = None, older_than: int | None = None
) -> Page:
    """Return a page of what the viewer did and what was done about them."""
    if viewer.person_id is None:
        return Page((), None, None)
    theirs = or_(Act.person_id == viewer.person_id, Act.subject == f"person:{viewer.person_id}")
    return _page([theirs], newer_than, older_than)


def all_acts(wanted: Wanted, *, viewer: Viewer, last: int) -> Iterator[Act]:
    """Give every act of the log up to the number `last`, newest first, read by the batch."""
    if not policy.may_read(viewer):
        return
    before = last + 1
    while batch := db.session.scalars(_newest(_conditions(wanted), before).limit(BATCH)).all():
        yield from batch
        before = batch[-1].id
        db.session.expunge_all()  # a long log is not to be kept in memory


def head() -> Head:
    """Return the end of the chain."""
    last = select(Act.id, Act.digest).order_by(Act.id.desc()).limit(1)
    found = db.session.execute(last).first()
    return Head(found.id, found.digest) if found else Head(0, BEGINNING)


def chained() -> Iterator[Link]:
    """Give the whole chain from its first act, read by the batch."""
    columns = select(
        *(Act.id, Act.at, Act.action, Act.person_id, Act.subject, Act.detail, Act.salt),
        *(Act.detail_digest, Act.previous, Act.digest),
    )
    after = None
    while True:
        further = columns if after is None else columns.where(Act.id > after)
        batch = db.session.execute(further.order_by(Act.id).limit(BATCH)).all()
        if not batch:
            return
        for row in batch:
            yield Link(*row)
        after = batch[-1].id


def _page(
    conditions: list[ColumnElement[bool]], newer_than: int | None, older_than: int | None
) -> Page:
    """Return the newest acts, or those next to a number, and where further ones lie."""
    if newer_than is not None:
        later = select(Act).where(*conditions, Act.id > newer_than).order_by(Act.id)
        found = list(db.session.scalars(later.limit(PAGE_SIZE + 1)))
        shown = found[:PAGE_SIZE][::-1]
        has_newer, has_older = len(found) > PAGE_SIZE, True
    else:
        found = list(db.session.scalars(_newest(conditions, older_than).limit(PAGE_SIZE + 1)))
        shown = found[:PAGE_SIZE]
        has_newer, has_older = older_than is not None, len(found) > PAGE_SIZE
    if not shown:
        return Page((), None, None)
    return Page(
        shown,
        shown[0].id if has_newer else None,
        shown[-1].id if has_older else None,
    )


def _newest(conditions: list[ColumnElement[bool]], before: int | None) -> Select[Act]:
    found = select(Act).where(*conditions).order_by(Act.id.desc())
    return found if before is None else found.where(Act.id < before)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.actions:
        found.append(Act.action.in_(wanted.actions))
    if wanted.people is not None:
        found.append(Act.person_id.in_(wanted.people))
    if wanted.subject:
        found.append(Act.subject == wanted.subject)
    if wanted.since:
        found.append(Act.at >= wanted.since)
    if wanted.until:
        found.append(Act.at < wanted.until)
    return found
