"""A page's text as blocks to show: headings, paragraphs, lists, tables, with the places marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from coalition.ingest.reading import BETWEEN_CELLS, BETWEEN_PIECES, Piece, Stretch, shape_from_json
from coalition.library.marks import Marker
from coalition.library.models import Page

Kind = Literal[
    "paragraph",
    "heading",
    "list",
    "table",
    "quotation",
    "code",
    "note",
    "comment",
    "speaker-note",
    "margin",
]
HIGHEST_HEADING = 3  # h1 is the document's title, h2 what its page has beside the text
LOWEST_HEADING = 6
PARAGRAPHS = re.compile(r"\n\s*\n")
_ALONE = frozenset({"paragraph", "heading"})


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style: "" or one of ingest.reading.Style."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a line; `place` numbers the marked ones through the window, 0 is unmarked."""

    runs: tuple[Run, ...]
    place: int = 0


Line = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, a line a cell."""

    cells: tuple[Line, ...]
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together: a table has rows; the others lines, a paragraph or list entry each.

    `level` is that of a heading's element, 3 to 6.
    """

    kind: Kind
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    level: int = 0

    @property
    def places(self) -> Iterator[int]:
        """Give the numbers of the marks in it, ascending."""
        lines = self.lines or (cell for row in self.rows for cell in row.cells)
        return (fragment.place for line in lines for fragment in line if fragment.place)


class Typesetter:
    """Makes the blocks of one page after the other, numbering the marks through all of them."""

    def __init__(self, marker: Marker) -> None:
        self.place_count = 0
        self._marker = marker
        self._level = HIGHEST_HEADING - 1  # of the last heading

    def blocks_of(self, page: Page) -> tuple[Block, ...]:
        """Return the blocks of the next page; without a shape that fits, they are paragraphs."""
        pieces = _pieces(page.text, shape_from_json(page.shape))
        if pieces is None:
            paragraphs = (part.strip("\n") for part in PARAGRAPHS.split(page.text))
            return tuple(
                Block("paragraph", (self._line(paragraph),))
                for paragraph in paragraphs
                if paragraph.strip()
            )
        return tuple(self._block(kind, group) for kind, group in _groups(pieces))

    def _block(self, kind: Kind, group: Sequence[tuple[Piece, str]]) -> Block:
        if kind == "table":
            return Block(kind, rows=tuple(self._row(piece, text) for piece, text in group))
        lines = tuple(self._line(text, piece.styles) for piece, text in group)
        level = self._level_of(group[0][0]) if kind == "heading" else 0
        return Block(kind, lines, level=level)

    def _row(self, piece: Piece, text: str) -> Row:
        cells: list[Line] = []
        at = 0
        for length in piece.lengths:
            own = [Stretch(one.start - at, one.end - at, one.style) for one in piece.styles]
            cells.append(self._line(text[at : at + length], own))
            at += length + len(BETWEEN_CELLS)
        return Row(tuple(cells), is_header=piece.role == "header-row")

    def _level_of(self, heading: Piece) -> int:
        """Return the element's level, never more than one below the heading before."""
        wanted = HIGHEST_HEADING - 1 + int(heading.role.removeprefix("heading-"))
        self._level = min(wanted, self._level + 1, LOWEST_HEADING)
        return self._level

    def _line(self, text: str, styles: Sequence[Stretch] = ()) -> Line:
        fragments: list[Fragment] = []
        at = 0
        for start, end in self._marker.spans(text):
            if start > at:
                fragments.append(Fragment(_runs(text, styles, at, start)))
            self.place_count += 1
            fragments.append(Fragment(_runs(text, styles, start, end), self.place_count))
            at = end
        if at < len(text):
            fragments.append(Fragment(_runs(text, styles, at, len(text))))
        return tuple(fragments)


def _pieces(text: str, shape: Sequence[Piece]) -> list[tuple[Piece, str]] | None:
    """Return each piece with its text; None when the shape is not one of this text."""
    pieces: list[tuple[Piece, str]] = []
    at = 0
    for piece in shape:
        length = sum(piece.lengths) + len(BETWEEN_CELLS) * (len(piece.lengths) - 1)
        pieces.append((piece, text[at : at + length]))
        at += length + len(BETWEEN_PIECES)
    return pieces if pieces and at == len(text) + len(BETWEEN_PIECES) else None


def _groups(
    pieces: Sequence[tuple[Piece, str]],
) -> Iterator[tuple[Kind, list[tuple[Piece, str]]]]:
    """Give the entries of a list, the rows of a table and other equals together."""
    kind: Kind = "paragraph"
    group: list[tuple[Piece, str]] = []
    for piece, text in pieces:
        its_kind = _kind_of(piece)
        begins_table = piece.role == "header-row" and group and group[-1][0].role == "row"
        if group and (its_kind != kind or kind in _ALONE or begins_table):
            yield kind, group
            group = []
        kind = its_kind
        group.append((piece, text))
    if group:
        yield kind, group


def _kind_of(piece: Piece) -> Kind:
    if piece.role.startswith("heading"):
        return "heading"
    if piece.role in ("row", "header-row"):
        return "table"
    return "list" if piece.role == "item" else cast(Kind, piece.role)


def _runs(text: str, styles: Sequence[Stretch], start: int, end: int) -> tuple[Run, ...]:
    """Return the text from start to end, cut where a style begins or ends."""
    runs: list[Run] = []
    at = start
    for stretch in styles:
        opens, closes = max(stretch.start, at), min(stretch.end, end)
        if opens >= closes:
            continue
        if opens > at:
            runs.append(Run(text[at:opens]))
        runs.append(Run(text[opens:closes], stretch.style))
        at = closes
    if at < end:
        runs.append(Run(text[at:end]))
    return tuple(runs)
