"""Files without pages are split in parts a reader can address, at headings and paragraph borders."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from coalition.ingest.cutting import spans
from coalition.ingest.normalise import clean
from coalition.ingest.reading import (
    BETWEEN_CELLS,
    BETWEEN_PIECES,
    Page,
    Piece,
    Role,
    Stretch,
    Style,
)

SIZE = 3_000  # characters a part aims at: about one printed page
_LABEL = 80
_DEEPEST = 6  # levels of headings a page can show

# Marks of style travel within the text as noncharacters, which `clean` leaves alone and `styled`
# takes out of what a file holds, so that none can come from a file.
_OPENING: dict[str, Style] = {
    "\ufdd0": "inserted",
    "\ufdd1": "strong",
    "\ufdd2": "emphasis",
    "\ufdd3": "deleted",
}
_CLOSING = "\ufdd7"
_MARKS = "".join((*_OPENING, _CLOSING))
_MARK = re.compile(f"([{_MARKS}])")
_OPENING_OF = {style: mark for mark, style in _OPENING.items()}
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list entry or table row.

    `level` is 1 to 9 for headings, 0 for others; `role` is what another is. A table row is made
    by `row`, and its text is its cells.
    """

    text: str
    level: int = 0
    role: Role = "paragraph"
    cells: tuple[str, ...] = ()


def row(cells: Iterable[str], *, is_header: bool = False, is_styled: bool = False) -> Block:
    """Return a table row of these cells, each on one line; a row without text has no text.

    `is_styled` says that marks in the cells are those of `styled`.
    """
    plain = cells if is_styled else map(unmarked, cells)
    lines = tuple(" ".join(cell.split()) for cell in plain)
    text = BETWEEN_CELLS.join(lines) if any(lines) else ""
    return Block(text, role="header-row" if is_header else "row", cells=lines)


def styled(text: str, style: Style) -> str:
    """Return text marked as set in a style, for a Block; marks do not nest."""
    plain = text.translate(_WITHOUT_MARKS)
    return f"{_OPENING_OF[style]}{plain}{_CLOSING}" if plain.strip() else plain


def unmarked(text: str) -> str:
    """Return text as a file holds it without the characters that `styled` marks with."""
    return text.translate(_WITHOUT_MARKS)


def page_of(number: int, label: str | None, blocks: Iterable[Block]) -> Page:
    """Return one page of the blocks, cleaned; blocks without text are left out."""
    return _page(number, label, [made for block in blocks if (made := _made(block, layout=False))])


def split(blocks: Iterable[Block], size: int = SIZE, *, layout: bool = False) -> tuple[Page, ...]:
    """Return the blocks, cleaned, as parts of about `size` characters, no word cut in two.

    A heading opens a new part once the present one is half full. A part that opens with a
    heading has it as its label. No blocks with text give no parts.
    """
    parts: list[list[_Made]] = [[]]
    filled = 0
    for block in _sized(blocks, size, layout):
        heading_opens = block.is_heading and filled >= size // 2
        if parts[-1] and (heading_opens or filled + len(block.text) > size * 5 // 4):
            carried = _trailing_headings(parts[-1]) if not block.is_heading else []
            parts.append(carried)
            filled = sum(len(one.text) for one in carried)
        parts[-1].append(block)
        filled += len(block.text)
    return tuple(
        _page(number, _label(part), part)
        for number, part in enumerate((part for part in parts if part), start=1)
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A block with its text cleaned, and the piece that says what it is."""

    text: str
    piece: Piece

    @property
    def is_heading(self) -> bool:
        return self.piece.role.startswith("heading")


def _page(number: int, label: str | None, made: list[_Made]) -> Page:
    text = BETWEEN_PIECES.join(block.text for block in made)
    return Page(number, label, text, tuple(block.piece for block in made))


def _made(block: Block, layout: bool) -> _Made | None:
    """Clean a block; None when no text is left."""
    role = cast(Role, f"heading-{min(block.level, _DEEPEST)}") if block.level else block.role
    if block.cells:
        return _made_row(role, block.cells)
    text, styles = _unstyled(clean(block.text, layout=layout or role == "code"))
    return _Made(text, Piece(role, (len(text),), styles)) if text.strip() else None


def _made_row(role: Role, cells: tuple[str, ...]) -> _Made | None:
    texts: list[str] = []
    styles: list[Stretch] = []
    at = 0
    for cell in cells:
        text, own = _unstyled(clean(cell).replace("\n", " "))
        styles += (Stretch(at + one.start, at + one.end, one.style) for one in own)
        texts.append(text)
        at += len(text) + len(BETWEEN_CELLS)
    if not any(texts):
        return None
    return _Made(BETWEEN_CELLS.join(texts), Piece(role, tuple(map(len, texts)), tuple(styles)))


def _unstyled(text: str) -> tuple[str, tuple[Stretch, ...]]:
    """Take the marks of style out of a text and say where they were."""
    between = _MARK.split(text)  # texts, each but the first after a mark
    plain = between[::2]
    styles: list[Stretch] = []
    at = len(plain[0])
    for mark, piece in zip(between[1::2], plain[1:], strict=True):
        if mark in _OPENING and piece:
            styles.append(Stretch(at, at + len(piece), _OPENING[mark]))
        at += len(piece)
    return "".join(plain), tuple(styles)


def _trailing_headings(part: list[_Made]) -> list[_Made]:
    """Take headings from a part's end, so that none is parted from what it is above."""
    carried: list[_Made] = []
    while len(part) > 1 and part[-1].is_heading:
        carried.insert(0, part.pop())
    return carried


def _sized(blocks: Iterable[Block], size: int, layout: bool) -> Iterable[_Made]:
    for block in blocks:
        made = _made(block, layout)
        if made is None:
            continue
        if len(made.text) <= size * 5 // 4:
            yield made
        else:  # a long one loses its cells
            yield from _cut(made, size)


def _cut(made: _Made, size: int) -> Iterable[_Made]:
    styles = made.piece.styles
    for start, end in spans(made.text, size):
        first = bisect_right(styles, start, key=lambda one: one.end)
        last = bisect_left(styles, end, key=lambda one: one.start)
        own = tuple(
            Stretch(max(one.start - start, 0), min(one.end, end) - start, one.style)
            for one in styles[first:last]
        )
        yield _Made(made.text[start:end], Piece(made.piece.role, (end - start,), own))


def _label(part: list[_Made]) -> str | None:
    if not part[0].is_heading:
        return None
    label = part[0].piece.standing(part[0].text)
    if not label:
        return None
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…"
