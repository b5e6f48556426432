"""Small files of every kind that is read, made as the tests need them."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from docx import Document
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter

ODT_TYPE = "application/vnd.oasis.opendocument.text"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Give a zip file of these members, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes | str]) -> bytes:
    """Give a zip file again with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | dict(changes))


def pdf(pages: Sequence[Sequence[str]], title: str = "", picture: bool = False) -> bytes:
    """Give a PDF with these lines on its pages, or with a picture filling each."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>", b""]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    numbers = []
    for lines in pages:
        shown = b"".join(
            b"BT /F 11 Tf 60 %d Td (%s) Tj ET\n" % (780 - 15 * row, _escaped(line))
            for row, line in enumerate(lines)
        )
        if picture:
            shown += b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << /F {font} >> >> >>".encode()
        )
        numbers.append(len(objects))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    objects.append(b"<< /Title (%s) /CreationDate (D:20121108093000Z) >>" % _escaped(title))
    return assembled(objects)


def _escaped(line: str) -> bytes:
    plain = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return plain.encode("cp1252")


def assembled(objects: Sequence[bytes]) -> bytes:
    """Give a PDF of these objects: the first the catalog, the last the information."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def locked(data: bytes, password: str, cipher: str = "RC4-128") -> bytes:
    """Give a PDF again, encrypted so that it opens with this password ("" opens for all)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=cipher)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx() -> bytes:
    """Give a DOCX with a title, a heading, a paragraph, a table, header and footer."""
    document = Document()
    document.core_properties.title = "Reading rooms"
    document.core_properties.author = "Ana Lima; Ben Osei"
    document.core_properties.language = "en-GB"
    document.sections[0].header.paragraphs[0].text = "Coalition paper"
    document.sections[0].footer.paragraphs[0].text = "Baku 2012"
    document.add_heading("Opening hours", level=1)
    document.add_paragraph("Libraries open their doors to everyone who asks.")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Country", "Rooms"), ("Kenya", "60")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("After the table.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_of(body: str, **parts: str) -> bytes:
    """Give a DOCX with this XML as its body and further parts, as footnotes="<w:footnote …>"."""
    relations = "".join(
        f'<Relationship Id="r{name}" Target="{name}.xml"'
        f' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"/>'
        for name in parts
    )
    members: dict[str, bytes | str] = {
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    for name, content in parts.items():
        members[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{_W}">{content}</w:{name}>'
    return zipped(members)


def pptx() -> bytes:
    """Give two slides: one with a title, bullets and notes, one with a table and a group."""
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Why libraries"
    first.placeholders[1].text = "Free at the point of use"
    first.notes_slide.notes_text_frame.text = "Speak slowly here."
    second = show.slides.add_slide(show.slide_layouts[6])
    table = second.shapes.add_table(1, 2, 0, 0, Inches(4), Inches(1)).table
    table.cell(0, 0).text = "Hub"
    table.cell(0, 1).text = "Nairobi"
    box = second.shapes.add_group_shape().shapes.add_textbox(0, 0, Inches(2), Inches(1))
    box.text_frame.text = "Inside a group"
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def odt(body: str, meta: str = "", extra: Mapping[str, str] | None = None) -> bytes:
    """Give an ODT with this XML in office:text and office:meta."""
    names = " ".join(
        f'xmlns:{prefix}="{_ODF}:{prefix}:1.0"'
        for prefix in ("office", "text", "table", "style", "meta", "drawing")
    )
    names += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    content = f"<office:body><office:text>{body}</office:text></office:body>"
    return zipped(
        {
            "mimetype": ODT_TYPE,
            "content.xml": f"<office:document-content {names}>{content}</office:document-content>",
            "meta.xml": f"<office:document-meta {names}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            **(extra or {}),
        }
    )
