"""The cells of XLSX sheets: shared and inline strings, numbers in their formats (ECMA-376 §18)."""

import re
from collections.abc import Iterator

from lxml import etree

from coalition.ingest.markup import local, stream
from coalition.ingest.spreadsheetml.formats import USUAL, shown

_COLUMNS = 16_384
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})\d*")
_TRUTH = {"0": "FALSE", "1": "TRUE"}


class Cells:
    """Reads cells with what the workbook keeps for all of them."""

    def __init__(self, strings: list[str], formats: list[str], *, is_1904: bool) -> None:
        self._strings = strings
        self._formats = formats
        self._is_1904 = is_1904

    def of(self, row: etree._Element) -> Iterator[tuple[int, str]]:
        """Yield column (from 0) and text of each cell; errors such as #REF! have none."""
        column = -1
        for cell in row:
            if local(cell) == "c":
                column = _column(cell.get("r") or "", column + 1)
                if len(cell):  # most are empty, and only drawn
                    yield column, self._text(cell)

    def _text(self, cell: etree._Element) -> str:
        match cell.get("t"):
            case "inlineStr":
                return string_of(cell)
            case "e":
                return ""
            case "s":
                return self._shared(_value(cell))
            case "b":
                return _TRUTH.get(_value(cell), "")
            case "str":
                return _unescaped(_value(cell))
            case "d":
                return _value(cell).replace("T", " ").removesuffix(" 00:00:00")
        return shown(_value(cell), self._format(cell), is_1904=self._is_1904)

    def _shared(self, index: str) -> str:
        known = index.isdecimal() and len(index) < 9 and int(index) < len(self._strings)
        return self._strings[int(index)] if known else ""

    def _format(self, cell: etree._Element) -> str:
        index = cell.get("s") or ""
        known = index.isdecimal() and len(index) < 9 and int(index) < len(self._formats)
        return self._formats[int(index)] if known else ""


def shared_strings(data: bytes, name: str) -> Iterator[str]:
    """Yield the strings that cells name by their place. Raises Unreadable at damage."""
    for event, element in stream(data, ["{*}si"], name):
        if event == "end":
            yield string_of(element)


def formats(styles: etree._Element | None) -> list[str]:
    """Return the format code of each cell style, by its place; "" is general."""
    if styles is None:
        return []
    codes = {str(number): code for number, code in USUAL.items()}
    for one in styles.iter("{*}numFmt"):
        codes[one.get("numFmtId") or ""] = one.get("formatCode") or ""
    return [
        codes.get(style.get("numFmtId") or "", "") for style in styles.iterfind("{*}cellXfs/{*}xf")
    ]


def string_of(element: etree._Element) -> str:
    """Return a string with its runs joined; how it is spoken (rPh) is left out."""
    texts = (
        text.text or ""
        for text in element.iter("{*}t")
        if (parent := text.getparent()) is None or local(parent) != "rPh"
    )
    return _unescaped("".join(texts))


def _value(cell: etree._Element) -> str:
    return next((one.text or "" for one in cell if local(one) == "v"), "").strip()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column(reference: str, following: int) -> int:
    """Return the column a reference such as "AB12" names; without one, the following."""
    found = _REFERENCE.match(reference)
    if not found:
        return min(following, _COLUMNS - 1)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return min(column, _COLUMNS) - 1
