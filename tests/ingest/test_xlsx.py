"""XLSX: sheets in order, cells as people see them, and what stands beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest import sheets
from coalition.ingest.extractors.xlsx import extract
from coalition.ingest.reading import Heading, Metadata, Notice, Unreadable
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.made_xlsx import drawing, relations, row, sheet, strings, styles, xlsx
from tests.ingest.pieces import roles

HUBS = row("Country", "Hub") + row("Kenya", "Nairobi")
BESIDE = {
    "xl/worksheets/_rels/sheet1.xml.rels": relations(
        [
            ("comments", "../comments1.xml"),
            ("threadedComment", "../threadedComments/one.xml"),
            ("drawing", "../drawings/drawing1.xml"),
        ]
    ),
    "xl/comments1.xml": "<comments><authors><author>Ana Lima</author><author>tc={1}</author>"
    '</authors><commentList><comment authorId="0"><text><r><t>Which </t></r><r><t>city?</t></r>'
    '</text></comment><comment authorId="1"><text><t>[Threaded comment] Since when?</t></text>'
    "</comment></commentList></comments>",
    "xl/threadedComments/one.xml": "<ThreadedComments><threadedComment><text>Since when?</text>"
    "</threadedComment></ThreadedComments>",
    "xl/persons/person.xml": '<personList><person displayName="Ben Osei"/></personList>',
    "xl/drawings/drawing1.xml": drawing(
        "<xdr:sp><xdr:txBody><a:p><a:r><a:t>In a </a:t></a:r><a:r><a:t>box</a:t></a:r></a:p>"
        '</xdr:txBody></xdr:sp><xdr:pic><xdr:nvPicPr><xdr:cNvPr name="a" descr="A hall"/>'
        '</xdr:nvPicPr></xdr:pic><xdr:pic><xdr:nvPicPr><xdr:cNvPr name="b"/></xdr:nvPicPr>'
        '</xdr:pic><xdr:graphicFrame><c:chart r:id="r1"/></xdr:graphicFrame>'
    ),
    "xl/drawings/_rels/drawing1.xml.rels": relations([("chart", "../charts/chart1.xml")]),
    "xl/charts/chart1.xml": '<c:chartSpace xmlns:c="c"><c:strCache><c:pt><c:v>Visits</c:v></c:pt>'
    "</c:strCache></c:chartSpace>",
}


def test_extract_reads_sheets_in_order_under_their_names(put: Put) -> None:
    data = xlsx({"Hubs": HUBS, "Sheet2": row("Alone"), "Empty": ""})
    found = extract(put(data))
    assert found.unit == "part"
    assert [(page.number, page.label) for page in found.pages] == [(1, "Hubs"), (2, "Sheet2")]
    assert roles(found) == [
        ("heading-1", "Hubs"),
        ("header-row", "Country | Hub"),
        ("row", "Kenya | Nairobi"),
        ("row", "Alone"),
    ]
    assert found.outline == (Heading(1, "Hubs", 1), Heading(1, "Sheet2", 2))
    assert found.metadata == Metadata(title="Rooms")
    assert found.notices == ()


def test_extract_reads_cells_of_every_type_as_people_see_them(put: Put) -> None:
    shared = strings(["<t>Ha</t>", "<r><t>ll_x000D_</t></r><r><t>way</t></r><rPh><t>ほ</t></rPh>"])
    cells = (
        '<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" s="1"><v>41221</v></c>'
        '<c r="C2" s="2"><v>0.256</v></c><c r="D2" t="b"><v>1</v></c>'
        '<c r="E2" t="e"><v>#REF!</v></c><c r="F2" t="str"><f>A1</f><v>Ha</v></c>'
        '<c r="G2" t="d"><v>2012-11-08T00:00:00</v></c><c r="H2" s="3"><v>1.5</v></c></row>'
    )
    parts = {"xl/sharedStrings.xml": shared, "xl/styles.xml": styles(["0", "14", "0.0%", "0.00"])}
    found = extract(put(xlsx({"Sheet1": cells}, extra=parts)))
    assert roles(found) == [
        ("row", "Ha | ll way"),
        ("row", "2 | 2012-11-08 | 25.6% | TRUE | Ha | 2012-11-08 | 1.50"),
    ]


def test_extract_gives_headers_and_footers_with_the_first_sheet_that_has_them(put: Put) -> None:
    margins = (
        '</sheetData><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;14Reading &amp;&amp; Rooms'
        "&amp;C&amp;A&amp;RPage &amp;P</oddHeader><oddFooter>&amp;CFor &amp;Ius&amp;I &amp;Kff0000only"
        "</oddFooter></headerFooter><sheetData>"
    )
    found = extract(put(xlsx({"Sheet1": row("a") + margins, "Sheet2": row("b") + margins})))
    assert roles(found) == [
        ("row", "a"),
        ("margin", "Reading & Rooms"),
        ("margin", "For us only"),
        ("row", "b"),
    ]


def test_extract_counts_days_from_1904_where_the_workbook_says_so(put: Put) -> None:
    cells = '<row><c s="0"><v>39759</v></c></row>'
    parts = {"xl/styles.xml": styles(["14"])}
    setting = '<workbookPr date1904="1"/>'
    found = extract(put(xlsx({"Sheet1": cells}, settings=setting, extra=parts)))
    assert roles(found) == [("row", "2012-11-08")]


def test_extract_leaves_blank_ranges_out(put: Put) -> None:
    cells = (
        '<row r="3"><c r="B3" t="str"><v>Visits of 2012</v></c></row>'
        '<row r="9"><c r="C9" t="str"><v>Country</v></c><c r="XFD9"><v>2012</v></c></row>'
        '<row r="1048576"><c r="C1048576" t="str"><v>Kenya</v></c><c r="D1048576"/>'
        '<c r="XFD1048576"><v>60</v></c></row>'
    )
    found = extract(put(xlsx({"Sheet1": cells})))
    assert roles(found) == [
        ("paragraph", "Visits of 2012"),
        ("header-row", "Country | 2012"),
        ("row", "Kenya | 60"),
    ]


def test_extract_reads_what_stands_beside_the_rows(put: Put) -> None:
    found = extract(put(xlsx({"Sheet1": HUBS}, extra=BESIDE)))
    assert roles(found)[2:] == [
        ("comment", "Which city?"),
        ("comment", "Since when?"),
        ("paragraph", "In a box"),
        ("paragraph", "Visits"),
    ]
    assert found.notices == (
        Notice("comments", None, "2"),
        Notice("no-alternatives", None, "2"),
        Notice("author-names", None, "Ana Lima, Ben Osei"),
    )


def test_extract_tells_hidden_sheets_and_macros(put: Put) -> None:
    hidden = {"Notes": 'state="hidden"', "Lists": 'state="veryHidden"'}
    macros = {"xl/vbaProject.bin": "x", "docProps/core.xml": "<c/>"}
    data = xlsx({"Hubs": HUBS, "Notes": HUBS, "Lists": HUBS}, attributes=hidden, extra=macros)
    found = extract(put(data))
    assert [page.label for page in found.pages] == ["Hubs", "Notes", "Lists"]
    assert found.notices == (
        Notice("hidden-sheets", None, "Notes, Lists"),
        Notice("no-title"),
        Notice("macros"),
    )


def test_extract_cuts_long_sheets(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "CELLS_OF_SHEET", 4)
    monkeypatch.setattr(sheets, "CELLS", 9)
    found = extract(put(xlsx({"Hubs": HUBS * 2, "Rooms": HUBS, "Halls": HUBS})))
    assert [(page.label, page.text.count("Kenya")) for page in found.pages] == [
        ("Hubs", 1),
        ("Rooms", 1),
    ]
    assert found.notices == (Notice("rows-cut", None, "Hubs, Halls"),)


def test_extract_keeps_the_rows_before_the_damage(put: Put) -> None:
    whole = sheet(HUBS)
    cut = {"xl/worksheets/sheet1.xml": whole[: whole.index("Nairobi")]}
    found = extract(put(xlsx({"Hubs": HUBS, "Rooms": HUBS}, extra=cut)))
    assert roles(found)[:3] == [
        ("heading-1", "Hubs"),
        ("row", "Country | Hub"),
        ("heading-1", "Rooms"),
    ]
    assert found.notices == (Notice("part-failed", None, "Hubs"),)


def test_extract_finds_sheets_without_their_list(put: Put) -> None:
    found = extract(put(xlsx({"Hubs": HUBS}, extra={"xl/workbook.xml": "<broken"})))
    assert roles(found) == [("header-row", "Country | Hub"), ("row", "Kenya | Nairobi")]
    assert found.notices == (Notice("part-failed", None, "xl/workbook.xml"),)


@pytest.mark.parametrize(
    ("extra", "refusal"),
    [
        ({"xl/worksheets/sheet1.xml": "<broken"}, ("damaged", "xlsx")),
        ({"xl/workbook.xml": "<workbook/>"}, ("damaged", "xlsx")),
        (
            {"_rels/.rels": relations([("officeDocument", "x.bin")]), "x.bin": ""},
            ("unsupported", "ole"),
        ),
        (
            {"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'},
            ("entities", "xl/sharedStrings.xml"),
        ),
        (
            {"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'},
            ("entities", "xl/worksheets/sheet1.xml"),
        ),
    ],
)
def test_extract_refuses(put: Put, extra: dict[str, str], refusal: tuple[str, str]) -> None:
    with pytest.raises(Unreadable) as raised:
        extract(put(xlsx({"Hubs": HUBS}, extra=extra)))
    assert raised.value.args == refusal


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    parts = {"xl/sharedStrings.xml": strings(["<t>Ha</t>"]), "xl/styles.xml": styles(["14"])}
    cells = '<row r="1"><c r="B1" t="s"><v>0</v></c><c r="C1" s="0"><v>41221</v></c></row>'
    whole = xlsx({"Hubs": HUBS + cells, "More": HUBS}, extra=BESIDE | parts)
    try_to_read(extract, broken(data, whole))
