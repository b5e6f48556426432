"""Every read of lists for programs, each limited to what its viewer may know of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, Text, cast, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import db
from coalition.library.models import Document, DocumentSubject, Version
from coalition.library.policy import may_read
from coalition.library.queries import own_of, page_of, published_for
from coalition.members.models import Organisation
from coalition.members.models import State as MemberState
from coalition.programme.models import Organiser, Session, SessionDocument
from coalition.programme.models import State as SessionState
from coalition.programme.queries import known_to, sessions_of_documents
from coalition.records.identifiers import dois_of
from coalition.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DocumentFilters:
    """Which documents are asked for; what is None, "" or False leaves a filter open."""

    organisation: int | None = None
    subject: int | None = None
    session: int | None = None
    meeting: int | None = None
    kind: str = ""
    language: str = ""  # BCP 47, as the document says it
    published_since: datetime | None = None
    is_mine: bool = False  # all that is in the viewer's care, drafts and withdrawn ones too


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of documents beside their rows: their sessions and DOIs, by number."""

    sessions: Mapping[int, Sequence[Session]]
    dois: Mapping[int, str]


def documents(filters: DocumentFilters, *, viewer: Viewer, page: int, per_page: int) -> Pagination:
    """Return a page of documents with all a shape needs, the latest published first.

    Those in one's own care are ordered by number, the newest first.
    """
    is_open = own_of(viewer) if filters.is_mine else published_for(viewer)
    found = select(Document).where(is_open, *_narrowed(filters, viewer))
    order = (Document.id.desc(),)
    if not filters.is_mine:
        order = (Document.published_at.desc(), *order)  # type: ignore[assignment]
    return page_of(_whole(found).order_by(*order), page, per_page)


def told_of(documents: Sequence[Document], *, viewer: Viewer) -> Told:
    """Return what else is told of these documents; two queries for all."""
    numbers = [document.id for document in documents]
    return Told(sessions_of_documents(numbers, viewer=viewer), dois_of(numbers))


def members(*, country: str, page: int, per_page: int) -> Pagination:
    """Return a page of the approved organisations, which everybody may know, by English name."""
    found = (
        select(Organisation)
        .where(Organisation.state == MemberState.APPROVED)
        .options(joinedload(Organisation.stakeholder_group))
        .order_by(Organisation.english_name, Organisation.id)
    )
    if country:
        found = found.where(Organisation.country == country)
    return db.paginate(found, page=page, per_page=per_page, error_out=False)


def sessions(
    meeting_id: int | None, *, only_ours: bool, viewer: Viewer, page: int, per_page: int
) -> Pagination:
    """Return a page of sessions, in order of time; declined proposals are left out, as on pages."""
    is_declined = (Session.state == SessionState.PROPOSED) & (Session.cancelled_reason != "")
    found = (
        select(Session)
        .where(known_to(viewer), ~is_declined)
        .options(
            joinedload(Session.meeting),
            joinedload(Session.theme),
            joinedload(Session.room),
            selectinload(Session.organisers).joinedload(Organiser.organisation),
            selectinload(Session.people),
        )
        .order_by(Session.starts_at.is_(None), Session.starts_at, Session.number, Session.id)
    )
    if meeting_id is not None:
        found = found.where(Session.meeting_id == meeting_id)
    if only_ours:
        found = found.where(Session.is_ours.is_(True))
    return db.paginate(found, page=page, per_page=per_page, error_out=False)


def readable_ties(
    sessions: Sequence[Session], *, viewer: Viewer
) -> Mapping[int, Sequence[SessionDocument]]:
    """Return the ties of these sessions to documents the viewer may read, by session."""
    ties = db.session.scalars(
        select(SessionDocument)
        .where(SessionDocument.session_id.in_([session.id for session in sessions]))
        .options(joinedload(SessionDocument.document))
        .order_by(SessionDocument.id)
    )
    found: dict[int, list[SessionDocument]] = {}
    for tie in ties:
        if may_read(viewer, tie.document):
            found.setdefault(tie.session_id, []).append(tie)
    return found


def _narrowed(filters: DocumentFilters, viewer: Viewer) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.organisation is not None:
        conditions.append(Document.organisation_id == filters.organisation)
    if filters.kind:
        conditions.append(Document.kind == filters.kind)
    if filters.language:
        # as text, since SQLite and PostgreSQL look into JSON in ways of their own
        marked = f'"{filters.language}"'
        conditions.append(cast(Document.languages, Text).contains(marked, autoescape=True))
    if filters.published_since is not None:
        conditions.append(Document.published_at >= filters.published_since)
    if filters.subject is not None:
        about = select(DocumentSubject.document_id)
        conditions.append(
            Document.id.in_(about.where(DocumentSubject.subject_id == filters.subject))
        )
    return conditions + _at_sessions(filters, viewer)


def _at_sessions(filters: DocumentFilters, viewer: Viewer) -> list[ColumnElement[bool]]:
    tied = (
        select(SessionDocument.document_id)
        .join(Session, Session.id == SessionDocument.session_id)
        .where(known_to(viewer))
    )
    conditions: list[ColumnElement[bool]] = []
    if filters.session is not None:
        conditions.append(Document.id.in_(tied.where(Session.id == filters.session)))
    if filters.meeting is not None:
        conditions.append(Document.id.in_(tied.where(Session.meeting_id == filters.meeting)))
    return conditions


def _whole(found: Select[Document]) -> Select[Document]:
    return found.options(
        joinedload(Document.organisation),
        selectinload(Document.authors),
        selectinload(Document.subjects),
        selectinload(Document.versions).joinedload(Version.file),
    )
