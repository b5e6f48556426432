"""What the master pages of ODS and ODP show (ODF 1.3 part 3, 16.9), each text given once."""

from collections.abc import Iterable, Iterator

from lxml import etree

from coalition.ingest.markup import local
from coalition.ingest.opendocument import attribute
from coalition.ingest.opendocument_text import Text
from coalition.ingest.parts import Block, unmarked

_FIELDS = frozenset(
    (
        *("page-number", "page-count", "sheet-name", "title", "date", "time"),
        *("date-time", "header", "footer"),  # of slides
    )
)
_OWN = ("", "header", "footer")  # classes of shapes a slide does not fill in


class Margins:
    """Reads the master pages of one file."""

    def __init__(self, styles: etree._Element | None, text: Text) -> None:
        masters = styles.iter("{*}master-page") if styles is not None else ()
        self._masters = {attribute(master, "name"): master for master in masters}
        self._text = text
        self._told: set[str] = set()

    def of_sheets(self) -> Iterator[Block]:
        """Yield the headers and footers that sheets are printed with."""
        for master in self._masters.values():
            for element in master:
                is_shown = attribute(element, "display") != "false"
                if is_shown and local(element).startswith(("header", "footer")):
                    yield from self._new(element.iter("{*}p"))

    def of_slide(self, slide: etree._Element) -> Iterator[Block]:
        """Yield the footer, and what of the master page shows, that no slide before it had."""
        for kind in ("header", "footer"):
            used = attribute(slide, f"use-{kind}-name")
            for one in slide.itersiblings(f"{{*}}{kind}-decl", preceding=True):
                if used and attribute(one, "name") == used:
                    yield from self._told_first(unmarked(one.text or ""))
        for element in self._masters.get(attribute(slide, "master-page-name"), ()):
            if local(element) != "notes" and attribute(element, "class") in _OWN:
                yield from self._new(element.iter("{*}p"))

    def _new(self, paragraphs: Iterable[etree._Element]) -> Iterator[Block]:
        """Yield paragraphs not yet told; one with a field, such as a page's number, says nothing."""
        for paragraph in paragraphs:
            if not any(local(one) in _FIELDS for one in paragraph.iter()):
                for block in self._text.blocks([paragraph]):
                    yield from self._told_first(block.text)

    def _told_first(self, text: str) -> Iterator[Block]:
        if text.strip() and text not in self._told:
            self._told.add(text)
            yield Block(text, role="margin")
