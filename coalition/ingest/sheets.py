"""Sheets of any size as pages: header rows told, blank ranges left out, the longest cut."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from coalition.ingest.findings import list_notice
from coalition.ingest.normalise import clean
from coalition.ingest.parts import Block, row, split, unmarked
from coalition.ingest.reading import Extract, Heading, Metadata, Notice, Page

CELLS = 400_000  # with text, of a whole file: reading them takes some 5 s and 250 MB
CELLS_OF_SHEET = 300_000  # so that one does not keep out the others
CHARACTERS = 10_000_000  # of a whole file
_PLACES = 2_000_000  # cells with and without text that a sheet is laid out with
_LABEL = 80  # characters
_NUMBERED = re.compile(r"\w+?\d{1,3}")  # names that programs give: Sheet1, Tabelle1, Лист1, 工作表1
_FIGURE = re.compile(r"[\d\s.,:/%()+\-−–]*\d[\d\s.,:/%()+\-−–]*")
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")

Cells = dict[int, str]  # text by column, from 0


@dataclass(slots=True)
class Sheet:
    """A sheet as it fills: rows with text, and what stands beside them (comments, boxes)."""

    name: str
    is_hidden: bool = False
    is_cut: bool = False
    cell_count: int = 0
    rows: list[Cells] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)


class Workbook:
    """Sheets in order, filled row by row until the file has given enough."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._cells = 0
        self._characters = 0

    def open(self, name: str, *, is_hidden: bool = False) -> Sheet:
        """Start the next sheet, and return it."""
        self.sheets.append(Sheet(" ".join(clean(unmarked(name)).split())[:_LABEL], is_hidden))
        return self.sheets[-1]

    def take(self, cells: Iterable[tuple[int, str]]) -> bool:
        """Add a row to the last sheet; return False, once there is no room for it."""
        sheet = self.sheets[-1]
        lines = ((column, " ".join(unmarked(text).split())) for column, text in cells)
        kept = {column: line for column, line in lines if line}
        if not kept:
            return True
        characters = sum(map(len, kept.values()))
        sheet.is_cut = (
            self._cells + len(kept) > CELLS
            or self._characters + characters > CHARACTERS
            or sheet.cell_count + len(kept) > CELLS_OF_SHEET
        )
        if sheet.is_cut:
            return False
        self._cells += len(kept)
        self._characters += characters
        sheet.cell_count += len(kept)
        sheet.rows.append(kept)
        return True

    def extract(self, metadata: Metadata, notices: Iterable[Notice]) -> Extract:
        """Return the sheets as parts, each under its name, with the notices and those of its own."""
        pages: list[Page] = []
        outline: list[Heading] = []
        for sheet in self.sheets:
            parts = split(_blocks(sheet))
            if parts and sheet.name:
                outline.append(Heading(1, sheet.name, len(pages) + 1))
            for part in parts:
                pages.append(replace(part, number=len(pages) + 1, label=sheet.name or None))
        several = tuple(outline) if len(outline) > 1 else ()
        return Extract("part", tuple(pages), metadata, (*self._notices(), *notices), several)

    def _notices(self) -> Iterator[Notice]:
        cut = (sheet.name or "CSV" for sheet in self.sheets if sheet.is_cut)
        yield from list_notice("rows-cut", cut)
        yield from list_notice("hidden-sheets", (one.name for one in self.sheets if one.is_hidden))


def _blocks(sheet: Sheet) -> Iterator[Block]:
    """Yield the name, unless a program gave it, then the rows, then what stands beside them."""
    if not (sheet.rows or sheet.asides):
        return
    if sheet.name and not _NUMBERED.fullmatch(sheet.name):
        yield Block(sheet.name, level=1)
    yield from _rows(sheet.rows)
    yield from sheet.asides


def _rows(rows: list[Cells]) -> Iterator[Block]:
    """Yield the rows without columns that are blank all the way down.

    A text that stands alone above the table, or beside its columns, is a paragraph.
    """
    header = _place_of_header(rows)
    tabular = [cells for cells in rows if len(cells) > 1] or rows
    columns = sorted({column for cells in tabular for column in cells})
    place_of = {column: place for place, column in enumerate(columns)}
    is_scattered = len(columns) * len(rows) > _PLACES  # laid out, they would fill the memory
    for place, cells in enumerate(rows):
        column = max(cells)
        if len(cells) == 1 and (place < header or column not in place_of):
            yield Block(cells[column])
        elif is_scattered:
            yield row(cells[column] for column in sorted(cells))
        else:
            shown = range(place_of[column] + 1)
            line = (cells.get(columns[number], "") for number in shown)
            yield row(line, is_header=place == header)


def _place_of_header(rows: list[Cells]) -> int:
    """Return which row heads the table; -1 for none.

    It is the first of at least two cells and half the width of the widest, if all it holds is
    words and years and something stands below it.
    """
    widest = max(map(len, rows), default=0)
    for place, cells in enumerate(rows[:-1]):
        if len(cells) > 1 and len(cells) * 2 >= widest:
            return -1 if any(map(_is_figure, cells.values())) else place
    return -1


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)
