"""PDF, read page by page with pdfium; not safe in threads, so only in the child process."""

import ctypes
import mmap
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from lxml import etree

from coalition.ingest import said
from coalition.ingest.direction import RIGHT_TO_LEFT, Place, reading_order
from coalition.ingest.flow import to_paragraphs
from coalition.ingest.markup import local, parse
from coalition.ingest.normalise import clean, hyphened_words, mend_accents, mend_hyphens
from coalition.ingest.reading import Extract, Metadata, Notice, Page, Unreadable

PAGES = 20_000  # a longer book would take minutes, and no page shows so many
LEAST_CHARACTERS = 40  # on a page; below it a picture is what the page is
_XMP_START, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_XMP_LONGEST = 1_000_000


def extract(path: Path) -> Extract:
    """Return the text by page. Raises Unreadable "password" or "damaged".

    A page that fails loses that page alone, with the notice "page-failed".
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = "password" if "password" in str(error).lower() else "damaged"
        raise Unreadable(code, "pdf") from error
    if len(document) == 0:
        raise Unreadable("damaged", "pdf")
    notices: list[Notice] = []
    texts: list[str] = []
    for index in range(min(len(document), PAGES)):
        try:
            texts.append(_page_text(document, index))
        except (pdfium.PdfiumError, ValueError) as error:
            texts.append("")
            notices.append(Notice("page-failed", index + 1, str(error)[:100]))
    if len(notices) == len(texts):
        raise Unreadable("damaged", "pdf")
    notices += _picture_notices(document, texts)
    if len(document) > PAGES:
        notices.append(Notice("cut", None, str(len(document))))
    return Extract("page", _pages(document, texts), _metadata(document, path), tuple(notices))


def _picture_notices(document: pdfium.PdfDocument, texts: list[str]) -> list[Notice]:
    """Tell a scan: pages with hardly any text and a picture."""
    bare = [index for index, text in enumerate(texts) if len(text.strip()) < LEAST_CHARACTERS]
    pictures = [index + 1 for index in bare if _has_picture(document, index)]
    if not pictures:
        return []
    if sum(len(text.strip()) for text in texts) < LEAST_CHARACTERS * len(texts):
        return [Notice("scan", None, str(len(pictures)))]
    listed = ", ".join(map(str, pictures[:20])) + (" …" if len(pictures) > 20 else "")
    return [Notice("scanned-pages", None, listed)]


def _has_picture(document: pdfium.PdfDocument, index: int) -> bool:
    try:
        page = document[index]
        try:
            kinds = [pdfium_c.FPDF_PAGEOBJ_IMAGE]
            area = page.get_width() * page.get_height()
            return any(_area(one) > area / 5 for one in page.get_objects(kinds, max_depth=3))
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError):
        return False


def _area(thing: pdfium.PdfObject) -> float:
    left, bottom, right, top = thing.get_bounds()
    return float(right - left) * float(top - bottom)


def _pages(document: pdfium.PdfDocument, texts: list[str]) -> tuple[Page, ...]:
    cleaned = [clean(mend_accents(text)) for text in texts]
    known = hyphened_words("\n".join(cleaned))
    return tuple(
        Page(index + 1, _label(document, index), to_paragraphs(mend_hyphens(text, known)))
        for index, text in enumerate(cleaned)
    )


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            text: str = textpage.get_text_range(errors="ignore")
            if RIGHT_TO_LEFT.search(text):
                text = _ordered_text(textpage)
        finally:
            textpage.close()
    finally:
        page.close()
    # in place of a hyphen at a line's end and the break after it pdfium puts U+FFFE (once U+0002)
    return text.replace("\ufffe", "-\n").replace("\x02", "-\n")


def _ordered_text(textpage: pdfium.PdfTextPage) -> str:
    """Build a page with right-to-left letters character by character, to see where each stands."""
    lines: list[str] = []
    line: list[str] = []
    places: list[Place] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(textpage.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(textpage.raw, index))
        if character == "\r":
            continue
        if character == "\n":
            lines.append(reading_order("".join(line), places))
            line, places = [], []
            continue
        found = pdfium_c.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
        line.append(character)
        wide = found and right.value > left.value
        places.append((left.value + right.value) / 2 if wide else None)
    lines.append(reading_order("".join(line), places))
    return "\n".join(lines)


def _label(document: pdfium.PdfDocument, index: int) -> str | None:
    try:
        label = " ".join(str(document.get_page_label(index)).replace("\0", "").split())[:40]
    except (pdfium.PdfiumError, ValueError):
        return None
    return label if label and label != str(index + 1) else None


def _metadata(document: pdfium.PdfDocument, path: Path) -> Metadata:
    try:
        info = document.get_metadata_dict()
    except (pdfium.PdfiumError, ValueError):
        info = {}
    xmp = _xmp(path)
    return Metadata(
        title=said.title(info.get("Title")) or said.title(xmp.get("title")),
        authors=said.names(info.get("Author")) or said.names(xmp.get("creator")),
        issued=said.issued(xmp.get("date")) or said.issued(info.get("CreationDate")),
        language=said.tag(_catalog_language(document)) or said.tag(xmp.get("language")),
        description=said.description(info.get("Subject") or xmp.get("description")),
        keywords=said.keywords(info.get("Keywords")),
    )


def _catalog_language(document: pdfium.PdfDocument) -> str:
    size = pdfium_c.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 2 < size < 200:
        return ""
    buffer = ctypes.create_string_buffer(size)
    text = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium_c.FPDFCatalog_GetLanguage(document.raw, text, size)
    return buffer.raw.decode("utf-16-le", "ignore").rstrip("\0")


def _xmp(path: Path) -> dict[str, str]:
    """Read the XMP packet, which is kept uncompressed so that it can be found like this."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data.rfind(_XMP_START)
        end = data.find(_XMP_END, max(start, 0))
        if start < 0 or end < 0 or end - start > _XMP_LONGEST:
            return {}
        packet = data[start : end + len(_XMP_END)]
    try:
        root = parse(packet, "xmp")
    except Unreadable:
        return {}
    fields = (element for element in root.iter() if _is_dublin_core(element))
    return {local(element): _values(element) for element in fields}


def _is_dublin_core(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(
        "{http://purl.org/dc/elements/1.1/}"
    )


def _values(element: etree._Element) -> str:
    """Join the entries of an rdf list; of alternatives (titles in languages) take the first."""
    entries = [_plain(entry) for entry in element.iter("{*}li")]
    if not entries:
        return _plain(element)
    return entries[0] if local(element) in ("title", "description") else ";".join(entries)


def _plain(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())
