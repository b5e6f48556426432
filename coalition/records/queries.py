"""Every read of records: of one document, of many, each limited to what its viewer may read."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import db
from coalition.errors import NotFound
from coalition.library.licences import LICENCES
from coalition.library.models import Audience, Document, Version
from coalition.library.queries import is_offered, published_for
from coalition.members.policy import known
from coalition.programme.models import Meeting, Session
from coalition.programme.queries import sessions_of_documents
from coalition.records.identifiers import ark_of, dois_of
from coalition.records.models import Announcement
from coalition.records.record import (
    Creator,
    Edition,
    Gathering,
    Occasion,
    Original,
    Publisher,
    Record,
    Topic,
)
from coalition.web.site import address_of, settings
from coalition.web.viewer import ANONYMOUS, Viewer


def get_record(document_id: int, *, viewer: Viewer) -> Record:
    """Return the record of a published document. Raises NotFound, also for a withdrawn one."""
    found = find_record(document_id, viewer=viewer)
    if found is None:
        raise NotFound(_("There is no document at this address, or it is not open to you."))
    return found


def find_record(document_id: int, *, viewer: Viewer) -> Record | None:
    """Return the record of a published document this viewer may read, else None."""
    return records_of([document_id], viewer=viewer).get(document_id)


def records_of(document_ids: Collection[int], *, viewer: Viewer) -> Mapping[int, Record]:
    """Return the records of those the viewer may read, in the order given; seven queries."""
    found = db.session.scalars(
        select(Document)
        .where(published_for(viewer), Document.id.in_(document_ids))
        .options(
            joinedload(Document.organisation),
            selectinload(Document.authors),
            selectinload(Document.subjects),
            selectinload(Document.versions).joinedload(Version.file),
        )
    )
    documents = {document.id: document for document in found}
    sessions = sessions_of_documents(documents, viewer=viewer)
    dois = dois_of(documents)
    return {
        number: record_of(documents[number], sessions.get(number, ()), dois.get(number, ""))
        for number in document_ids
        if number in documents
    }


def find_announcement(document_id: int) -> Announcement | None:
    """Return what the world was last told of a document, without its sets."""
    return db.session.get(Announcement, document_id, populate_existing=True)


def record_of(document: Document, sessions: Sequence[Session], doi: str) -> Record:
    """Return the record of a document with its organisation, authors, subjects, versions, files."""
    return Record(
        document_id=document.id,
        address=address_of("library.detail", document_id=document.id),
        title=document.title,
        abstract=document.abstract,
        kind=document.kind,
        issued=document.issued,
        languages=tuple(document.languages),
        licence=LICENCES.get(document.licence),
        is_open=document.audience == Audience.PUBLIC,
        published_at=document.published_at or document.created_at,
        creators=tuple(
            Creator(author.name, author.is_organisation, author.orcid)
            for author in document.authors
        ),
        publisher=_publisher(document),
        topics=tuple(Topic(subject.id, subject.name) for subject in document.subjects),
        occasions=tuple(map(_occasion, sessions)),
        editions=tuple(_edition(document, version) for version in document.versions),
        ark=ark_of(document.id),
        doi=doi,
    )


def _publisher(document: Document) -> Publisher:
    organisation = document.organisation
    if organisation is None:
        return Publisher(settings().coalition_name, address_of("home.index"))
    page = address_of("members.detail", organisation_id=organisation.id)
    return Publisher(
        organisation.name,
        page if known(ANONYMOUS, organisation) else "",
        organisation_id=organisation.id,
        english_name=organisation.english_name,
        acronym=organisation.acronym,
        country=organisation.country,
        ror=organisation.ror,
        website=organisation.website,
    )


def _edition(document: Document, version: Version) -> Edition:
    place = {"document_id": document.id, "number": version.number}
    return Edition(
        number=version.number,
        note=version.note,
        address=address_of("library.version", **place),
        created_at=version.created_at,
        unit=version.unit,
        page_count=version.page_count,
        file=Original(
            address_of("library.download", **place),
            version.file_name,
            version.file.media_type,
            version.file.size_bytes,
            version.file.digest,
        )
        if is_offered(version)
        else None,
    )


def _occasion(session: Session) -> Occasion:
    return Occasion(
        session.id,
        session.number,
        session.title,
        address_of("sessions.detail", session_id=session.id),
        _gathering(session.meeting),
        session.starts_at,
    )


def _gathering(meeting: Meeting) -> Gathering:
    return Gathering(
        meeting.id,
        meeting.name,
        address_of("programme.detail", meeting_id=meeting.id),
        meeting.place,
        meeting.country,
        meeting.begins_on,
        meeting.ends_on,
    )
