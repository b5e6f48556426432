"""Tables, frames, notes and charts stand where a reader expects them."""

import pytest

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Notice, Stretch
from tests.ingest import made
from tests.ingest.conftest import Put
from tests.ingest.made_docx import (
    DRAWING,
    OFFICE,
    SAYS_NOTHING,
    paragraph,
    roles_of,
    table,
    text_of,
)
from tests.ingest.pieces import roles


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
def test_extract_tells_the_header_row_of_atable(put: Put, look: str, first: str) -> None:
    assert roles_of(put, table(look, ("Country", "Rooms"), ("Kenya", ""))) == [
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
    inside = table("", ("a", "b")) + paragraph("Hours", '<w:outlineLvl w:val="1"/>')
    body = f"<w:tbl><w:tr><w:tc>{paragraph('Before')}{inside}</w:tc></w:tr></w:tbl>"
    assert roles_of(put, body) == [
        ("paragraph", "Before"),
        ("row", "a | b"),
        ("heading-2", "Hours"),
    ]


def test_extract_puts_notes_of_cells_below_their_row(put: Put) -> None:
    cell = '<w:tc><w:p><w:r><w:t>60</w:t><w:endnoteReference w:id="1"/></w:r></w:p></w:tc>'
    note = '<w:endnote w:id="1"><w:p><w:r><w:t>In 2012.</w:t></w:r></w:p></w:endnote>'
    assert roles_of(put, f"<w:tbl><w:tr>{cell}<w:tc/></w:tr></w:tbl>", endnotes=note) == [
        ("row", "60 | "),
        ("note", "In 2012."),
    ]


def test_extract_puts_notes_and_comments_below_theirparagraph(put: Put) -> None:
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


def test_extract_reads_charts_where_they_stand(put: Put) -> None:
    chart = (
        f'<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main">'
        "<c:title><c:rich><a:p><a:r><a:t>Rooms</a:t></a:r></a:p></c:rich></c:title>"
        "<c:cat><c:strCache><c:pt><c:v>Kenya</c:v></c:pt></c:strCache></c:cat>"
        "<c:val><c:numCache><c:pt><c:v>60</c:v></c:pt></c:numCache></c:val></c:chartSpace>"
    )
    body = (
        f'<w:p><w:r><w:drawing><c:chart xmlns:c="{DRAWING}/chart"'
        f' xmlns:r="{OFFICE}/relationships" r:id="rchart"/></w:drawing></w:r></w:p>'
    )
    data = made.repacked(
        made.docx_of(body + paragraph("After"), chart=""), {"word/chart.xml": chart}
    )
    assert text_of(put, data) == "Rooms\nKenya\n\nAfter"
