"""The demonstration's files, each opened by its format's own reader."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pptx
import pypdf
import pypdfium2
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from coalition.demonstration import papers
from coalition.demonstration.blocks import Heading
from coalition.demonstration.papers import DemoDocument, documents

FILES = Path(papers.__file__).parent / "files"
MEDIA_TYPE_ODT = b"application/vnd.oasis.opendocument.text"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
VOWEL_MARKS = re.compile("[\u064b-\u0652]")

each_version = pytest.mark.parametrize(
    ("document", "version"),
    [
        pytest.param(document, version.number, id=document.file_name(version.number))
        for document in documents()
        for version in document.versions
    ],
)


def of_format(form: str) -> list[Any]:
    """Give the parameters for all documents of one format, newest version."""
    return [
        pytest.param(document, id=document.slug)
        for document in documents()
        if document.format == form
    ]


def newest(document: DemoDocument) -> bytes:
    """Give the bytes of the newest file."""
    return document.file(document.versions[-1].number)[1]


def pdf_text(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


def element_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def docx_text(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join(element_text(paragraph) for paragraph in body.iter(f"{{{W}}}p"))


def odt_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("content.xml"))
    return "\n".join(element_text(element) for element in body.iter(f"{{{TEXT}}}p", f"{{{TEXT}}}h"))


def pptx_text(data: bytes) -> str:
    return "\n".join(pptx_lines(data))


def pptx_lines(data: bytes) -> Iterator[str]:
    for slide in pptx.Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    yield from (cell.text_frame.text for cell in row.cells)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def html_text(data: bytes) -> str:
    body = LexborHTMLParser(data.decode()).body
    assert body is not None
    return body.text(separator=" ")


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": pdf_text,
    "docx": docx_text,
    "odt": odt_text,
    "pptx": pptx_text,
    "html": html_text,
    "txt": bytes.decode,
    "md": bytes.decode,
}


def folded(text: str) -> str:
    """Give the text as letters and digits alone, so that no line end can stand in between."""
    plain = VOWEL_MARKS.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\W+", "", plain)


@each_version
def test_file_holds_every_word_of_its_version(document: DemoDocument, version: int) -> None:
    name, data = document.file(version)
    text = folded(READERS[document.format](data))
    manuscript = document.manuscript(version)
    told = f"{manuscript.title} {manuscript.colophon} {document.text(version)}"
    words = {folded(word) for word in told.split()}
    assert name.endswith(f".{document.format}")
    assert {word for word in words if word not in text} == set()


@each_version
def test_file_is_the_same_at_every_call(document: DemoDocument, version: int) -> None:
    assert document.file(version) == document.file(version)


def test_files_folder_holds_the_pdfs_of_the_documents_and_nothing_else() -> None:
    expected = {
        document.file_name(version.number)
        for document in documents()
        for version in document.versions
        if document.format == "pdf"
    }
    assert {path.name for path in FILES.iterdir()} == expected


def test_files_folder_stays_small() -> None:
    sizes = [path.stat().st_size for path in FILES.iterdir()]
    assert max(sizes) < 70_000
    assert sum(sizes) < 700_000


@pytest.mark.parametrize("document", of_format("pdf"))
def test_pdf_says_what_it_is_and_numbers_its_pages(document: DemoDocument) -> None:
    pdf = pypdfium2.PdfDocument(newest(document))
    about = pdf.get_metadata_dict()
    outline = [item.get_title() for item in pdf.get_toc(max_depth=9)]
    numbers = [page.get_textpage().get_text_range().split()[-1] for page in pdf]
    pdf.close()
    headings = [block for block in document.versions[-1].blocks if isinstance(block, Heading)]
    assert about["Title"] == document.title
    assert about["Author"] == "; ".join(document.authors)
    assert about["CreationDate"].startswith(f"D:{document.versions[-1].issued:%Y%m%d}")
    assert len(outline) == len(headings)
    assert len(numbers) >= 2
    assert numbers[0] in {"1", str(len(numbers))}


@pytest.mark.parametrize("document", of_format("pdf"))
def test_pdf_names_its_language(document: DemoDocument) -> None:
    with pypdf.PdfReader(io.BytesIO(newest(document))) as reader:
        assert str(reader.root_object["/Lang"]) == document.languages[0]


@pytest.mark.parametrize("document", of_format("docx"))
def test_docx_says_what_it_is(document: DemoDocument) -> None:
    opened = docx.Document(io.BytesIO(newest(document)))
    about = opened.core_properties
    blocks = document.versions[-1].blocks
    headings = [one for one in opened.paragraphs if one.style and "Heading" in str(one.style.name)]
    assert about.title == document.title
    assert about.author == "; ".join(document.authors)
    assert about.language == document.languages[0]
    assert about.created is not None
    assert about.created.date() == document.versions[-1].issued
    assert len(headings) == sum(isinstance(block, Heading) for block in blocks)


@pytest.mark.parametrize("document", of_format("odt"))
def test_odt_begins_with_its_media_type_and_says_what_it_is(document: DemoDocument) -> None:
    data = newest(document)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        meta = etree.fromstring(archive.read("meta.xml"))
        first = archive.infolist()[0]
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert data[38 : 38 + len(MEDIA_TYPE_ODT)] == MEDIA_TYPE_ODT
    assert meta.findtext(f".//{dc}title") == document.title
    assert meta.findtext(f".//{dc}creator") == "; ".join(document.authors)
    assert meta.findtext(f".//{dc}language") == document.languages[0]


@pytest.mark.parametrize("document", of_format("pptx"))
def test_pptx_has_a_slide_for_each_heading(document: DemoDocument) -> None:
    opened = pptx.Presentation(io.BytesIO(newest(document)))
    blocks = document.versions[-1].blocks
    assert opened.core_properties.title == document.title
    assert opened.core_properties.language == document.languages[0]
    assert len(opened.slides) == 1 + sum(isinstance(block, Heading) for block in blocks)


@pytest.mark.parametrize("document", of_format("html"))
def test_html_says_what_it_is_and_fetches_nothing(document: DemoDocument) -> None:
    page = LexborHTMLParser(newest(document).decode())
    title, root = page.css_first("title"), page.css_first("html")
    assert title is not None
    assert root is not None
    assert title.text() == document.title
    assert root.attributes == {"lang": document.languages[0], "dir": "ltr"}
    assert page.css("script, link, img, iframe") == []


def test_arabic_runs_from_right_to_left_in_docx_and_odt() -> None:
    arabic = {one.format: newest(one) for one in documents() if one.languages[0] == "ar"}
    with zipfile.ZipFile(io.BytesIO(arabic["docx"])) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    with zipfile.ZipFile(io.BytesIO(arabic["odt"])) as archive:
        styles = archive.read("styles.xml")
    paragraphs = list(body.iter(f"{{{W}}}p"))
    marked = [one for one in paragraphs if one.find(f"{{{W}}}pPr/{{{W}}}bidi") is not None]
    empty = [one for one in paragraphs if not element_text(one)]
    assert len(marked) + len(empty) == len(paragraphs)
    assert b'writing-mode="rl-tb"' in styles
