"""The pages of a PDF as they came, each read in one go and alone in its failure."""

from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.pdf.annotations import Overlay, overlay
from coalition.ingest.pdf.form import Form, form_of
from coalition.ingest.pdf.pictures import has_picture
from coalition.ingest.pdf.structure import PAGES as TAGGED_PAGES
from coalition.ingest.pdf.structure import Tags, tags
from coalition.ingest.pdf.text import page_text
from coalition.ingest.reading import LEAST_CHARACTERS

PAGES = 20_000  # a longer book would take minutes, and no page shows so many


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it came, its text not cleaned; `failure` says why there is none."""

    text: str = ""
    over: Overlay | None = None
    tags: Tags = field(default_factory=Tags)
    is_picture: bool = False
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of a document, and whether it is tagged."""

    each: tuple[Sheet, ...]
    is_tagged: bool

    @property
    def tagged(self) -> tuple[Sheet, ...]:
        """Return the pages whose tags were looked at."""
        return self.each[:TAGGED_PAGES] if self.is_tagged else ()

    @property
    def overs(self) -> list[Overlay]:
        """Return what lies over pages, of those where something does."""
        return [sheet.over for sheet in self.each if sheet.over]

    @property
    def are_scanned(self) -> bool:
        """Tell whether the document is in the main pictures of pages."""
        letters = sum(len(sheet.text.strip()) for sheet in self.each)
        is_bare = letters < LEAST_CHARACTERS * len(self.each)
        return is_bare and any(sheet.is_picture for sheet in self.each)


def read_sheets(document: pdfium.PdfDocument) -> Sheets:
    """Return the first 20,000 pages of a document."""
    is_tagged = bool(pdfium_c.FPDFCatalog_IsTagged(document.raw))
    with form_of(document) as form:
        each = tuple(
            _sheet(document, index, form, is_tagged and index < TAGGED_PAGES)
            for index in range(min(len(document), PAGES))
        )
    return Sheets(each, is_tagged)


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
