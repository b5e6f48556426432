"""Documents in the shape programs get: what the record says, and what only the library knows."""

from collections.abc import Sequence

from coalition.api.shapes import documents as shapes
from coalition.api.shapes.parts import Author, Subject
from coalition.api.showing.links import api_address, organisation_link, session_link
from coalition.library.models import Document, State, Version
from coalition.library.receipt import problem_of
from coalition.programme.models import Session
from coalition.records.queries import record_of
from coalition.records.record import Edition, Original, Record
from coalition.web.viewer import Viewer


def document_shape(
    document: Document, sessions: Sequence[Session], doi: str, *, viewer: Viewer
) -> shapes.Document:
    """Return a document with its organisation, authors, subjects, versions and their files."""
    record = record_of(document, sessions, doi)
    is_withdrawn = document.state == State.WITHDRAWN
    return shapes.Document(
        id=record.document_id,
        url=record.address,
        api_url=api_address("document", document_id=document.id),
        state=document.state.value,
        title=record.title,
        abstract=record.abstract,
        kind=record.kind or None,
        authors=_authors(record),
        issued=record.issued or None,
        languages=list(record.languages),
        subjects=[Subject(id=topic.subject_id, name=topic.name) for topic in record.topics],
        licence=record.licence.spdx if record.licence else None,
        licence_url=(record.licence.url or None) if record.licence else None,
        audience=document.audience.value,
        organisation=organisation_link(document.organisation, viewer),
        sessions=[session_link(occasion) for occasion in record.occasions],
        ark=record.ark or None,
        doi=record.doi or None,
        published_at=document.published_at,
        withdrawal=_withdrawal(document) if is_withdrawn else None,
        versions=[] if is_withdrawn else _versions(document, record),
    )


def version_shape(document_id: int, version: Version, edition: Edition) -> shapes.Version:
    """Return a version as its row and its edition tell of it."""
    return shapes.Version(
        number=edition.number,
        note=edition.note,
        url=edition.address,
        api_url=api_address("version", document_id=document_id, number=edition.number),
        created_at=edition.created_at,
        reading=shapes.Reading(state=version.reading.value, problem=problem_of(version) or None),
        unit=edition.unit,
        page_count=edition.page_count,
        file=_file(document_id, edition.number, edition.file) if edition.file else None,
    )


def _file(document_id: int, number: int, file: Original) -> shapes.Original:
    return shapes.Original(
        url=api_address("version_file", document_id=document_id, number=number),
        name=file.name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
    )


def _versions(document: Document, record: Record) -> list[shapes.Version]:
    pairs = zip(document.versions, record.editions, strict=True)
    return [version_shape(document.id, version, edition) for version, edition in pairs]


def _authors(record: Record) -> list[Author]:
    return [
        Author(
            name=creator.name,
            is_organisation=creator.is_organisation,
            orcid=creator.orcid or None,
        )
        for creator in record.creators
    ]


def _withdrawal(document: Document) -> shapes.Withdrawal | None:
    if document.withdrawn_at is None:
        return None
    return shapes.Withdrawal(at=document.withdrawn_at, reason=document.withdrawn_reason)
