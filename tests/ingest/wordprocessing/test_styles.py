"""Named styles tell headings, list entries, quotations and code apart."""

from tests.ingest.conftest import Put
from tests.ingest.made_docx import paragraph, roles_of


def test_extract_tells_headings_items_quotations_and_code_by_their_styles(put: Put) -> None:
    styles = (
        '<w:style w:styleId="H"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="Own"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>'
        '<w:style w:styleId="C"><w:name w:val="HTML Preformatted"/></w:style>'
        '<w:style w:styleId="Ring"><w:basedOn w:val="Ring"/></w:style>'
    )
    names = ("H", "Own", "L", "Q", "C", "Ring", "Missing")
    body = "".join(paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in names)
    number = '<w:numPr><w:numId w:val="{}"/></w:numPr>'
    body += paragraph("own", number.format(1))
    body += paragraph("none", '<w:pStyle w:val="L"/>' + number.format(0))
    body += paragraph("direct", '<w:outlineLvl w:val="0"/>')
    body += paragraph("text", '<w:pStyle w:val="H"/><w:outlineLvl w:val="9"/>')
    assert roles_of(put, body, styles=styles) == [
        ("heading-2", "H"),
        ("heading-2", "Own"),
        ("item", "L"),
        ("quotation", "Q"),
        ("code", "C"),
        ("paragraph", "Ring"),
        ("paragraph", "Missing"),
        ("item", "own"),
        ("paragraph", "none"),
        ("heading-1", "direct"),
        ("paragraph", "text"),
    ]


def test_extract_knows_usual_headings_without_styles(put: Put) -> None:
    assert roles_of(put, paragraph("Hours", '<w:pStyle w:val="Heading3"/>')) == [
        ("heading-3", "Hours")
    ]
