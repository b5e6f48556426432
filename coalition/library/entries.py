"""Document → search entry."""

from collections.abc import Sequence

from coalition.library.models import Document
from coalition.search.entries import Entry, Named, PageText
from coalition.web.site import path_of


def key_of(document_id: int) -> str:
    """Return the key a document has in the index, such as "document:12"."""
    return f"document:{document_id}"


def id_of(key: str) -> int:
    """Return the document's number of a key. Raises ValueError for keys of other things."""
    room, _, number = key.partition(":")
    if room != "document":
        raise ValueError(key)
    return int(number)


def entry_of(document: Document, pages: Sequence[PageText], unit: str = "page") -> Entry:
    """Return what is searched of a document; organisation, authors and subjects are loaded."""
    organisation = document.organisation
    return Entry(
        key=key_of(document.id),
        url=path_of("library.detail", document_id=document.id),
        title=document.title,
        abstract=document.abstract,
        authors=tuple(author.name for author in document.authors),
        organisation=Named(str(organisation.id), organisation.name) if organisation else None,
        kind=document.kind,
        languages=tuple(document.languages),
        issued=document.issued or None,
        subjects=tuple(Named(str(subject.id), subject.name) for subject in document.subjects),
        audience=document.audience.value,
        pages=pages,
        unit=unit,
    )
