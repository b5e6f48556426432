"""What search is to find of the library: the published documents with their older versions."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.database import db
from coalition.library.entries import ROOM, entry_of, id_of, key_of
from coalition.library.models import (
    Document,
    DocumentSubject,
    Page,
    Reading,
    State,
    Subject,
    Version,
)
from coalition.members.models import Organisation
from coalition.search.entries import Entry, Named, PageText
from coalition.search.sources import Standing
from coalition.search.upkeep import FORGET, INDEX
from coalition.tasks import submit

_Conditions = tuple[ColumnElement[bool], ...]


def index_soon(document_id: int) -> None:
    """Note, inside a transaction, that search must show this document as it now is."""
    submit(INDEX, key_of(document_id))


def forget_soon(document_id: int) -> None:
    """Note that what was found of this document must not be found any longer, before all else.

    What may still be found of it, and by whom, is written anew after that.
    """
    submit(FORGET, key_of(document_id))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of a version, and how often its text has changed."""

    number: int
    characters: int
    text_revision: int


class Belonging(Protocol):
    """What documents belong to, such as sessions, as a room above knows it.

    `follows` are the kinds of subject whose changes show in it.
    """

    follows: frozenset[str]

    def documents_of(self, subject: str) -> set[int]:
        """Return the numbers of the documents that belong to this subject."""

    def named(self, document_ids: Collection[int] | None = None) -> Mapping[int, list[Named]]:
        """Return what each document belongs to, of all documents for None; one query."""


class Documents:
    """The published documents, as search.sources asks for them."""

    def __init__(self, sessions: Belonging) -> None:
        self._sessions = sessions
        self.follows = frozenset({ROOM, "organisation", "subject"}) | sessions.follows

    def things_of(self, subject: str) -> set[str]:
        """Return the documents that show what this subject is called, or the document itself."""
        room, _, number = subject.partition(":")
        if room == ROOM:
            return {key_of(id_of(subject))}
        if room in self._sessions.follows:
            return set(map(key_of, self._sessions.documents_of(subject)))
        if room == "organisation":
            found = select(Document.id).where(Document.organisation_id == int(number))
        else:
            found = select(DocumentSubject.document_id).where(
                DocumentSubject.subject_id == int(number)
            )
        return {key_of(document_id) for document_id in db.session.scalars(found)}

    def standings(self, things: Collection[str] | None = None) -> Mapping[str, Standing]:
        """Return how the published ones stand; four queries, whatever their number."""
        within = _within(things)
        readings = _readings(within)
        subjects = _subject_names(within)
        sessions = self._sessions.named(_ids(things))
        published = (
            select(Document.id, Document.revision, Organisation.name)
            .outerjoin(Organisation, Organisation.id == Document.organisation_id)
            .where(Document.state == State.PUBLISHED, *within)
            .order_by(Document.id)
        )
        return {
            key_of(row[0]): Standing(
                keys=_keys(row[0], [reading.number for reading in readings[row[0]]]),
                characters=sum(reading.characters for reading in readings[row[0]]),
                mark=repr((*row, readings[row[0]], subjects[row[0]], *sessions.get(row[0], ()))),
            )
            for row in db.session.execute(published)
        }

    def possible_keys(self, things: Collection[str]) -> set[str]:
        """Return the keys of these documents and of all their versions."""
        versions = (
            select(Version.document_id, Version.number)
            .join(Document, Document.id == Version.document_id)
            .where(*_within(things))
        )
        older = {
            key_of(document_id, number) for document_id, number in db.session.execute(versions)
        }
        return older | set(things)

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those of the documents that are published; seven queries."""
        documents = db.session.scalars(
            select(Document)
            .where(Document.state == State.PUBLISHED, *_within(things))
            .options(
                joinedload(Document.organisation),
                selectinload(Document.authors),
                selectinload(Document.subjects),
                selectinload(Document.versions),
            )
            .order_by(Document.id)
            .execution_options(populate_existing=True)
        ).all()
        read = [v.id for d in documents for v in d.versions if v.reading == Reading.READABLE]
        texts = _texts(read)
        sessions = self._sessions.named([document.id for document in documents])
        return [
            entry
            for document in documents
            for entry in _entries_of(document, texts, sessions.get(document.id, ()))
        ]


def _within(things: Collection[str] | None) -> _Conditions:
    """Return the condition for the documents among these things; none for all."""
    numbers = _ids(things)
    return () if numbers is None else (Document.id.in_(numbers),)


def _ids(things: Collection[str] | None) -> list[int] | None:
    return None if things is None else sorted(map(id_of, things))


def _keys(document_id: int, numbers: Sequence[int]) -> tuple[str, ...]:
    """Return the keys of a document, given the numbers of its versions that could be read."""
    return (key_of(document_id), *(key_of(document_id, number) for number in numbers[:-1]))


def _readings(within: _Conditions) -> dict[int, list[_Reading]]:
    """Return what was read of each document's versions, in their order."""
    found = (
        select(
            Version.document_id,
            Version.number,
            Version.character_count,
            Version.text_revision,
        )
        .join(Document, Document.id == Version.document_id)
        .where(Version.reading == Reading.READABLE, *within)
        .order_by(Version.document_id, Version.number)
    )
    readings: dict[int, list[_Reading]] = defaultdict(list)
    for document_id, *read in db.session.execute(found):
        readings[document_id].append(_Reading(*read))
    return readings


def _subject_names(within: _Conditions) -> dict[int, list[str]]:
    """Return the names of each document's subjects."""
    found = (
        select(DocumentSubject.document_id, Subject.name)
        .join(Subject, Subject.id == DocumentSubject.subject_id)
        .join(Document, Document.id == DocumentSubject.document_id)
        .where(*within)
        .order_by(DocumentSubject.document_id, Subject.id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for document_id, name in db.session.execute(found):
        names[document_id].append(name)
    return names


def _entries_of(
    document: Document, texts: Mapping[int, list[PageText]], sessions: Sequence[Named]
) -> Iterator[Entry]:
    """Give the entry of a document and those of its older versions."""
    readable = [v for v in document.versions if v.reading == Reading.READABLE]
    if not readable:
        yield entry_of(document, (), sessions=sessions)
        return
    *older, newest = readable
    yield entry_of(document, texts.get(newest.id, ()), newest, sessions=sessions)
    for version in older:
        pages = texts.get(version.id, ())
        yield entry_of(document, pages, version, is_older=True, sessions=sessions)


def _texts(version_ids: Sequence[int]) -> dict[int, list[PageText]]:
    """Return the pages of each version, in their order."""
    found = (
        select(Page.version_id, Page.number, Page.text, Page.language)
        .where(Page.version_id.in_(version_ids))
        .order_by(Page.version_id, Page.number)
    )
    texts: dict[int, list[PageText]] = defaultdict(list)
    for version_id, number, text, language in db.session.execute(found):
        texts[version_id].append(PageText(number, text, language))
    return texts
