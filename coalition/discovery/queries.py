"""Every read of what crawlers are told: covers, sessions of a meeting, and parts of the sitemap.

All of it is what everybody may read, whoever asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from coalition.database import db, now
from coalition.library.models import Document, Version
from coalition.library.queries import is_offered, published_for
from coalition.members.models import Act as OrganisationAct
from coalition.members.models import Organisation, OrganisationEvent
from coalition.members.models import State as OrganisationState
from coalition.news.models import Post
from coalition.news.queries import is_out
from coalition.programme.models import Meeting, Session
from coalition.programme.queries import known_to
from coalition.records.models import Announcement
from coalition.web.viewer import ANONYMOUS

PART = 10_000  # addresses in a part of the sitemap, at most
MOST_SESSIONS = 60  # of a meeting that its page names to programs
MOST_PARTS = 100_000  # beyond it no database counts rows

# What is seen of a change of a member; the rest of its history is its own.
_SEEN = (OrganisationAct.APPROVED, OrganisationAct.EDITED, OrganisationAct.REINSTATED)


Told = Select[int, datetime]  # numbers of things everybody may read, and their last changes


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as its meeting names it."""

    session_id: int
    title: str
    starts_at: datetime
    is_remote: bool  # one can watch it, or take part, from elsewhere


@dataclass(frozen=True, slots=True)
class Kept:
    """A thing of the sitemap: its number, and when what is said of it last changed."""

    number: int
    changed_at: datetime


def find_cover(document_id: int) -> int | None:
    """Return the version whose first page is the picture of a document, None without an open one."""
    newest = db.session.scalars(
        select(Version)
        .where(Version.document_id == document_id, Version.picture_count > 0)
        .options(joinedload(Version.file))
        .order_by(Version.number.desc())
        .limit(1)
    ).one_or_none()
    return newest.number if newest and is_offered(newest) else None


def timed_sessions(meeting_id: int) -> Sequence[Listed]:
    """Return the first sessions of a meeting that have a time, the coalition's own before others."""
    found = (
        select(
            Session.id,
            Session.title,
            Session.starts_at,
            or_(Session.webcast != "", Session.remote_address != ""),
        )
        .where(
            Session.meeting_id == meeting_id, Session.starts_at.is_not(None), known_to(ANONYMOUS)
        )
        .order_by(Session.is_ours.desc(), Session.starts_at, Session.id)
        .limit(MOST_SESSIONS)
    )
    return [
        Listed(number, title, starts_at, is_remote)
        for number, title, starts_at, is_remote in db.session.execute(found)
        if starts_at
    ]


def parts() -> Mapping[str, Sequence[Kept]]:
    """Return the parts of the sitemap by what they hold, each with its last change; 5 queries.

    A part holds a range of numbers, not of rows, so that nothing moves from one to another.
    """
    return {things: _parts(told()) for things, told in THINGS.items()}


def things_in(things: str, part: int) -> Sequence[Kept]:
    """Return what a part of the sitemap holds, in order; parts count from 1. One query."""
    told = THINGS[things]().subquery()
    number, changed_at = told.c
    first = (part - 1) * PART + 1
    found = select(number, changed_at).where(number.between(first, first + PART - 1))
    return [_kept(*row) for row in db.session.execute(found.order_by(number))]


def _parts(told: Told) -> Sequence[Kept]:
    number, changed_at = told.subquery().c
    part = (number - 1) // PART + 1
    found = select(part, func.max(changed_at)).group_by(part).order_by(part)
    return [_kept(*row) for row in db.session.execute(found)]


def _kept(number: int, changed_at: datetime) -> Kept:
    """Return a thing; what is stamped a little ahead of its change changed now."""
    return Kept(int(number), min(changed_at, now()))


def _documents() -> Told:
    changed_at = func.coalesce(Announcement.stamped_at, Document.published_at, Document.created_at)
    return (
        select(Document.id, changed_at.label("changed_at"))
        .outerjoin(Announcement, Announcement.document_id == Document.id)
        .where(published_for(ANONYMOUS))
    )


def _organisations() -> Told:
    seen = (
        select(func.max(OrganisationEvent.at))
        .where(
            OrganisationEvent.organisation_id == Organisation.id, OrganisationEvent.act.in_(_SEEN)
        )
        .scalar_subquery()
    )
    changed_at = func.coalesce(seen, Organisation.approved_at, Organisation.applied_at)
    return select(Organisation.id, changed_at.label("changed_at")).where(
        Organisation.state == OrganisationState.APPROVED
    )


def _sessions() -> Told:
    return select(Session.id, Session.changed_at.label("changed_at")).where(known_to(ANONYMOUS))


def _meetings() -> Told:
    return select(Meeting.id, Meeting.changed_at.label("changed_at"))


def _news() -> Told:
    # a post that waited for its time changed when that came
    changed_at = case(
        (Post.changed_at < Post.published_at, Post.published_at), else_=Post.changed_at
    )
    return select(Post.id, changed_at.label("changed_at")).where(is_out(now()))


THINGS: Mapping[str, Callable[[], Told]] = {
    "documents": _documents,
    "organisations": _organisations,
    "meetings": _meetings,
    "sessions": _sessions,
    "news": _news,
}
