"""The tags of a PDF: whether screen readers find headings and descriptions of pictures in it."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

PAGES = 30  # looked at: what an author leaves out is left out from the start
_MOST = 3_000  # elements of a page, looked at
_DEEPEST = 40
_HEADINGS = frozenset(name.encode("utf-16-le") for name in ("H", *(f"H{n}" for n in range(1, 7))))
_FIGURE = "Figure".encode("utf-16-le")
_LONGEST = 64  # bytes of an element's type; what is longer is none of the above


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tags of one page say: headings, and figures without an alternative text."""

    headings: int = 0
    bare_figures: int = 0


def tags(page: pdfium.PdfPage) -> Tags:
    """Return the counts of one page; of pages with more than 3,000 elements only the first count."""
    tree = pdfium_c.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return Tags()
    try:
        return _counted(tree)
    finally:
        pdfium_c.FPDF_StructTree_Close(tree)


def _counted(tree: Any) -> Tags:
    headings = bare = 0
    buffer = ctypes.create_string_buffer(_LONGEST)  # one for all: there are thousands of elements
    for element in _elements(tree):
        size = pdfium_c.FPDF_StructElement_GetType(element, buffer, _LONGEST)
        kind = buffer.raw[: size - 2] if 2 < size <= _LONGEST else b""
        headings += kind in _HEADINGS
        bare += kind == _FIGURE and not _is_described(element)
    return Tags(headings, bare)


def _elements(tree: Any) -> Iterator[Any]:
    count = pdfium_c.FPDF_StructTree_CountChildren(tree)
    waiting = [
        (pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, index), 1)
        for index in range(min(count, _MOST))
    ]
    waiting.reverse()
    for _ in range(_MOST):
        if not waiting:
            return
        element, depth = waiting.pop()
        if element:
            yield element
            waiting += _children(element, depth)


def _children(element: Any, depth: int) -> list[tuple[Any, int]]:
    if depth >= _DEEPEST:
        return []
    count = min(pdfium_c.FPDF_StructElement_CountChildren(element), _MOST)
    child = pdfium_c.FPDF_StructElement_GetChildAtIndex
    return [(child(element, index), depth + 1) for index in reversed(range(count))]


def _is_described(element: Any) -> bool:
    described = (pdfium_c.FPDF_StructElement_GetAltText, pdfium_c.FPDF_StructElement_GetActualText)
    return any(ask(element, None, 0) > 2 for ask in described)
