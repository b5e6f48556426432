"""The text of a PDF's page in the order it is read, lines apart where their type changes."""

import ctypes
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.direction import RIGHT_TO_LEFT, Place, reading_order

_BREAK = "\r\n"
_HYPHENS = (
    "\ufffe",
    "\x02",
)  # what pdfium puts for a hyphen at a line's end and the break after it
_SHORTEST = 38  # characters; shorter lines are never joined to the next
_SAME_SIZE = 0.05  # of the larger; superscripts and small capitals differ by more
_Type = tuple[float, int]  # size in points and weight, as 400 or 700; of 0 and -1 nothing is known


def page_text(page: pdfium.PdfPage) -> str:
    """Return the text as the file has it, line by line.

    Between lines wholly set in different type, as a heading and what follows it, is an empty line.
    """
    textpage = page.get_textpage()
    try:
        text: str = textpage.get_text_range(errors="ignore")
        text = _arranged(_Letters(textpage, text), text)
    finally:
        textpage.close()
    for hyphen in _HYPHENS:
        text = text.replace(hyphen, "-\n")
    return text


class _Letters:
    """How the letters of a text stand on its page, by their position in the text."""

    def __init__(self, textpage: pdfium.PdfTextPage, text: str) -> None:
        self._raw = textpage.raw
        self._is_counted_alike = textpage.count_chars() == len(text)
        self._box = tuple(ctypes.c_double() for _ in range(4))  # left, right, bottom, top
        self._matrix = pdfium_c.FS_MATRIX()
        self._types: dict[int, _Type] = {}

    def type_at(self, position: int) -> _Type:
        """Return the size and weight a letter is set in."""
        found = self._types.get(position)  # each line is compared to the one before and after
        if found is None:
            found = self._types[position] = self._type(self._index(position))
        return found

    def _type(self, index: int) -> _Type:
        size = pdfium_c.FPDFText_GetFontSize(self._raw, index)
        if pdfium_c.FPDFText_GetMatrix(self._raw, index, self._matrix):
            size *= hypot(self._matrix.c, self._matrix.d)  # some programs scale type of one point
        return size, pdfium_c.FPDFText_GetFontWeight(self._raw, index)

    def place_at(self, position: int) -> Place:
        """Return the middle of a letter across the page; None when it has no width."""
        left, right, *_ = self._box
        found = pdfium_c.FPDFText_GetCharBox(self._raw, self._index(position), *self._box)
        wide = found and right.value > left.value
        return (left.value + right.value) / 2 if wide else None

    def _index(self, position: int) -> int:
        if self._is_counted_alike:
            return position
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._raw, position))


def _arranged(letters: _Letters, text: str) -> str:
    turns = bool(RIGHT_TO_LEFT.search(text))
    kept: list[str] = []
    before: tuple[int, int] | None = None
    position = 0
    for line in text.split(_BREAK):
        span = (position, position + len(line) - 1)
        if before and line and _are_apart(letters, before, span):
            kept.append("")
        kept.append(_turned(letters, position, line) if turns else line)
        before = span if len(line) >= _SHORTEST else None
        position += len(line) + len(_BREAK)
    return "\n".join(kept)


def _are_apart(letters: _Letters, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two lines, by their first and last letters, are wholly in different type."""
    size, weight = letters.type_at(one[0])
    other_size, other_weight = letters.type_at(other[0])
    if weight == other_weight and _is_same_size(size, other_size):
        return False  # true of most lines, which so cost little
    last_size, last_weight = letters.type_at(one[1])
    end_size, end_weight = letters.type_at(other[1])
    if _is_same_size(size, other_size):
        return weight == last_weight != other_weight == end_weight
    return _is_same_size(size, last_size) and _is_same_size(other_size, end_size)


def _is_same_size(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME_SIZE * max(one, other)


def _turned(letters: _Letters, position: int, line: str) -> str:
    """Put a line with right-to-left letters in order, by where each letter stands."""
    if not RIGHT_TO_LEFT.search(line):
        return line
    places = [
        None if character == " " else letters.place_at(place)
        for place, character in enumerate(line, start=position)
    ]
    return reading_order(line, places)
