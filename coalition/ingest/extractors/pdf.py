"""PDF, read page by page with pdfium; not safe in threads, so only in the child process."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium

from coalition.ingest.findings import property_notices
from coalition.ingest.flow import to_paragraphs
from coalition.ingest.normalise import clean, mend_accents, mend_hyphens, vocabulary
from coalition.ingest.pdf.enclosures import form_text, is_drawn_elsewhere
from coalition.ingest.pdf.metadata import label, metadata, names, read_xmp
from coalition.ingest.pdf.notices import enclosure_notices, reading_notices, tag_notices
from coalition.ingest.pdf.outline import outline
from coalition.ingest.pdf.sheets import Sheet, read_sheets
from coalition.ingest.reading import BETWEEN_PIECES, Extract, Page, Unreadable


def extract(path: Path) -> Extract:
    """Return the text by page with what lies over it, and the outline.

    Raises Unreadable "password" or "damaged". A page that fails loses that page alone, with the
    notice "page-failed".
    """
    document = _opened(path)
    sheets = read_sheets(document)
    if all(sheet.failure for sheet in sheets.each):
        raise Unreadable("damaged", "pdf")
    xmp = read_xmp(path)
    said = metadata(document, xmp)
    headings = outline(document)
    authors = [name for over in sheets.overs for name in over.authors]
    notices = (
        *reading_notices(document, sheets),
        *tag_notices(sheets, headings),
        *property_notices(said, [*names(document, xmp), *authors]),
        *enclosure_notices(document, path, sheets),
    )
    return Extract("page", _pages(document, sheets.each), said, notices, headings)


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = "password" if "password" in str(error).lower() else "damaged"
        raise Unreadable(code, "pdf") from error
    if len(document) == 0:
        raise Unreadable("damaged", "pdf")
    return document


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
