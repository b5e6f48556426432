"""ODS: its sheets in order, cells as they are shown, with comments and text boxes below the rows."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from lxml import etree

from coalition.ingest.archives import MARKUP, Archive
from coalition.ingest.findings import count_notice, picture_notice
from coalition.ingest.markup import local, stream
from coalition.ingest.opendocument import (
    Package,
    Styles,
    attribute,
    number,
    people,
    undescribed_pictures,
)
from coalition.ingest.opendocument_margins import Margins
from coalition.ingest.opendocument_text import Text
from coalition.ingest.parts import Block, unmarked
from coalition.ingest.reading import Extract, Notice, Unreadable
from coalition.ingest.sheets import Workbook

_CONTENT = "content.xml"
_TAGS = ["{*}style", "{*}table", "{*}table-row", "{*}shapes", "{*}tracked-changes"]
_ROWS, _COLUMNS = 1_048_576, 16_384  # the most a sheet of LibreOffice or Excel has
_VALUES = ("string-value", "date-value", "time-value", "value")


def extract(path: Path) -> Extract:
    """Return the sheets as parts, hidden ones too. Raises Unreadable "damaged" and others.

    Of a damaged file, the rows before the damage are given, and the notice "part-failed".
    """
    with Archive(path) as archive:
        package = Package(archive)
        reader = _Reader(package)
        data = archive.start(_CONTENT)
        try:
            reader.read(data)
        except Unreadable as error:
            if error.code != "damaged" or not reader.workbook.sheets:
                raise
            if len(data) == MARKUP:  # we ourselves broke it off
                reader.workbook.sheets[-1].is_cut = True
            else:
                package.failed.append(_CONTENT)
        if not reader.workbook.sheets:
            raise Unreadable("damaged", "ods")
        reader.add_margins()
        notices = [*reader.notices(), *package.notices(reader.people)]
        return reader.workbook.extract(package.metadata(), notices)


class _Reader:
    """One pass over the content; what has been read of it is dropped on the way."""

    def __init__(self, package: Package) -> None:
        self.workbook = Workbook()
        self.people: list[str] = []
        self._package = package
        self._styles = Styles(package.styles)
        self._text = Text(self._styles)
        self._is_inside = False
        self._comment_count = 0
        self._bare_count = 0
        self._change_count = 0

    def read(self, data: bytes) -> None:
        """Fill the workbook. Raises Unreadable at the place of the damage."""
        for event, element in stream(data, _TAGS, _CONTENT):
            name = local(element)
            if name == "table" and _is_sheet(element):
                self._is_inside = event == "start"
                if self._is_inside:
                    self._open(element)
            elif event == "end":
                self._take(name, element)

    def add_margins(self) -> None:
        """Put the headers and footers of all sheets below the first."""
        self.workbook.sheets[0].asides += Margins(self._package.styles, self._text).of_sheets()

    def notices(self) -> Iterator[Notice]:
        """Yield what was counted on the way."""
        yield from count_notice("tracked-changes", self._change_count)
        yield from count_notice("comments", self._comment_count)
        yield from picture_notice(self._bare_count)

    def _open(self, table: etree._Element) -> None:
        style = attribute(table, "style-name")
        is_hidden = self._styles.property("table", style, "display") == "false"
        self.workbook.open(attribute(table, "name"), is_hidden=is_hidden)

    def _take(self, name: str, element: etree._Element) -> None:
        if name == "style":
            self._styles.add(element)
        elif name == "tracked-changes":
            self._change_count += len(element)
            self.people += people(element)
        elif self._is_inside and name in ("table-row", "shapes"):
            self._bare_count += undescribed_pictures(element)
            self.people += people(element)
            if name == "table-row":
                self._row(element)
            else:
                self._beside(element)
            charts = (Block(unmarked(words)) for words in self._package.charts(element))
            self.workbook.sheets[-1].asides += charts

    def _row(self, row: etree._Element) -> None:
        if self.workbook.sheets[-1].is_cut:
            return
        cells = list(self._cells(row))
        for _ in repeat(None, number(row, "number-rows-repeated", _ROWS) if cells else 0):
            if not self.workbook.take(cells):
                return

    def _cells(self, row: etree._Element) -> Iterator[tuple[int, str]]:
        """Yield column (from 0) and text; a cell that another covers is not shown, so left out."""
        column = 0
        for cell in row:
            count = number(cell, "number-columns-repeated", _COLUMNS)
            text = self._shown(cell) if len(cell) or cell.attrib else ""
            if text.strip() and local(cell) == "table-cell":
                yield from ((column + one, text) for one in range(min(count, _COLUMNS - column)))
            column = min(column + count, _COLUMNS)

    def _shown(self, cell: etree._Element) -> str:
        lines: list[str] = []
        for element in cell:
            if local(element) == "p" and not len(element):
                lines.append(element.text or "")
            elif local(element) == "p":
                lines += (block.text for block in self._text.blocks([element]))
            else:
                self._beside([element])
        if lines:
            return "\n".join(lines)
        return next(filter(None, (attribute(cell, name) for name in _VALUES)), "")

    def _beside(self, container: etree._Element | list[etree._Element]) -> None:
        blocks: list[Block] = list(self._text.blocks(container))
        self._comment_count += sum(block.role == "comment" for block in blocks)
        self.workbook.sheets[-1].asides += blocks


def _is_sheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and local(parent) == "spreadsheet"
