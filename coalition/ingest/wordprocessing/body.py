"""The blocks of a document's body, header or note in order: paragraphs, tables, what is set into them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from coalition.ingest import figures
from coalition.ingest.markup import local
from coalition.ingest.office import Package
from coalition.ingest.parts import Block, row, styled
from coalition.ingest.wordprocessing.annotations import Annotations
from coalition.ingest.wordprocessing.elements import WITHDRAWN, attribute, child, is_on, named
from coalition.ingest.wordprocessing.runs import text_boxes, text_of
from coalition.ingest.wordprocessing.styles import Styles

_PROPERTIES = {"sectPr", "pPr", "rPr", "sdtPr", "tblPr", "tcPr"}
_FIRST_ROW = 0x0020  # ECMA-376 part 4, §14.4.13: of the number in tblLook
_BESIDE = ("note", "comment")


@dataclass(frozen=True, slots=True)
class Body:
    """How the blocks of one part are read; `names` are those of the parts it has relations to."""

    package: Package
    styles: Styles
    annotations: Annotations
    names: dict[str, str]

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """Yield paragraphs and table rows in order, each with its notes and comments below it."""
        for element in container:
            match local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case name if name not in WITHDRAWN and name not in _PROPERTIES:
                    yield from self.blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        properties = child(paragraph, "pPr")
        text = text_of(paragraph, is_heading=self.styles.level(properties) > 0)
        yield self.styles.block(text, properties)
        for box in text_boxes(paragraph):
            yield from self.blocks(box)
        for text in figures.texts(self.package, self.names, paragraph):
            yield Block(text)
        yield from self.annotations.of(paragraph)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [(one, list(named(one, "tc"))) for one in named(table, "tr")]
        if all(len(cells) <= 1 for _, cells in rows):  # a frame around text, not a table
            for cell in (cell for _, cells in rows for cell in cells):
                yield from self.blocks(cell)
            return
        has_headings = _look_has_headings(table) and len(rows) > 1
        for number, (element, cells) in enumerate(rows):
            texts, beside = self._cells(cells)
            if child(child(element, "trPr"), "del") is not None:
                texts = [styled(text, "deleted") for text in texts]
            is_header = (has_headings and number == 0) or _repeats(element)
            yield row(texts, is_header=is_header, is_styled=True)
            yield from beside

    def _cells(self, cells: list[etree._Element]) -> tuple[list[str], list[Block]]:
        """Return the texts of a row's cells, and the notes and comments that go below it."""
        texts: list[str] = []
        beside: list[Block] = []
        for cell in cells:
            blocks = list(self.blocks(cell))
            beside += (block for block in blocks if block.role in _BESIDE)
            texts.append(" ".join(block.text for block in blocks if block.role not in _BESIDE))
        return texts, beside


def _repeats(element: etree._Element) -> bool:
    """Say whether a row is repeated at the top of each page, which only headings are."""
    return is_on(child(element, "trPr"), "tblHeader")


def _look_has_headings(table: etree._Element) -> bool:
    look = child(child(table, "tblPr"), "tblLook")
    if look is None:
        return False
    said = attribute(look, "firstRow")
    if said:
        return said.lower() in ("1", "true", "on")
    try:
        return bool(int(attribute(look, "val") or "0", 16) & _FIRST_ROW)
    except ValueError:
        return False
