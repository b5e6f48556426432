"""What the tests of the library share: making documents by the service, as people do."""

import io
from collections.abc import Callable

import pytest

from coalition.library import queries, service
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Document
from coalition.web.viewer import Viewer
from tests.conftest import Someone, work_through

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
