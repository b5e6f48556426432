"""The outline (bookmarks) a PDF brings along."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.normalise import clean
from coalition.ingest.pdf.strings import line, told
from coalition.ingest.reading import Heading

_MOST = 1_000  # entries
_DEEPEST = 6  # levels
_LONGEST = 300  # characters of a title


def outline(document: pdfium.PdfDocument) -> tuple[Heading, ...]:
    """Return the entries in order, at most 1,000 and six levels deep.

    One that leads to no page stands on that of the next entry, or of the last before it.
    """
    found = [(level, _title(entry), _page(document, entry)) for level, entry in _entries(document)]
    headings: list[Heading] = []
    page = next((page for _, _, page in reversed(found) if page), 1)
    for level, title, own in reversed(found):
        page = own or page
        if title:
            headings.append(Heading(level, title, page))
    return tuple(reversed(headings))


def _entries(document: pdfium.PdfDocument) -> Iterator[tuple[int, Any]]:
    """Walk the tree; an entry seen before, as in a circle, ends its branch."""
    seen: set[int] = set()
    path = [pdfium_c.FPDFBookmark_GetFirstChild(document.raw, None)]
    while path and len(seen) < _MOST:
        entry = path.pop()
        if not entry or (address := ctypes.addressof(entry.contents)) in seen:
            continue
        seen.add(address)
        yield len(path) + 1, entry
        path.append(pdfium_c.FPDFBookmark_GetNextSibling(document.raw, entry))
        if len(path) < _DEEPEST:
            path.append(pdfium_c.FPDFBookmark_GetFirstChild(document.raw, entry))


def _title(entry: Any) -> str:
    return line(clean(told(pdfium_c.FPDFBookmark_GetTitle, entry)), _LONGEST)


def _page(document: pdfium.PdfDocument, entry: Any) -> int:
    """Return the number of the page an entry leads to; 0 when it leads to none."""
    target = pdfium_c.FPDFBookmark_GetDest(document.raw, entry)
    if not target:
        return 0
    number = int(pdfium_c.FPDFDest_GetDestPageIndex(document.raw, target)) + 1
    return number if 0 < number <= len(document) else 0
