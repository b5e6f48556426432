"""Documents as programs are told of them, and the tag by which they say what they have seen."""

from collections.abc import Sequence

import msgspec
from flask import request

from coalition.api import queries
from coalition.api.conditions import etag_of, require_match
from coalition.api.shapes.documents import Document as Shape
from coalition.api.showing.documents import document_shape
from coalition.library.models import Document
from coalition.web.viewer import Viewer


def shapes_of(documents: Sequence[Document], viewer: Viewer) -> list[Shape]:
    """Return the shapes of whole documents, in their order; two queries."""
    told = queries.told_of(documents, viewer=viewer)
    return [
        document_shape(one, told.sessions.get(one.id, ()), told.dois.get(one.id, ""), viewer=viewer)
        for one in documents
    ]


def shape_of(document: Document, viewer: Viewer) -> Shape:
    """Return the shape of a whole document; two queries."""
    return shapes_of([document], viewer)[0]


def tag_of(document: Document, shape: Shape) -> str:
    """Return the ETag of a document: its revision, then what was sent of it."""
    return f"{document.revision}-{etag_of(msgspec.json.encode(shape))}"


def require_fresh(document: Document, viewer: Viewer) -> None:
    """Let a document be changed by who has seen its present revision. Raises Problem 428 and 412.

    The reading of its file goes on by itself and changes no revision: who waits for that need not
    read the document again before they describe it.
    """
    mark = f"{document.revision}-"
    tags: set[str | None] = {*request.if_match.as_set()}  # None stands for an empty one
    seen = [tag for tag in tags if tag and tag.startswith(mark)]
    require_match(seen[0] if seen else tag_of(document, shape_of(document, viewer)))
