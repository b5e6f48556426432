"""ODT: headings, lists, tables, notes and fields in order, each in its role."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.odt import extract
from coalition.ingest.reading import Metadata, Notice, Piece, Stretch, Unreadable
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.made_opendocument import CHART, chart, frame, opendocument
from tests.ingest.pieces import roles

NOTE = (
    "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    "<text:p>A note.</text:p></text:note-body></text:note>"
)
COMMENT = (
    "<office:annotation><dc:creator>Ben Osei</dc:creator><dc:date>2012-11-09</dc:date>"
    "<text:p>Why?</text:p></office:annotation>"
)
TABLE = (
    "<table:table><table:table-header-rows><table:table-row>"
    "<table:table-cell><text:p>Country</text:p></table:table-cell>"
    '<table:table-cell table:number-columns-spanned="2"><text:p>Hub</text:p></table:table-cell>'
    "<table:covered-table-cell/></table:table-row></table:table-header-rows>"
    f"<table:table-row><table:table-cell><text:p>Kenya{NOTE}</text:p></table:table-cell>"
    "<table:table-cell/><table:table-cell><text:p>Nairobi</text:p></table:table-cell>"
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
)
CHANGES = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
    "<office:change-info><text:p>Why</text:p></office:change-info>"
    '<text:p> gone<text:change text:change-id="c1"/></text:p></text:deletion>'
    '</text:changed-region><text:changed-region text:id="c2"><text:insertion>'
    "<office:change-info><dc:creator>Ana Lima</dc:creator></office:change-info></text:insertion>"
    '</text:changed-region><text:changed-region text:id="c3"><text:deletion>'
    "<text:h>Away</text:h></text:deletion></text:changed-region></text:tracked-changes>"
)


def test_extract_reads_everything_in_order(put: Put) -> None:
    body = (
        '<text:h text:outline-level="1">Hubs</text:h>'
        '<text:p>Two<text:s text:c="3"/>words<text:line-break/>and<text:tab/>more'
        f"{NOTE} end{COMMENT}</text:p>"
        "<text:list><text:list-item><text:p>First</text:p></text:list-item></text:list>" + TABLE
    )
    meta = (
        "<dc:title>Remote hubs</dc:title><meta:initial-creator>Ana Lima</meta:initial-creator>"
        "<dc:creator>Office User</dc:creator><dc:language>fr-FR</dc:language>"
        "<meta:keyword>hubs</meta:keyword>"
        "<meta:creation-date>2012-11-08T09:00:00</meta:creation-date>"
    )
    found = extract(put(opendocument("text", body, meta=meta)))
    assert [page.label for page in found.pages] == ["Hubs"]
    assert roles(found) == [
        ("heading-1", "Hubs"),
        ("paragraph", "Two words\nand more end"),
        ("note", "A note."),
        ("comment", "Why?"),
        ("item", "First"),
        ("header-row", "Country | Hub"),
        ("row", "Kenya |  | Nairobi"),
        ("note", "A note."),
    ]
    assert found.metadata == Metadata(
        "Remote hubs", ("Ana Lima",), "2012-11-08", "fr-FR", None, ("hubs",)
    )
    assert found.notices == (
        Notice("comments", None, "1"),
        Notice("author-names", None, "Ana Lima, Ben Osei"),
    )


def test_extract_shows_insertions_and_deletions_across_paragraphs(put: Put) -> None:
    body = (
        f"{CHANGES}<text:p>Kept"
        '<text:change text:change-id="c1"/> and <text:change-start text:change-id="c2"/>put</text:p>'
        '<text:p>in<text:change-end text:change-id="c2"/> here</text:p>'
        '<text:change text:change-id="c3"/>'
    )
    found = extract(put(opendocument("text", body)))
    assert found.pages[0].text == "Kept gone and put\n\nin here\n\nAway"
    assert found.pages[0].shape == (
        Piece("paragraph", (17,), (Stretch(5, 9, "deleted"), Stretch(14, 17, "inserted"))),
        Piece("paragraph", (7,), (Stretch(0, 2, "inserted"),)),
        Piece("heading-1", (4,), (Stretch(0, 4, "deleted"),)),
    )
    assert found.notices == (
        Notice("tracked-changes", None, "3"),
        Notice("author-names", None, "Ana Lima"),
    )


def test_extract_knows_titles_quotations_code_and_emphasis_by_their_styles(put: Put) -> None:
    automatic = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
        '<style:style style:name="P2" style:family="paragraph"'
        ' style:parent-style-name="Quotations"/>'
        '<style:style style:name="T1" style:family="text" style:parent-style-name="Loud"/>'
        '<style:style style:name="T2" style:family="text"><style:text-properties'
        ' fo:font-style="italic"/></style:style>'
    )
    styles = (
        '<office:styles><style:style style:name="Loud" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style></office:styles>'
    )
    body = (
        '<text:p text:style-name="P1">Rooms</text:p><text:p text:style-name="P2">Read on.</text:p>'
        '<text:p text:style-name="Preformatted_20_Text">x = 1</text:p>'
        '<text:p>Very<text:span text:style-name="T1"> loud </text:span>and'
        ' <text:span text:style-name="T2">soft</text:span></text:p>'
    )
    found = extract(put(opendocument("text", body, automatic=automatic, styles=styles)))
    assert found.pages[0].text == "Rooms\n\nRead on.\n\nx = 1\n\nVery loud and soft"
    assert found.pages[0].shape == (
        Piece("heading-1", (5,)),
        Piece("quotation", (8,)),
        Piece("code", (5,)),
        Piece("paragraph", (18,), (Stretch(5, 9, "strong"), Stretch(14, 18, "emphasis"))),
    )


def test_extract_reads_margins_once_and_leaves_page_numbers_out(put: Put) -> None:
    master = (
        "<style:header><text:p>Coalition paper</text:p></style:header>"
        "<style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer>"
    )
    styles = (
        "<office:styles><style:default-style><style:text-properties"
        ' fo:language="pt" fo:country="BR"/></style:default-style></office:styles>'
        f"<office:master-styles><style:master-page>{master}</style:master-page>"
        f"<style:master-page>{master}</style:master-page></office:master-styles>"
    )
    found = extract(put(opendocument("text", "<text:p>Hi</text:p>", meta="", styles=styles)))
    assert roles(found) == [("margin", "Coalition paper"), ("paragraph", "Hi")]
    assert found.metadata.language == "pt-BR"
    assert found.notices == (Notice("no-title"),)


def test_extract_tells_bare_pictures_and_macros(put: Put) -> None:
    picture = '<draw:image xlink:href="a.png" xmlns:xlink="x"/>'
    body = (
        f"<text:p>{frame(picture)}{frame(picture + '<svg:desc>A hall</svg:desc>')}"
        f"{frame('<draw:text-box><text:p>In a box</text:p></draw:text-box>')}</text:p>"
    )
    macros = {"Basic/script-lc.xml": "<x/>", "Basic/Standard/Module1.xml": "<x/>"}
    found = extract(put(opendocument("text", body, extra=macros)))
    assert roles(found) == [("paragraph", "In a box")]
    assert found.notices == (Notice("no-alternatives", None, "1"), Notice("macros"))


def test_extract_misses_headings_in_a_long_text(put: Put) -> None:
    found = extract(put(opendocument("text", "<text:p>Libraries open doors.</text:p>" * 300)))
    assert found.notices == (Notice("no-headings"),)


def test_extract_loses_broken_properties_alone(put: Put) -> None:
    found = extract(put(opendocument("text", "<text:p>Hi</text:p>", extra={"meta.xml": "<a"})))
    assert roles(found) == [("paragraph", "Hi")]
    assert found.notices == (
        Notice("part-failed", None, "meta.xml"),
        Notice("no-title"),
        Notice("no-language"),
    )


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}, "password"),
        ({"content.xml": "<a/>"}, "damaged"),
        ({"content.xml": '<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'}, "entities"),
        ({"styles.xml": '<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'}, "entities"),
    ],
)
def test_extract_refuses(put: Put, extra: dict[str, str], code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(opendocument("text", "<text:p>Hi</text:p>", extra=extra)))
    assert refusal.value.code == code


def test_extract_reads_the_words_of_charts(put: Put) -> None:
    extra = {"Object 1/content.xml": chart("Visits", "May", "5", "May")}
    found = extract(put(opendocument("text", f"<text:p>Hi{CHART}</text:p>", extra=extra)))
    assert roles(found) == [("paragraph", "Hi"), ("paragraph", "Visits\nMay")]
    assert found.notices == ()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    whole = opendocument("text", CHANGES + f"<text:p>Hi{NOTE}{COMMENT}</text:p>{TABLE}")
    try_to_read(extract, broken(data, whole))
