"""What is laid over a PDF's page: notes of readers, fields of a form, files pinned on."""

from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.pdf.enclosures import file_name
from coalition.ingest.pdf.form import Form, field_line, has_script
from coalition.ingest.pdf.strings import told

_MOST = 5_000  # of one page, looked at
# Marks of readers that carry a text; what is typed onto the page (free text) is no comment.
_NOTES = frozenset(
    {
        pdfium_c.FPDF_ANNOT_TEXT,
        pdfium_c.FPDF_ANNOT_LINE,
        pdfium_c.FPDF_ANNOT_SQUARE,
        pdfium_c.FPDF_ANNOT_CIRCLE,
        pdfium_c.FPDF_ANNOT_POLYGON,
        pdfium_c.FPDF_ANNOT_POLYLINE,
        pdfium_c.FPDF_ANNOT_HIGHLIGHT,
        pdfium_c.FPDF_ANNOT_UNDERLINE,
        pdfium_c.FPDF_ANNOT_SQUIGGLY,
        pdfium_c.FPDF_ANNOT_STRIKEOUT,
        pdfium_c.FPDF_ANNOT_STAMP,
        pdfium_c.FPDF_ANNOT_CARET,
        pdfium_c.FPDF_ANNOT_INK,
        pdfium_c.FPDF_ANNOT_FILEATTACHMENT,
        pdfium_c.FPDF_ANNOT_REDACT,
    }
)


@dataclass(slots=True)
class Overlay:
    """What lies over one page: texts as the file has them."""

    fields: list[str] = field(default_factory=list)  # "name: value"
    typed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)  # of notes
    attached: list[str] = field(default_factory=list)  # names of files
    has_script: bool = False

    @property
    def text(self) -> str:
        """Return all that is to be searched, fields a line each, others a paragraph."""
        return "\n\n".join(("\n".join(self.fields), *self.typed, *self.notes))


def overlay(page: pdfium.PdfPage, form: Form) -> Overlay | None:
    """Return what lies over a page; None, at the cost of one call, where nothing does."""
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    if count <= 0:
        return None
    found = Overlay()
    for index in range(min(count, _MOST)):
        one = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if one:
            try:
                _take(found, one, form)
            finally:
                pdfium_c.FPDFPage_CloseAnnot(one)
    return found


def _take(found: Overlay, one: Any, form: Form) -> None:
    kind = pdfium_c.FPDFAnnot_GetSubtype(one)
    if kind == pdfium_c.FPDF_ANNOT_WIDGET:
        if form:
            _take_field(found, one, form)
    elif kind == pdfium_c.FPDF_ANNOT_FREETEXT:
        _add(found.typed, _string(one, b"Contents"))
        _add(found.authors, _string(one, b"T"))
    elif kind in _NOTES:
        _add(found.notes, _string(one, b"Contents"))
        _add(found.authors, _string(one, b"T"))
        if kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
            found.attached.append(_attached_name(one))


def _take_field(found: Overlay, widget: Any, form: Form) -> None:
    _add(found.fields, field_line(form, widget))
    found.has_script = found.has_script or has_script(form, widget)


def _add(texts: list[str], text: str) -> None:
    text = text.strip()
    if text and text not in texts[-1:]:  # a field drawn twice says the same twice
        texts.append(text)


def _string(one: Any, key: bytes) -> str:
    return told(pdfium_c.FPDFAnnot_GetStringValue, one, key)


def _attached_name(one: Any) -> str:
    file = pdfium_c.FPDFAnnot_GetFileAttachment(one)
    return file_name(file) if file else ""
