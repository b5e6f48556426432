"""DOCX files, made with python-docx from its default template."""

import io
from functools import cache

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from coalition.demonstration.blocks import Block, Heading, Line, Listing, Paragraph, Quote, Table
from coalition.demonstration.makers.zipped import repack
from coalition.demonstration.manuscript import Manuscript


def make(manuscript: Manuscript) -> bytes:
    """Give the bytes of a DOCX file with styles, tables, a page footer and its metadata."""
    document = docx.Document(io.BytesIO(_template()))
    _describe(document, manuscript)
    _put(document.add_paragraph(style="Title"), manuscript.title, manuscript)
    byline = f"{manuscript.byline} · {manuscript.issued.isoformat()}"
    _put(document.add_paragraph(style="Subtitle"), byline, manuscript)
    for block in manuscript.blocks:
        _add(document, block, manuscript)
    _put(document.add_paragraph(style="Intense Quote"), manuscript.colophon, manuscript)
    _put(document.sections[0].footer.paragraphs[0], manuscript.title, manuscript)
    target = io.BytesIO()
    document.save(target)
    return repack(target.getvalue())


@cache
def _template() -> bytes:
    document = docx.Document()
    document.styles["Normal"].font.name = "Noto Serif"
    document.styles["Normal"].font.size = Pt(11)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _describe(document: Document, manuscript: Manuscript) -> None:
    about = document.core_properties
    about.title = manuscript.title
    about.author = "; ".join(manuscript.authors)
    about.last_modified_by = about.author
    about.language = manuscript.language
    about.subject = manuscript.abstract[:255]
    about.keywords = ", ".join(manuscript.keywords)
    about.comments = manuscript.colophon
    about.created = about.modified = manuscript.moment.replace(tzinfo=None)


def _add(document: Document, block: Block, manuscript: Manuscript) -> None:
    match block:
        case Heading(level=level, line=line):
            _put(document.add_paragraph(style=f"Heading {level}"), line, manuscript)
        case Paragraph(line=line):
            _put(document.add_paragraph(), line, manuscript)
        case Quote(line=line):
            _put(document.add_paragraph(style="Quote"), line, manuscript)
        case Listing(ordered=ordered, items=items):
            style = "List Number" if ordered else "List Bullet"
            for item in items:
                _put(document.add_paragraph(style=style), item, manuscript)
        case Table():
            _add_table(document, block, manuscript)


def _add_table(document: Document, block: Table, manuscript: Manuscript) -> None:
    table = document.add_table(rows=0, cols=len(block.header), style="Light Grid Accent 1")
    if manuscript.right_to_left:
        table.table_direction = WD_TABLE_DIRECTION.RTL
    for row in (block.header, *block.rows):
        for cell, line in zip(table.add_row().cells, row, strict=True):
            _put(cell.paragraphs[0], line, manuscript)
    document.add_paragraph()


def _put(paragraph: DocxParagraph, content: Line | str, manuscript: Manuscript) -> None:
    if manuscript.right_to_left:
        # The style is all that stands in w:pPr here, and w:bidi comes after it in the schema.
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    if isinstance(content, str):
        _language(paragraph.add_run(content)._r.get_or_add_rPr(), manuscript)
        return
    for span in content:
        run = paragraph.add_run(span.text)
        run.bold = span.strong or None
        run.italic = span.emphasis or None
        _language(run._r.get_or_add_rPr(), manuscript)


def _language(properties: BaseOxmlElement, manuscript: Manuscript) -> None:
    if manuscript.right_to_left:
        properties.append(OxmlElement("w:rtl"))
    language = OxmlElement("w:lang")
    attribute = "w:bidi" if manuscript.right_to_left else "w:val"
    if manuscript.language.startswith("zh"):
        attribute = "w:eastAsia"
    language.set(qn(attribute), manuscript.language)
    properties.append(language)
