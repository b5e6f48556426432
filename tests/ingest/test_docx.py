"""DOCX: everything a reader sees, in order, and what tracked changes insert and delete."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Extract, Metadata, Notice, Stretch, Unreadable
from tests.ingest import made
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.pieces import roles

SAYS_NOTHING = (Notice("no-title"), Notice("no-language"))
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def _text(put: Put, data: bytes) -> str:
    return "\n\n".join(page.text for page in extract(put(data)).pages)


def _paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def _roles(put: Put, body: str, **parts: str) -> list[tuple[str, str]]:
    return roles(extract(put(made.docx_of(body, **parts))))


def test_extract_reads_body_table_header_and_footer_in_order(put: Put) -> None:
    found = extract(put(made.docx()))
    assert [page.text for page in found.pages] == [
        "Opening hours\n\nLibraries open their doors to everyone who asks.\n\n"
        "Country | Rooms\n\nKenya | 60\n\nAfter the table.\n\nCoalition paper\n\nBaku 2012"
    ]
    assert [piece.role for piece in found.pages[0].shape] == [
        "heading-1",
        "paragraph",
        "header-row",
        "row",
        "paragraph",
        "margin",
        "margin",
    ]
    assert found.unit == "part"
    assert found.metadata.title == "Reading rooms"
    assert found.metadata.authors == ("Ana Lima", "Ben Osei")
    assert found.metadata.language == "en-GB"
    assert found.notices == (Notice("author-names", None, "Ana Lima, Ben Osei"),)


def test_extract_marks_insertions_and_deletions_and_says_so(put: Put) -> None:
    body = (
        "<w:p><w:r><w:t>We </w:t></w:r><w:ins><w:r><w:t>warmly </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>hardly </w:delText></w:r></w:del>"
        "<w:r><w:t>agree</w:t></w:r></w:p>"
    )
    found = extract(put(made.docx_of(body)))
    assert found.pages[0].text == "We warmly hardly agree"
    assert found.pages[0].shape[0].styles == (
        Stretch(3, 9, "inserted"),
        Stretch(10, 16, "deleted"),
    )
    assert found.notices == (Notice("tracked-changes", None, "2"), *SAYS_NOTHING)


def test_extract_puts_notes_and_comments_below_their_paragraph(put: Put) -> None:
    body = (
        '<w:p><w:r><w:t>Claim</w:t><w:footnoteReference w:id="2"/>'
        '<w:commentReference w:id="2"/></w:r></w:p>'
        "<w:p><w:r><w:t>Next</w:t></w:r></w:p>"
    )
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>Source.</w:t></w:r></w:p></w:footnote>'
    comments = (
        '<w:comment w:id="1" w:author="Ben"><w:p><w:r><w:t>All of it</w:t></w:r></w:p></w:comment>'
        '<w:comment w:id="2" w:author="Ana"><w:p><w:r><w:t>Really?</w:t></w:r></w:p></w:comment>'
    )
    found = extract(put(made.docx_of(body, footnotes=note, comments=comments)))
    assert roles(found) == [
        ("paragraph", "Claim"),
        ("note", "Source."),
        ("comment", "Really?"),
        ("paragraph", "Next"),
        ("comment", "All of it"),
    ]
    assert found.notices == (
        Notice("comments", None, "2"),
        *SAYS_NOTHING,
        Notice("author-names", None, "Ben, Ana"),
    )


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
    body = "".join(_paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in names)
    number = '<w:numPr><w:numId w:val="{}"/></w:numPr>'
    body += _paragraph("own", number.format(1))
    body += _paragraph("none", '<w:pStyle w:val="L"/>' + number.format(0))
    body += _paragraph("direct", '<w:outlineLvl w:val="0"/>')
    body += _paragraph("text", '<w:pStyle w:val="H"/><w:outlineLvl w:val="9"/>')
    assert _roles(put, body, styles=styles) == [
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
    assert _roles(put, _paragraph("Hours", '<w:pStyle w:val="Heading3"/>')) == [
        ("heading-3", "Hours")
    ]


def test_extract_marks_what_is_bold_or_italic_but_not_in_headings(put: Put) -> None:
    heading = '<w:outlineLvl w:val="0"/>'
    body = _paragraph("Title", heading, "<w:b/>") + (
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Very </w:t></w:r>"
        "<w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>strong </w:t></w:r>"
        '<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>plain </w:t></w:r>'
        "<w:r><w:rPr><w:i/></w:rPr><w:t>words</w:t></w:r>"
        "<w:moveTo><w:r><w:rPr><w:b/></w:rPr><w:t> moved</w:t></w:r></w:moveTo></w:p>"
    )
    page = extract(put(made.docx_of(body))).pages[0]
    assert page.text == "Title\n\nVery strong plain words moved"
    assert [piece.styles for piece in page.shape] == [
        (),
        (Stretch(0, 11, "strong"), Stretch(18, 23, "emphasis"), Stretch(24, 29, "inserted")),
    ]


def _table(look: str, *rows: tuple[str, ...]) -> str:
    made_rows = (
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"
        for cells in rows
    )
    return f"<w:tbl><w:tblPr><w:tblLook {look}/></w:tblPr>{''.join(made_rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("look", "first"),
    [
        ('w:firstRow="1"', "header-row"),
        ('w:firstRow="0" w:val="04A0"', "row"),
        ('w:val="04A0"', "header-row"),
        ('w:val="0400"', "row"),
        ('w:val="none"', "row"),
    ],
)
def test_extract_tells_the_header_row_of_a_table(put: Put, look: str, first: str) -> None:
    assert _roles(put, _table(look, ("Country", "Rooms"), ("Kenya", ""))) == [
        (first, "Country | Rooms"),
        ("row", "Kenya | "),
    ]


def test_extract_tells_rows_that_repeat_and_that_are_deleted(put: Put) -> None:
    cells = "<w:tc/>" + "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cells.format('A')}</w:tr>"
        f"<w:ins><w:tr>{cells.format('B')}</w:tr></w:ins>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cells.format('C')}</w:tr></w:tbl>"
    )
    found = extract(put(made.docx_of(body)))
    assert roles(found) == [("header-row", " | A"), ("row", " | B"), ("row", " | C")]
    assert found.pages[0].shape[2].styles == (Stretch(3, 4, "deleted"),)


def test_extract_takes_a_table_of_one_column_for_a_frame(put: Put) -> None:
    inside = _table("", ("a", "b")) + _paragraph("Hours", '<w:outlineLvl w:val="1"/>')
    body = f"<w:tbl><w:tr><w:tc>{_paragraph('Before')}{inside}</w:tc></w:tr></w:tbl>"
    assert _roles(put, body) == [("paragraph", "Before"), ("row", "a | b"), ("heading-2", "Hours")]


def test_extract_puts_notes_of_cells_below_their_row(put: Put) -> None:
    cell = '<w:tc><w:p><w:r><w:t>60</w:t><w:endnoteReference w:id="1"/></w:r></w:p></w:tc>'
    note = '<w:endnote w:id="1"><w:p><w:r><w:t>In 2012.</w:t></w:r></w:p></w:endnote>'
    assert _roles(put, f"<w:tbl><w:tr>{cell}<w:tc/></w:tr></w:tbl>", endnotes=note) == [
        ("row", "60 | "),
        ("note", "In 2012."),
    ]


def test_extract_reads_a_text_box_once(put: Put) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r>'
        f"<w:t>Before</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert _text(put, made.docx_of(body)) == "Before\n\nIn a box"


def test_extract_reads_breaks_tabs_hyphens_and_skips_field_codes(put: Put) -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>co</w:t><w:noBreakHyphen/>"
        "<w:t>op</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert _text(put, made.docx_of(body)) == "a\nb co-op"


def test_extract_reads_content_controls_and_symbols_but_not_of_symbol_fonts(put: Put) -> None:
    symbol = '<w:sym w:font="{}" w:char="{}"/>'
    symbols = symbol.format("Arial", "00E9") + symbol.format("Wingdings", "F04A")
    symbols += symbol.format("Arial", "no number")
    body = (
        f"<w:sdt><w:sdtContent><w:p><w:r><w:t>Caf</w:t>{symbols}</w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert _text(put, made.docx_of(body)) == "Café"


def test_extract_reads_the_word_and_not_how_it_is_spoken(put: Put) -> None:
    ruby = (
        "<w:r><w:ruby><w:rt><w:r><w:t>{}</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    body = f"<w:p>{ruby.format('とう', '東')}{ruby.format('きょう', '京')}</w:p>"
    assert _text(put, made.docx_of(body)) == "東京"


def test_extract_reads_charts_where_they_stand(put: Put) -> None:
    chart = (
        f'<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main">'
        "<c:title><c:rich><a:p><a:r><a:t>Rooms</a:t></a:r></a:p></c:rich></c:title>"
        "<c:cat><c:strCache><c:pt><c:v>Kenya</c:v></c:pt></c:strCache></c:cat>"
        "<c:val><c:numCache><c:pt><c:v>60</c:v></c:pt></c:numCache></c:val></c:chartSpace>"
    )
    body = (
        f'<w:p><w:r><w:drawing><c:chart xmlns:c="{_DRAWING}/chart"'
        f' xmlns:r="{_OFFICE}/relationships" r:id="rchart"/></w:drawing></w:r></w:p>'
    )
    data = made.repacked(
        made.docx_of(body + _paragraph("After"), chart=""), {"word/chart.xml": chart}
    )
    assert _text(put, data) == "Rooms\nKenya\n\nAfter"


def _picture(properties: str, extension: str = "") -> str:
    return (
        f"<w:p><w:r><w:drawing><wp:inline><wp:docPr {properties}>{extension}</wp:docPr>"
        "<pic:pic/></wp:inline></w:drawing></w:r></w:p>"
    ).replace("<w:p>", f'<w:p xmlns:wp="{_DRAWING}/wp" xmlns:pic="{_DRAWING}/picture">')


def test_extract_counts_pictures_without_an_alternative_text(put: Put) -> None:
    body = (
        _picture('descr="A reading room"')
        + _picture('title="A reading room"')
        + _picture("", '<adec:decorative xmlns:adec="d" val="1"/>')
        + _picture('descr=""')
        + _picture('descr="IMG_0042.jpg"')
        + '<w:p><w:r><w:pict xmlns:v="urn:v"><v:shape><v:imagedata/></v:shape>'
        '<v:shape alt="A map"><v:imagedata/></v:shape></w:pict></w:r></w:p>'
    )
    assert Notice("no-alternatives", None, "3") in extract(put(made.docx_of(body))).notices


def test_extract_says_what_the_file_gives_away(put: Put) -> None:
    company = "<Properties><Company>Jet</Company><Manager>Cy</Manager></Properties>"
    data = made.repacked(
        made.docx_of('<w:p><w:ins w:author="Dee"><w:r><w:t>a</w:t></w:r></w:ins></w:p>'),
        {
            "docProps/app.xml": company,
            "word/people.xml": '<x:l xmlns:x="x"><x:person x:author="Eve"/></x:l>',
            "word/_rels/document.xml.rels": f'<Relationships><Relationship Id="r"'
            f' Target="/word/people.xml" Type="{_OFFICE}/people"/></Relationships>',
            "word/vbaProject.bin": b"",
            "word/embeddings/budget.xlsx": b"",
        },
    )
    assert extract(put(data)).notices == (
        Notice("tracked-changes", None, "1"),
        *SAYS_NOTHING,
        Notice("author-names", None, "Cy, Jet, Dee, Eve"),
        Notice("macros"),
        Notice("attachments", None, "budget.xlsx"),
    )


def test_extract_says_what_it_cannot_merge_in(put: Put) -> None:
    relations = f'<Relationships><Relationship Id="r" Target="a.rtf" Type="{_OFFICE}/aFChunk"/></Relationships>'
    data = made.repacked(
        made.docx_of(_paragraph("Body")), {"word/_rels/document.xml.rels": relations}
    )
    assert Notice("part-failed", None, "word/a.rtf") in extract(put(data)).notices


def test_extract_loses_a_broken_part_alone(put: Put) -> None:
    data = made.docx_of("<w:p><w:r><w:t>Body</w:t></w:r></w:p>", header="<broken")
    found = extract(put(data))
    assert [page.text for page in found.pages] == ["Body"]
    assert found.notices == (*SAYS_NOTHING, Notice("part-failed", None, "word/header.xml"))


def test_extract_finds_the_body_without_relations(put: Put) -> None:
    found = extract(put(made.repacked(made.docx(), {"_rels/.rels": "<broken"})))
    assert found.pages[0].text.startswith("Opening hours")


def test_extract_goes_without_broken_properties(put: Put) -> None:
    found = extract(put(made.repacked(made.docx(), {"docProps/core.xml": "<broken"})))
    assert found.metadata == Metadata(language=found.metadata.language)


HOSTILE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize("part", ["word/footer.xml", "word/_rels/document.xml.rels"])
def test_extract_refuses_a_hostile_part_beside_the_body(put: Put, part: str) -> None:
    data = made.docx_of(_paragraph("Body"), footer="")
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.repacked(data, {part: HOSTILE})))
    assert refusal.value.args == ("entities", part)


def test_extract_refuses_a_package_without_a_body(put: Put) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"word/styles.xml": "<styles/>"})))
    assert refusal.value.args == ("damaged", "word/document.xml")


def test_extract_follows_no_relation_out_of_the_package(put: Put) -> None:
    outside = f'Type="{_OFFICE}/header" TargetMode="External" Target="file:///etc/passwd"'
    above = f'Type="{_OFFICE}/footer" Target="../../../etc/passwd"'
    relations = f"<Relationships><Relationship {outside}/><Relationship {above}/></Relationships>"
    data = made.docx_of(_paragraph("Body"))
    found = extract(put(made.repacked(data, {"word/_rels/document.xml.rels": relations})))
    assert roles(found) == [("paragraph", "Body")]
    assert found.notices == (*SAYS_NOTHING, Notice("part-failed", None, "etc/passwd"))


@pytest.mark.parametrize(("document", "code"), [("<w:document", "damaged"), (HOSTILE, "entities")])
def test_extract_refuses_a_broken_or_hostile_body(put: Put, document: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(made.zipped({"word/document.xml": document})))
    assert refusal.value.args == (code, "word/document.xml")


def _everything() -> bytes:
    references = "".join(f'<w:{kind}Reference w:id="1"/>' for kind in ("footnote", "comment"))
    body = (
        f"<w:p><w:ins><w:r><w:t>Claim</w:t>{references}</w:r></w:ins></w:p>"
        + _paragraph("Item", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="1"/></w:numPr>')
        + _paragraph("Bold", '<w:outlineLvl w:val="0"/>', "<w:b/>")
        + _table('w:val="04A0"', ("Country", "Rooms"), ("Kenya", "60"))
        + _picture('descr=""')
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


@settings(max_examples=60, deadline=None)
@given(data=st.data(), whole=st.sampled_from((made.docx(), _everything())))
def test_extract_of_anything_broken_gives_an_extract_or_a_refusal(
    data: st.DataObject, whole: bytes
) -> None:
    found = try_to_read(extract, broken(data, whole))
    assert found is None or isinstance(found, Extract)
