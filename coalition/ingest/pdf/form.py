"""Fields of a PDF's form: what stands in them, as lines "name: value". No script is ever run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from coalition.ingest.pdf.strings import line, told

_LONGEST_NAME = 200  # characters
_OPTIONS = 1_000  # of a list, looked at
_PASSWORD = 1 << 13  # flag of a text field, ISO 32000-1 table 228
_TICKED = (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON)
_CHOSEN = (pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)
_COUNTER = re.compile(r"\[\d+\]$")

Form = Any  # a handle of pdfium's, or None


@contextmanager
def form_of(document: pdfium.PdfDocument) -> Iterator[Form]:
    """Give the document's form, None when it has none, while it is open.

    Made by hand, for then no page runs through the form's own actions as it is loaded.
    """
    if pdfium_c.FPDF_GetFormType(document.raw) == pdfium_c.FORMTYPE_NONE:
        yield None
        return
    callbacks = pdfium_c.FPDF_FORMFILLINFO(version=2)  # none of them set; needed until the end
    form = pdfium_c.FPDFDOC_InitFormFillEnvironment(document.raw, callbacks)
    try:
        yield form
    finally:
        if form:
            pdfium_c.FPDFDOC_ExitFormFillEnvironment(form)


def field_line(form: Form, widget: Any) -> str:
    """Return "name: value" of a filled field, a choice made or a box ticked; "" of any other."""
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, widget)
    value = " ".join(_value(form, widget, kind).split())
    if not value:
        return ""
    name = _name(form, widget)
    return f"{name}: {value}" if name else value


def has_script(form: Form, widget: Any) -> bool:
    """Tell whether a script watches, formats, checks or computes the field."""
    events = range(
        pdfium_c.FPDF_ANNOT_AACTION_KEY_STROKE, pdfium_c.FPDF_ANNOT_AACTION_CALCULATE + 1
    )
    script = pdfium_c.FPDFAnnot_GetFormAdditionalActionJavaScript
    return any(script(form, widget, event, None, 0) > 2 for event in events)


def _value(form: Form, widget: Any, kind: int) -> str:
    if kind in _TICKED:  # pdfium's own answer needs pages that went through the form's actions
        state = told(pdfium_c.FPDFAnnot_GetStringValue, widget, b"AS")
        return "" if state == "Off" else state
    if kind in _CHOSEN:
        return ", ".join(_chosen(form, widget)) or _written(form, widget)
    if kind != pdfium_c.FPDF_FORMFIELD_TEXTFIELD:
        return ""
    is_secret = pdfium_c.FPDFAnnot_GetFormFieldFlags(form, widget) & _PASSWORD
    return "" if is_secret else _written(form, widget)


def _written(form: Form, widget: Any) -> str:
    return told(pdfium_c.FPDFAnnot_GetFormFieldValue, form, widget)


def _chosen(form: Form, widget: Any) -> Iterator[str]:
    count = pdfium_c.FPDFAnnot_GetOptionCount(form, widget)
    for index in range(min(count, _OPTIONS)):
        if pdfium_c.FPDFAnnot_IsOptionSelected(form, widget, index):
            yield told(pdfium_c.FPDFAnnot_GetOptionLabel, form, widget, index)


def _name(form: Form, widget: Any) -> str:
    """Return the name for readers, else the last part of the name for programs."""
    shown = told(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, widget)
    if not shown.strip():
        full = told(pdfium_c.FPDFAnnot_GetFormFieldName, form, widget)
        shown = _COUNTER.sub("", full.rpartition(".")[2])
    return line(shown, _LONGEST_NAME)
