"""What search knows of one document: on which of its pages the words are, and what is like it.

Only what is published is in the index; where it is not, or the index is being built, the reading
page does with the marks of the pages it shows.
"""

from dataclasses import dataclass

from coalition.library import receipt
from coalition.library.entries import key_of
from coalition.library.models import Document, State, Version
from coalition.library.pages import Window
from coalition.search import queries as search
from coalition.search.index import Index
from coalition.web.viewer import Viewer

LONGEST_QUERY = 1_000  # characters, as many as are marked in the text


@dataclass(frozen=True, slots=True)
class Places:
    """Where a search stands in a whole document: (page, number of places) in their order."""

    pages: tuple[tuple[int, int], ...]
    shown: Window

    @property
    def count(self) -> int:
        """Return the number of places in all."""
        return sum(count for _page, count in self.pages)

    @property
    def before(self) -> int | None:
        """Return the last page with places in front of those shown."""
        return max((page for page, _count in self.pages if page < self.shown.first), default=None)

    @property
    def after(self) -> int | None:
        """Return the first page with places behind those shown."""
        return min((page for page, _count in self.pages if page > self.shown.last), default=None)


def places_in(
    version: Version, shown: Window, query: str, *, viewer: Viewer, index: Index
) -> Places | None:
    """Return where a search stands in a version, beside the pages shown; None where none is known."""
    document = version.document
    if not query.strip() or len(query) > LONGEST_QUERY or document.state != State.PUBLISHED:
        return None
    newest = version is receipt.version_to_read(document)
    key = key_of(document.id, None if newest else version.number)
    try:
        found = search.within(index, key, query, audiences=viewer.audiences)
    except search.NotReady:
        return None
    return Places(found.page_matches, shown) if found.page_matches else None


def similar_to(document: Document, *, viewer: Viewer, index: Index) -> tuple[search.Similar, ...]:
    """Return the documents most like a published one, best first, as far as the viewer may know."""
    if document.state != State.PUBLISHED:
        return ()
    try:
        return search.similar(index, key_of(document.id), audiences=viewer.audiences)
    except search.NotReady:
        return ()
