"""PDF, read page by page with pdfium; not safe in threads, so only in the child process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.findings import (
    count_notice,
    list_notice,
    picture_notice,
    property_notices,
)
from coalition.ingest.flow import to_paragraphs
from coalition.ingest.normalise import clean, mend_accents, mend_hyphens, vocabulary
from coalition.ingest.pdf.annotations import Overlay, overlay
from coalition.ingest.pdf.enclosures import (
    attached_names,
    form_text,
    has_script,
    is_drawn_elsewhere,
)
from coalition.ingest.pdf.form import Form, form_of
from coalition.ingest.pdf.metadata import label, metadata, names, read_xmp
from coalition.ingest.pdf.outline import outline
from coalition.ingest.pdf.pictures import has_picture
from coalition.ingest.pdf.structure import PAGES as TAGGED_PAGES
from coalition.ingest.pdf.structure import Tags, tags
from coalition.ingest.pdf.text import page_text
from coalition.ingest.reading import BETWEEN_PIECES, Extract, Heading, Notice, Page, Unreadable

PAGES = 20_000  # a longer book would take minutes, and no page shows so many
LEAST_CHARACTERS = 40  # on a page; below it a picture is what the page is
_LISTED = 20  # numbers of pages in a notice, and notices of pages that failed
_NEEDS_HEADINGS = 6_000  # characters in the pages whose tags are looked at


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it came, its text not cleaned; `failure` says why there is none."""

    text: str = ""
    over: Overlay | None = None
    tags: Tags = field(default_factory=Tags)
    is_picture: bool = False
    failure: str = ""


def extract(path: Path) -> Extract:
    """Return the text by page with what lies over it, and the outline.

    Raises Unreadable "password" or "damaged". A page that fails loses that page alone, with the
    notice "page-failed".
    """
    document = _opened(path)
    is_tagged = bool(pdfium_c.FPDFCatalog_IsTagged(document.raw))
    with form_of(document) as form:
        sheets = [
            _sheet(document, index, form, is_tagged and index < TAGGED_PAGES)
            for index in range(min(len(document), PAGES))
        ]
    if all(sheet.failure for sheet in sheets):
        raise Unreadable("damaged", "pdf")
    xmp = read_xmp(path)
    said = metadata(document, xmp)
    overs = [sheet.over for sheet in sheets if sheet.over]
    headings = outline(document)
    notices = [
        *_failure_notices(sheets),
        *_picture_notices(sheets),
        *_form_notices(document),
        *_length_notices(document),
        *_tag_notices(sheets, headings, is_tagged),
        *property_notices(said, [*names(document, xmp), *_authors(overs)]),
        *_enclosure_notices(document, path, overs),
    ]
    return Extract("page", _pages(document, sheets), said, tuple(notices), headings)


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = "password" if "password" in str(error).lower() else "damaged"
        raise Unreadable(code, "pdf") from error
    if len(document) == 0:
        raise Unreadable("damaged", "pdf")
    return document


def _sheet(document: pdfium.PdfDocument, index: int, form: Form, reads_tags: bool) -> Sheet:
    try:
        page = document[index]
        try:
            text = page_text(page)
            is_picture = len(text.strip()) < LEAST_CHARACTERS and has_picture(page)
            read = tags(page) if reads_tags else Tags()
            return Sheet(text, overlay(page, form), read, is_picture)
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError) as error:
        return Sheet(failure=str(error)[:100] or "unknown")


def _pages(document: pdfium.PdfDocument, sheets: Sequence[Sheet]) -> tuple[Page, ...]:
    cleaned = [clean(mend_accents(sheet.text)) for sheet in sheets]
    known = vocabulary("\n".join(cleaned))
    texts = [to_paragraphs(mend_hyphens(text, known)) for text in cleaned]
    over = [clean(sheet.over.text) if sheet.over else "" for sheet in sheets]
    if is_drawn_elsewhere(document):
        over[0] = clean(f"{over[0]}\n\n{form_text(document)}")
    return tuple(
        Page(index + 1, label(document, index), BETWEEN_PIECES.join(filter(None, both)))
        for index, both in enumerate(zip(texts, over, strict=True))
    )


def _failure_notices(sheets: Sequence[Sheet]) -> Iterator[Notice]:
    """Name the first twenty pages that failed, and how far the others reach."""
    failed = [index for index, sheet in enumerate(sheets) if sheet.failure]
    for index in failed[:_LISTED]:
        yield Notice("page-failed", index + 1, sheets[index].failure)
    if len(failed) > _LISTED:
        yield Notice("part-failed", None, f"{failed[_LISTED] + 1}–{failed[-1] + 1}")


def _picture_notices(sheets: Sequence[Sheet]) -> list[Notice]:
    """Tell a scan: pages with hardly any text and a picture."""
    pictures = [number for number, sheet in enumerate(sheets, start=1) if sheet.is_picture]
    if not pictures:
        return []
    if _is_scan(sheets):
        return [Notice("scan", None, str(len(pictures)))]
    listed = ", ".join(map(str, pictures[:_LISTED])) + (" …" if len(pictures) > _LISTED else "")
    return [Notice("scanned-pages", None, listed)]


def _is_scan(sheets: Sequence[Sheet]) -> bool:
    """Tell whether a document is in the main pictures of pages."""
    letters = sum(len(sheet.text.strip()) for sheet in sheets)
    return letters < LEAST_CHARACTERS * len(sheets) and any(sheet.is_picture for sheet in sheets)


def _form_notices(document: pdfium.PdfDocument) -> list[Notice]:
    return [Notice("form-elsewhere")] if is_drawn_elsewhere(document) else []


def _length_notices(document: pdfium.PdfDocument) -> list[Notice]:
    return [Notice("cut", None, str(len(document)))] if len(document) > PAGES else []


def _tag_notices(
    sheets: Sequence[Sheet], headings: Sequence[Heading], is_tagged: bool
) -> list[Notice]:
    """Tell of tags that are not there; of a scan, which has nothing to tag, say nothing."""
    if not is_tagged:
        return [] if _is_scan(sheets) else [Notice("untagged")]
    seen = sheets[:TAGGED_PAGES]
    is_long = sum(len(sheet.text) for sheet in seen) > _NEEDS_HEADINGS
    has_headings = headings or any(sheet.tags.headings for sheet in seen)
    lost = [Notice("no-headings")] if is_long and not has_headings else []
    return lost + picture_notice(sum(sheet.tags.bare_figures for sheet in seen))


def _authors(overs: Sequence[Overlay]) -> list[str]:
    return [name for over in overs for name in over.authors]


def _enclosure_notices(
    document: pdfium.PdfDocument, path: Path, overs: Sequence[Overlay]
) -> Iterator[Notice]:
    pinned = [name for over in overs for name in over.attached]
    yield from list_notice("attachments", [*attached_names(document), *pinned])
    if any(over.has_script for over in overs) or has_script(document, path):
        yield Notice("scripts")
    yield from count_notice("comments", sum(len(over.notes) for over in overs))
