"""What the depositor of a PDF is told: pages lost, scans, tags missing, what the file carries."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from coalition.ingest.findings import count_notice, list_notice, picture_notice
from coalition.ingest.pdf.enclosures import attached_names, has_script, is_drawn_elsewhere
from coalition.ingest.pdf.sheets import PAGES, Sheet, Sheets
from coalition.ingest.reading import MOST_LISTED, Heading, Notice

_NEEDS_HEADINGS = 6_000  # characters in the pages whose tags are looked at


def reading_notices(document: pdfium.PdfDocument, sheets: Sheets) -> Iterator[Notice]:
    """Yield what could not be read: "page-failed", "scan", "scanned-pages" and so on."""
    yield from _failure_notices(sheets.each)
    yield from _picture_notices(sheets)
    if is_drawn_elsewhere(document):
        yield Notice("form-elsewhere")
    if len(document) > PAGES:
        yield Notice("cut", None, str(len(document)))


def _failure_notices(sheets: Sequence[Sheet]) -> Iterator[Notice]:
    """Name the first twenty pages that failed, and how far the others reach."""
    failed = [number for number, sheet in enumerate(sheets, start=1) if sheet.failure]
    for number in failed[:MOST_LISTED]:
        yield Notice("page-failed", number, sheets[number - 1].failure)
    if len(failed) > MOST_LISTED:
        yield Notice("part-failed", None, f"{failed[MOST_LISTED]}–{failed[-1]}")


def _picture_notices(sheets: Sheets) -> Iterator[Notice]:
    """Tell a scan: pages with hardly any text and a picture."""
    pictures = [number for number, sheet in enumerate(sheets.each, start=1) if sheet.is_picture]
    if sheets.are_scanned:
        yield Notice("scan", None, str(len(pictures)))
    elif pictures:
        more = " …" if len(pictures) > MOST_LISTED else ""
        yield Notice("scanned-pages", None, ", ".join(map(str, pictures[:MOST_LISTED])) + more)


def tag_notices(sheets: Sheets, outline: Sequence[Heading]) -> Iterator[Notice]:
    """Yield what tags do not say; of a scan, which has nothing to tag, nothing."""
    if not sheets.is_tagged:
        if not sheets.are_scanned:
            yield Notice("untagged")
        return
    is_long = sum(len(sheet.text) for sheet in sheets.tagged) > _NEEDS_HEADINGS
    if is_long and not outline and not any(sheet.tags.headings for sheet in sheets.tagged):
        yield Notice("no-headings")
    yield from picture_notice(sum(sheet.tags.bare_figures for sheet in sheets.tagged))


def enclosure_notices(document: pdfium.PdfDocument, path: Path, sheets: Sheets) -> Iterator[Notice]:
    """Yield what the file carries besides its pages: "attachments", "scripts", "comments"."""
    pinned = [name for over in sheets.overs for name in over.attached]
    yield from list_notice("attachments", [*attached_names(document), *pinned])
    if any(over.has_script for over in sheets.overs) or has_script(document, path):
        yield Notice("scripts")
    yield from count_notice("comments", sum(len(over.notes) for over in sheets.overs))
