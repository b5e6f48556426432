"""What the tests of the library share: making documents as people do, and what became of them."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from coalition.database import db
from coalition.library import queries, service
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Act, Document
from coalition.search import queries as search
from coalition.search.running import KEEPER
from coalition.web.viewer import Viewer
from tests.conftest import Someone, keeper, work_through

TEXT = "Reading rooms open the network to everybody.\n\nA librarian helps whoever asks."
FIELDS = DocumentFields(
    title="Reading rooms and the network",
    abstract="Why reading rooms matter.",
    kind="report",
    authors=(AuthorName("Working group of librarians", is_organisation=True),),
    issued="2012-11",
    languages=("en",),
    licence="CC-BY-4.0",
)
Deposit = Callable[..., Document]


def put(
    by: Viewer,
    organisation_id: int | None,
    text: str | bytes = TEXT,
    fields: DocumentFields | None = FIELDS,
    name: str = "reading-rooms.txt",
) -> Document:
    """Deposit a small text file and return its document with everything loaded."""
    content = text.encode() if isinstance(text, str) else text
    made = service.deposit(
        io.BytesIO(content), name, by=by, organisation_id=organisation_id, fields=fields
    )
    return queries.get_document(made.id, viewer=by)


def only_document() -> Document:
    """Return the one document there is, as it now is."""
    document_id = db.session.scalars(sa.select(Document.id)).one()
    return db.session.get_one(Document, document_id, populate_existing=True)


def acts(document_id: int, viewer: Viewer) -> list[Act]:
    """Return what was done to a document, oldest first."""
    return [event.act for event in queries.get_document(document_id, viewer=viewer).history]


def found(app: Flask, words: str, *audiences: str) -> list[str]:
    """Return the keys of what search finds, for the public unless told."""
    index = app.extensions[KEEPER].index
    if index.state() != "ok":
        keeper().rebuild()
    results = search.find(
        index,
        words,
        audiences=frozenset(audiences or ("public",)),
        filters=search.Filters(what=("document",)),
    )
    return [hit.key for hit in results.hits]


def text_of(answer: TestResponse) -> str:
    """Return the page of an answer."""
    return answer.get_data(as_text=True)


@pytest.fixture
def draft(representative: Someone) -> Document:
    """A described draft of the Library Association of the Low Lands, not read yet."""
    return put(representative.viewer, representative.organisation_id)


@pytest.fixture
def published(representative: Someone, draft: Document) -> Document:
    """The draft read, published and findable."""
    work_through()
    service.publish(draft.id, by=representative.viewer)
    work_through()
    return queries.get_document(draft.id, viewer=representative.viewer)
