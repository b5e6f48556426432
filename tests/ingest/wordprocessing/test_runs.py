"""The text of a paragraph: styles, tracked changes, characters that are elements."""

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Notice, Stretch
from tests.ingest import made
from tests.ingest.conftest import Put
from tests.ingest.made_docx import SAYS_NOTHING, paragraph, text_of


def test_extract_marks_what_is_bold_or_italic_but_not_in_headings(put: Put) -> None:
    heading = '<w:outlineLvl w:val="0"/>'
    body = paragraph("Title", heading, "<w:b/>") + (
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


def test_extract_reads_a_text_box_once(put: Put) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r>'
        f"<w:t>Before</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(put, made.docx_of(body)) == "Before\n\nIn a box"


def test_extract_reads_breaks_tabs_hyphens_and_skips_field_codes(put: Put) -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>co</w:t><w:noBreakHyphen/>"
        "<w:t>op</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    assert text_of(put, made.docx_of(body)) == "a\nb co-op"


def test_extract_reads_content_controls_and_symbols_but_not_of_symbol_fonts(put: Put) -> None:
    symbol = '<w:sym w:font="{}" w:char="{}"/>'
    symbols = symbol.format("Arial", "00E9") + symbol.format("Wingdings", "F04A")
    symbols += symbol.format("Arial", "no number")
    body = (
        f"<w:sdt><w:sdtContent><w:p><w:r><w:t>Caf</w:t>{symbols}</w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert text_of(put, made.docx_of(body)) == "Café"


def test_extract_reads_the_word_and_not_how_it_is_spoken(put: Put) -> None:
    ruby = (
        "<w:r><w:ruby><w:rt><w:r><w:t>{}</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    body = f"<w:p>{ruby.format('とう', '東')}{ruby.format('きょう', '京')}</w:p>"
    assert text_of(put, made.docx_of(body)) == "東京"
