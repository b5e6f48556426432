"""DOCX: the body in order with tables, text boxes, notes and comments; headers and footers last."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from lxml import etree

from coalition.ingest.archives import Archive
from coalition.ingest.findings import (
    count_notice,
    failure_notices,
    heading_notices,
    picture_notice,
    property_notices,
)
from coalition.ingest.office import (
    Package,
    main_part,
    office_metadata,
    office_people,
    package_notices,
)
from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Extract, Notice
from coalition.ingest.wordprocessing.annotations import KINDS, Annotations
from coalition.ingest.wordprocessing.body import Body
from coalition.ingest.wordprocessing.styles import Styles
from coalition.ingest.wordprocessing.traces import Traces

_FOREIGN = "aFChunk"  # a part in another format, which the program would have merged in


def extract(path: Path) -> Extract:
    """Return the text in parts. Raises Unreadable "damaged", "entities" and others.

    What tracked changes insert and delete is kept and marked as such, and told by the notice
    "tracked-changes". A part around the body that is broken is lost alone.
    """
    with Archive(path) as archive:
        document = _Document(archive)
        pages = split(document.blocks())
        metadata = office_metadata(archive, document.styles.language())
        notices = [
            *document.notices(),
            *heading_notices(pages),
            *property_notices(metadata, [*office_people(archive), *document.traces.people]),
            *package_notices(archive),
            *failure_notices(document.lost),
        ]
        return Extract("part", pages, metadata, tuple(notices))


class _Document:
    """The main part and those around it; what they carry besides text is counted as they come."""

    def __init__(self, archive: Archive) -> None:
        self._main = main_part(archive, "word/document.xml")
        self._package = Package(archive)
        self._root = self._package.required(self._main)
        self._annotations = Annotations()
        self.traces = Traces()
        self.traces.add(self._root)
        self.styles = Styles(next(self._package.roots(self._main, "styles"), None))

    def blocks(self) -> Iterator[Block]:
        """Yield the body with its notes and comments, then headers and footers, each once."""
        for kind in KINDS:
            for root in self._parts(f"{kind}s"):
                self._annotations.add(kind, root)
        for root in self._package.roots(self._main, "people"):
            self.traces.add(root)
        names = self._package.names(self._main)
        body = Body(self._package, self.styles, self._annotations, names)
        for element in self._root.iterfind("{*}body"):
            yield from body.blocks(element)
        yield from self._annotations.left()
        yield from self._margins()

    def notices(self) -> list[Notice]:
        """Return what was counted in the parts."""
        return [
            *count_notice("tracked-changes", self.traces.change_count),
            *count_notice("comments", self.traces.comment_count),
            *picture_notice(self.traces.bare_picture_count),
        ]

    @property
    def lost(self) -> Iterator[str]:
        """Yield the names of the parts that could not be read."""
        return chain(self._package.failed, self._package.targets(self._main, _FOREIGN))

    def _parts(self, kind: str) -> Iterator[etree._Element]:
        for root in self._package.roots(self._main, kind):
            self.traces.add(root)
            yield root

    def _margins(self) -> Iterator[Block]:
        body = Body(self._package, self.styles, self._annotations, {})
        seen: set[str] = set()
        for root in chain(self._parts("header"), self._parts("footer")):
            for block in body.blocks(root):
                text = block.text.strip()
                if text and text not in seen:
                    seen.add(text)
                    yield Block(text, role="margin")
