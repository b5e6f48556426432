"""Every read of documents, each limited to what its viewer may know of."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import immediateload, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from coalition.database import db
from coalition.errors import NotAllowed, NotFound
from coalition.library import offering, policy
from coalition.library.entries import ROOM
from coalition.library.models import (
    Document,
    DocumentEvent,
    DocumentSubject,
    Page,
    State,
    Subject,
    Version,
)
from coalition.members.models import Organisation
from coalition.members.models import State as OrganisationState
from coalition.search.sources import thing_of
from coalition.web.viewer import Viewer

PER_PAGE = 30
# what the picture on a card needs of its version
_COVER = (Version.document_id, Version.number, Version.file_digest, Version.picture_count)


@dataclass(frozen=True, slots=True)
class Count:
    """How many documents a value has: a key for addresses, a label (may be the key) to show."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Browse:
    """What a viewer may read, counted: all, and by kind, language and subject, most first."""

    total: int
    kinds: tuple[Count, ...]
    languages: tuple[Count, ...]
    subjects: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page's number, printed label (may be empty) and length in characters.

    `language` (BCP 47) is "" where it is the version's.
    """

    number: int
    label: str
    characters: int
    language: str = ""
    is_recognised: bool = False


def get_document(document_id: int, *, viewer: Viewer) -> Document:
    """Return a document with everything its page shows. Raises NotFound."""
    document = db.session.scalars(
        select(Document)
        .where(Document.id == document_id)
        .options(*_everything())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if document is None or not policy.may_know_of(viewer, document):
        raise NotFound(_("There is no document at this address, or it is not open to you."))
    return document


def get_version(document_id: int, number: int, *, viewer: Viewer) -> Version:
    """Return a version with its file and document, to be read or downloaded. Raises NotFound."""
    document = get_document(document_id, viewer=viewer)
    if policy.may_read(viewer, document):
        for version in document.versions:
            if version.number == number:
                return version
    raise NotFound(_("This version does not exist, or it is not open to you."))


def is_offered(version: Version) -> bool:
    """Tell whether the file of a version may be taken along by whoever may read the version."""
    return offering.is_offered(version.file)


def newest_documents(*, viewer: Viewer, page: int = 1, per_page: int = PER_PAGE) -> Pagination:
    """Return what is published for this viewer, the latest first."""
    return page_of(
        cards(published_for(viewer)).order_by(Document.published_at.desc(), Document.id.desc()),
        page,
        per_page,
    )


def documents_of(organisation_id: int, *, viewer: Viewer, limit: int = 200) -> list[Document]:
    """Return an organisation's published documents this viewer may read, the latest first."""
    found = cards(published_for(viewer), Document.organisation_id == organisation_id)
    return list(
        db.session.scalars(
            found.order_by(Document.published_at.desc(), Document.id.desc()).limit(limit)
        )
    )


def my_documents(*, viewer: Viewer, page: int = 1, per_page: int = PER_PAGE) -> Pagination:
    """Return the documents in this viewer's own care, drafts included, the latest first."""
    return page_of(
        cards(own_of(viewer)).options(selectinload(Document.versions)).order_by(Document.id.desc()),
        page,
        per_page,
    )


def review_queue(*, viewer: Viewer, page: int = 1, per_page: int = PER_PAGE) -> Pagination:
    """Return what was handed in, the longest waiting first. Raises NotAllowed."""
    if not policy.may_review(viewer):
        raise NotAllowed(_("Only coordinators review documents."))
    found = cards(Document.state == State.IN_REVIEW).options(
        selectinload(Document.versions), joinedload(Document.deposited_by)
    )
    return page_of(found.order_by(Document.handed_in_at, Document.id), page, per_page)


def review_count(*, viewer: Viewer) -> int:
    """Return how many documents wait for this viewer's review: none unless a coordinator."""
    if not policy.may_review(viewer):
        return 0
    waiting = select(func.count(Document.id)).where(Document.state == State.IN_REVIEW)
    return db.session.scalar(waiting) or 0


def draft_count(*, viewer: Viewer) -> int:
    """Return how many drafts of the viewer's own organisations are not published yet."""
    if not viewer.organisation_ids:
        return 0
    drafts = select(func.count(Document.id)).where(
        Document.state == State.DRAFT, Document.organisation_id.in_(viewer.organisation_ids)
    )
    return db.session.scalar(drafts) or 0


def browse(*, viewer: Viewer) -> Browse:
    """Count what this viewer may read, in three queries whatever the number of documents."""
    open_to_viewer = published_for(viewer)
    kinds: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    # Compared as text, since PostgreSQL has no equality for JSON; the distinct lists are few.
    spoken = cast(Document.languages, Text)
    for kind, tags, count in db.session.execute(
        select(Document.kind, spoken, func.count())
        .where(open_to_viewer)
        .group_by(Document.kind, spoken)
    ):
        kinds[kind] += count
        languages.update(dict.fromkeys(json.loads(tags), count))
    subjects = db.session.execute(
        select(Subject.id, Subject.name, func.count())
        .join(DocumentSubject, DocumentSubject.subject_id == Subject.id)
        .join(Document, Document.id == DocumentSubject.document_id)
        .where(open_to_viewer)
        .group_by(Subject.id, Subject.name)
        .order_by(func.count().desc(), Subject.name)
    )
    return Browse(
        total=kinds.total(),
        kinds=tuple(Count(key, key, count) for key, count in kinds.most_common()),
        languages=tuple(Count(key, key, count) for key, count in languages.most_common()),
        subjects=tuple(Count(str(key), name, count) for key, name, count in subjects),
    )


def all_subjects(*, viewer: Viewer) -> list[Subject]:  # noqa: ARG001 the list is open to all
    """Return the subjects in the coordinators' order."""
    return list(db.session.scalars(select(Subject).order_by(Subject.position, Subject.name)))


def subject_uses(*, viewer: Viewer) -> Mapping[int, int]:
    """Return how many documents of any state each subject has. Raises NotAllowed."""
    if not policy.may_edit_subjects(viewer):
        raise NotAllowed(_("Only coordinators edit the list of subjects."))
    uses = select(DocumentSubject.subject_id, func.count()).group_by(DocumentSubject.subject_id)
    return {row[0]: row[1] for row in db.session.execute(uses)}


def depositing_organisations(*, viewer: Viewer) -> list[Organisation]:
    """Return the approved organisations the viewer may deposit for, by name."""
    found = select(Organisation).where(Organisation.state == OrganisationState.APPROVED)
    if not viewer.is_coordinator:
        found = found.where(Organisation.id.in_(viewer.organisation_ids))
    return list(db.session.scalars(found.order_by(Organisation.name)))


def outline(version: Version, *, viewer: Viewer) -> list[PageSize]:
    """Return what is known of each page, without the texts. Raises NotFound."""
    _refuse_unread(version, viewer)
    sizes = (
        select(Page.number, Page.label, func.length(Page.text), Page.language, Page.is_recognised)
        .where(Page.version_id == version.id)
        .order_by(Page.number)
    )
    return [PageSize(*row) for row in db.session.execute(sizes)]


def pages_between(version: Version, first: int, last: int, *, viewer: Viewer) -> list[Page]:
    """Return the pages from first to last, both included. Raises NotFound."""
    _refuse_unread(version, viewer)
    within = select(Page).where(Page.version_id == version.id, Page.number.between(first, last))
    return list(db.session.scalars(within.order_by(Page.number)))


def texts_between(
    version: Version, first: int, last: int, *, viewer: Viewer
) -> list[tuple[int, str]]:
    """Return number and text of the pages from first to last, both included. Raises NotFound."""
    _refuse_unread(version, viewer)
    within = (
        select(Page.number, Page.text)
        .where(Page.version_id == version.id, Page.number.between(first, last))
        .order_by(Page.number)
    )
    return [(number, text) for number, text in db.session.execute(within)]


def document_of(subject: str) -> int | None:
    """Return the document a piece of background work is about, named as "version:7" or by its key.

    Of a file, named by its digest, it is the first document that has it.
    """
    room, _sign, number = thing_of(subject).partition(":")
    if room == "file":
        with_it = select(func.min(Version.document_id)).where(Version.file_digest == number)
        return db.session.scalar(with_it)
    if not number.isdecimal():
        return None
    if room == "version":
        return db.session.scalar(select(Version.document_id).where(Version.id == int(number)))
    return int(number) if room == ROOM else None


def published_for(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for what is published and open to this viewer."""
    return and_(Document.state == State.PUBLISHED, Document.audience.in_(viewer.audiences))


def own_of(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for what is in this viewer's own care, drafts included.

    A coordinator's own are the coalition's and those they deposited, not all of the library.
    """
    mine: ColumnElement[bool] = Document.organisation_id.in_(viewer.organisation_ids)
    if viewer.is_coordinator:
        mine = or_(
            mine,
            Document.organisation_id.is_(None),
            Document.deposited_by_id == viewer.person_id,
        )
    return mine


def cards(*conditions: ColumnElement[bool]) -> Select[Document]:
    """Return documents with what a card in a list shows of them."""
    return (
        select(Document)
        .where(*conditions)
        .options(
            joinedload(Document.organisation),
            joinedload(Document.cover).load_only(*_COVER),
            selectinload(Document.authors),
        )
    )


def page_of(found: Select[Document], page: int, per_page: int) -> Pagination:
    """Return one page of what a selection finds; an empty one beyond its end."""
    return db.paginate(found, page=max(page, 1), per_page=per_page, error_out=False)


def _everything() -> tuple[ORMOption, ...]:
    return (
        joinedload(Document.organisation),
        joinedload(Document.deposited_by),
        selectinload(Document.authors),
        selectinload(Document.subjects),
        # immediateload takes the document at hand, and holds it for whoever is given a version
        selectinload(Document.versions).options(
            joinedload(Version.file), immediateload(Version.document)
        ),
        selectinload(Document.history).joinedload(DocumentEvent.by),
    )


def _refuse_unread(version: Version, viewer: Viewer) -> None:
    if not policy.may_read(viewer, version.document):
        raise NotFound(_("This version does not exist, or it is not open to you."))
