"""The text of a PDF's page in the order it is read, lines apart where their type changes."""

import ctypes
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.direction import RIGHT_TO_LEFT, Place, reading_order

_BREAK = "\r\n"
_HYPHENS = (
    "\ufffe",
    "\x02",
)  # what pdfium puts for a hyphen at a line's end and the break after it
_SHORTEST = 38  # characters; shorter lines are never joined to the next
_Type = tuple[float, int]  # size in points and weight, as 400 or 700; of 0 and -1 nothing is known


def page_text(page: pdfium.PdfPage) -> str:
    """Return the text as the file has it, line by line.

    Between lines wholly set in different type, as a heading and what follows it, is an empty line.
    """
    textpage = page.get_textpage()
    try:
        text: str = textpage.get_text_range(errors="ignore")
        letters = _Letters(textpage, text)
        text = _ordered(letters, text) if RIGHT_TO_LEFT.search(text) else _parted(letters, text)
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

    def type_at(self, position: int) -> _Type:
        """Return the size and weight a letter is set in."""
        index = self._index(position)
        size = pdfium_c.FPDFText_GetFontSize(self._raw, index)
        return round(size, 1), pdfium_c.FPDFText_GetFontWeight(self._raw, index)

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


def _parted(letters: _Letters, text: str) -> str:
    lines = text.split(_BREAK)
    kept = lines[:1]
    position = 0
    for line, following in pairwise(lines):
        begins = position + len(line) + len(_BREAK)
        if len(line) >= _SHORTEST and following:
            last = begins - len(_BREAK) - 1
            if _is_apart(letters, position, last, begins, begins + len(following) - 1):
                kept.append("")
        kept.append(following)
        position = begins
    return _BREAK.join(kept)


def _is_apart(letters: _Letters, first: int, last: int, begins: int, ends: int) -> bool:
    """Tell whether two lines, from first to last and from begins to ends, differ in their type."""
    one, other = letters.type_at(first), letters.type_at(begins)
    if one == other:
        return False
    return one == letters.type_at(last) and other == letters.type_at(ends)


def _ordered(letters: _Letters, text: str) -> str:
    """Put the lines with right-to-left letters in order, by where each letter stands."""
    lines: list[str] = []
    position = 0
    for line in text.split(_BREAK):
        if RIGHT_TO_LEFT.search(line):
            places = [
                None if character == " " else letters.place_at(place)
                for place, character in enumerate(line, start=position)
            ]
            lines.append(reading_order(line, places))
        else:
            lines.append(line)
        position += len(line) + len(_BREAK)
    return "\n".join(lines)
