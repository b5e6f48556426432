"""Bodies of DOCX files, written in XML as the tests need them."""

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Notice
from tests.ingest import made
from tests.ingest.conftest import Put
from tests.ingest.pieces import roles

SAYS_NOTHING = (Notice("no-title"), Notice("no-language"))
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Give a paragraph with these properties, of one run with those."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def table(look: str, *rows: tuple[str, ...]) -> str:
    """Give a table of these rows with this tblLook."""
    made_rows = (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"
        for cells in rows
    )
    return f"<w:tbl><w:tblPr><w:tblLook {look}/></w:tblPr>{''.join(made_rows)}</w:tbl>"


def picture(properties: str, extension: str = "") -> str:
    """Give a paragraph with a picture that has these properties."""
    return (
        f"<w:p><w:r><w:drawing><wp:inline><wp:docPr {properties}>{extension}</wp:docPr>"
        "<pic:pic/></wp:inline></w:drawing></w:r></w:p>"
    ).replace("<w:p>", f'<w:p xmlns:wp="{DRAWING}/wp" xmlns:pic="{DRAWING}/picture">')


def everything() -> bytes:
    """Give a DOCX with a little of all that is read."""
    references = "".join(f'<w:{kind}Reference w:id="1"/>' for kind in ("footnote", "comment"))
    body = (
        f"<w:p><w:ins><w:r><w:t>Claim</w:t>{references}</w:r></w:ins></w:p>"
        + paragraph("Item", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="1"/></w:numPr>')
        + paragraph("Bold", '<w:outlineLvl w:val="0"/>', "<w:b/>")
        + table('w:val="04A0"', ("Country", "Rooms"), ("Kenya", "60"))
        + picture('descr=""')
        + "<w:p><w:r><w:txbxContent><w:p/></w:txbxContent></w:r></w:p>"
    )
    text = "<w:p><w:r><w:t>Beside</w:t></w:r></w:p>"
    return made.docx_of(
        body,
        styles='<w:style w:styleId="L"><w:basedOn w:val="M"/><w:name w:val="quote"/></w:style>',
        footnotes=f'<w:footnote w:id="1">{text}</w:footnote>',
        comments=f'<w:comment w:id="1" w:author="Ana">{text}</w:comment>',
        header=text,
    )


def text_of(put: Put, data: bytes) -> str:
    """Give what is read of a DOCX as one text."""
    return "\n\n".join(page.text for page in extract(put(data)).pages)


def roles_of(put: Put, body: str, **parts: str) -> list[tuple[str, str]]:
    """Give role and text of what is read of a DOCX with this body and these parts."""
    return roles(extract(put(made.docx_of(body, **parts))))
