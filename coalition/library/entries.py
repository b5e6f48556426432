"""Document → search entries: one of its newest text, one of each older version."""

from collections.abc import Sequence

from coalition.library.models import Document, Version
from coalition.search.entries import Entry, Named, PageText
from coalition.web.site import path_of

ROOM = "document"


def key_of(document_id: int, number: int | None = None) -> str:
    """Return the key a document has in the index, such as "document:12".

    With the number of an older version it is that version's, such as "document:12.1".
    """
    return f"{ROOM}:{document_id}" if number is None else f"{ROOM}:{document_id}.{number}"


def id_of(key: str) -> int:
    """Return the document's number of a key. Raises ValueError for keys of other things."""
    return place_of(key)[0]


def place_of(key: str) -> tuple[int, int | None]:
    """Return the numbers of a key's document and older version, None where it is the newest.

    Raises ValueError for keys of other things.
    """
    room, _, numbers = key.partition(":")
    document_id, _, number = numbers.partition(".")
    if room != ROOM:
        raise ValueError(key)
    return int(document_id), int(number) if number else None


def entry_of(
    document: Document,
    pages: Sequence[PageText],
    version: Version | None = None,
    *,
    is_older: bool = False,
    sessions: Sequence[Named] = (),
) -> Entry:
    """Return what is searched of a document; organisation, authors and subjects are loaded.

    `version` is the one whose pages these are, None where none could be read; `sessions` are those
    it belongs to.
    """
    organisation = document.organisation
    number = version.number if version and is_older else None
    url = path_of("library.detail", document_id=document.id)
    if number is not None:
        url = path_of("library.version", document_id=document.id, number=number)
    return Entry(
        key=key_of(document.id, number),
        url=url,
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
        unit=version.unit if version else "page",
        work=key_of(document.id) if is_older else "",
        version=version.number if version else 1,
        sketch=version.likeness if version else "",
        sessions=tuple(sessions),
        published_at=document.published_at,
    )
