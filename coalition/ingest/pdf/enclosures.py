"""What a PDF carries besides its pages: files, scripts, a form drawn by another program (XFA)."""

import ctypes
import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from lxml import etree

from coalition.ingest.markup import local, parse
from coalition.ingest.pdf.strings import told, unpacked
from coalition.ingest.reading import Unreadable

_FILES = 100  # looked at
_LONGEST_NAME = 1_000  # bytes
_LONGEST_PACKET = 5_000_000  # bytes
_INFLATED = 4_000_000  # bytes of packed objects looked through for a script
_BLOCK = 16_384  # bytes unpacked at once: a stream does not tell where it ends
_PACKED_OBJECTS = b"/ObjStm"
_SCRIPT = re.compile(rb"/S\s*/JavaScript\b")  # an action, and not the word in an address
_DICTIONARY = 400  # bytes a dictionary before a stream may have


def attached_names(document: pdfium.PdfDocument) -> Iterator[str]:
    """Yield the names of files attached to the document."""
    count = pdfium_c.FPDFDoc_GetAttachmentCount(document.raw)
    for index in range(min(count, _FILES)):
        file = pdfium_c.FPDFDoc_GetAttachment(document.raw, index)
        if file:
            yield file_name(file)


def file_name(file: Any) -> str:
    """Return what an attached file is called."""
    return unpacked(told(pdfium_c.FPDFAttachment_GetName, file, longest=_LONGEST_NAME))


def has_script(document: pdfium.PdfDocument, path: Path) -> bool:
    """Tell whether a script is in the document: named, at its opening, or on one of its pages."""
    if pdfium_c.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
        return True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return bool(_SCRIPT.search(data)) or any(map(_SCRIPT.search, _packed(data)))


def _packed(data: mmap.mmap) -> Iterator[bytes]:
    """Yield what is in streams of objects (ISO 32000-1, 7.5.7), as far as it is plainly packed."""
    left = _INFLATED
    found = data.find(_PACKED_OBJECTS)
    while found >= 0 and left > 0:
        start = data.find(b"stream", found, found + _DICTIONARY)
        if start >= 0:
            plain = _inflated(data, start + len(b"stream"), left)
            left -= len(plain)
            yield plain
        found = data.find(_PACKED_OBJECTS, found + 1)


def _inflated(data: mmap.mmap, start: int, longest: int) -> bytes:
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    # Without the two bytes before and the checksum after, which other readers do not mind.
    unpacking, plain = zlib.decompressobj(-zlib.MAX_WBITS), b""
    for at in range(start + 2, min(start + longest, len(data)), _BLOCK):
        try:
            plain += unpacking.decompress(data[at : at + _BLOCK], longest - len(plain))
        except zlib.error:
            break
        if unpacking.eof or len(plain) >= longest:
            break
    return plain


def is_drawn_elsewhere(document: pdfium.PdfDocument) -> bool:
    """Tell whether the pages say "Please wait …" only, for another program to draw the form."""
    return bool(pdfium_c.FPDF_GetFormType(document.raw) == pdfium_c.FORMTYPE_XFA_FULL)


def form_text(document: pdfium.PdfDocument) -> str:
    """Return the words of such a form, and what was filled in as lines "name: value"."""
    lines: list[str] = []
    for index in range(min(pdfium_c.FPDF_GetXFAPacketCount(document.raw), _FILES)):
        size = pdfium_c.FPDF_GetXFAPacketName(document.raw, index, None, 0)
        name = ctypes.create_string_buffer(max(1, min(size, _LONGEST_NAME)))
        pdfium_c.FPDF_GetXFAPacketName(document.raw, index, name, len(name))
        if name.value == b"template":
            lines += _words(_packet(document, index))
        elif name.value == b"datasets":
            lines += _values(_packet(document, index))
    return "\n".join(lines)


def _packet(document: pdfium.PdfDocument, index: int) -> etree._Element | None:
    size = ctypes.c_ulong()
    pdfium_c.FPDF_GetXFAPacketContent(document.raw, index, None, 0, size)
    if not 0 < size.value <= _LONGEST_PACKET:
        return None
    content = ctypes.create_string_buffer(size.value)
    pdfium_c.FPDF_GetXFAPacketContent(document.raw, index, content, size.value, size)
    try:
        return parse(content.raw, "xfa")
    except Unreadable:
        return None


def _words(template: etree._Element | None) -> Iterator[str]:
    """Yield what is written on the form: its captions and texts, in the order of the file."""
    if template is None:
        return
    for element in template.iter("{*}text", "{*}exData"):
        words = " ".join("".join(str(text) for text in element.itertext()).split())
        if words:
            yield words


def _values(datasets: etree._Element | None) -> Iterator[str]:
    if datasets is None:
        return
    for element in datasets.iter("{*}*"):
        value = " ".join((element.text or "").split())
        if value and len(element) == 0:
            yield f"{local(element)}: {value}"
