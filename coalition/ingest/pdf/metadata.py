"""What a PDF says of itself: its information entries, its XMP packet, its language."""

import mmap
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from lxml import etree

from coalition.ingest import said
from coalition.ingest.markup import local, parse
from coalition.ingest.pdf.strings import line, told
from coalition.ingest.reading import Metadata, Unreadable

_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_XMP_START, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_XMP_LONGEST = 1_000_000  # bytes
_DICTIONARY = 400  # bytes a dictionary before a stream may have
_NAMES = (b"Author", b"Company", b"Manager")
_LONGEST_LABEL = 40  # characters


def metadata(document: pdfium.PdfDocument, xmp: dict[str, str]) -> Metadata:
    """Return what the file says of itself, its information entries before its XMP packet."""
    return Metadata(
        title=said.title(_information(document, b"Title")) or said.title(xmp.get("title")),
        authors=said.names(_information(document, b"Author")) or said.names(xmp.get("creator")),
        issued=said.issued(xmp.get("date")) or said.issued(_information(document, b"CreationDate")),
        language=said.tag(told(pdfium_c.FPDFCatalog_GetLanguage, document.raw))
        or said.tag(xmp.get("language")),
        description=said.description(_information(document, b"Subject") or xmp.get("description")),
        keywords=said.keywords(_information(document, b"Keywords")),
    )


def names(document: pdfium.PdfDocument, xmp: dict[str, str]) -> list[str]:
    """Return the people and organisations that the file's properties name."""
    found = [_information(document, key) for key in _NAMES]
    return [*found, *(xmp.get(key, "") for key in ("creator", "contributor", "publisher"))]


def label(document: pdfium.PdfDocument, index: int) -> str | None:
    """Return what the file itself calls a page ("xii"), None when that is its number."""
    found = line(told(pdfium_c.FPDF_GetPageLabel, document.raw, index), _LONGEST_LABEL)
    return found if found and found != str(index + 1) else None


def _information(document: pdfium.PdfDocument, key: bytes) -> str:
    return told(pdfium_c.FPDF_GetMetaText, document.raw, key)


def read_xmp(path: Path) -> dict[str, str]:
    """Return the Dublin Core entries of the XMP packet, by name; none of a broken packet."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        packet = _plain_packet(data) or _packed_packet(data)
    try:
        root = parse(packet, "xmp") if packet else None
    except Unreadable:
        root = None
    if root is None:
        return {}
    return {local(element): _values(element) for element in root.iter(f"{_DUBLIN_CORE}*")}


def _plain_packet(data: mmap.mmap) -> bytes:
    """Return the packet kept uncompressed, so that any program finds it."""
    start = data.rfind(_XMP_START)
    end = data.find(_XMP_END, max(start, 0))
    if start < 0 or end < 0 or end - start > _XMP_LONGEST:
        return b""
    return data[start : end + len(_XMP_END)]


def _packed_packet(data: mmap.mmap) -> bytes:
    """Return the packet of a compressed stream, which some programs write all the same."""
    found = max(data.rfind(b"/Subtype/XML"), data.rfind(b"/Subtype /XML"))
    if found < 0:
        return b""
    start = data.find(b"stream", found, found + _DICTIONARY)
    dictionary = data[max(0, found - _DICTIONARY) : max(start, 0)].rpartition(b" obj")[2]
    if start < 0 or b"/FlateDecode" not in dictionary:
        return b""
    start += len(b"stream")
    packed = data[start : start + _XMP_LONGEST].lstrip(b"\r\n")
    try:
        plain = zlib.decompressobj().decompress(packed, _XMP_LONGEST)
    except zlib.error:
        return b""
    return plain[max(plain.find(_XMP_START), 0) : plain.rfind(_XMP_END) + len(_XMP_END)]


def _values(element: etree._Element) -> str:
    """Join the entries of an rdf list; of alternatives (titles in languages) take the first."""
    entries = [_plain(entry) for entry in element.iter("{*}li")]
    if not entries:
        return _plain(element)
    return entries[0] if local(element) in ("title", "description") else ";".join(entries)


def _plain(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())
