"""ODS: sheets in order, cells as shown, repeated ones bounded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest import sheets
from coalition.ingest.extractors.ods import extract
from coalition.ingest.reading import Heading, Notice, Unreadable
from tests.ingest.broken import broken, try_to_read
from tests.ingest.conftest import Put
from tests.ingest.made_opendocument import CHART, chart, frame, opendocument
from tests.ingest.pieces import roles

HIDDEN = (
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def _cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def _row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _table(name: str, *rows: str, style: str = "ta1") -> str:
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'
    )


END = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
HUBS = (
    _row(_cell("Country"), _cell("2012"), '<table:table-cell table:number-columns-repeated="9"/>'),
    _row(_cell("Kenya"), _cell("60", 'office:value-type="float" office:value="60"')),
    END,
)


def test_extract_reads_sheets_in_order_under_their_names(put: Put) -> None:
    body = _table("Hubs", *HUBS) + _table("Sheet2", _row(_cell("Alone")), style="ta2")
    found = extract(put(opendocument("spreadsheet", body, automatic=HIDDEN)))
    assert found.unit == "part"
    assert [(page.number, page.label) for page in found.pages] == [(1, "Hubs"), (2, "Sheet2")]
    assert roles(found) == [
        ("heading-1", "Hubs"),
        ("header-row", "Country | 2012"),
        ("row", "Kenya | 60"),
        ("row", "Alone"),
    ]
    assert found.outline == (Heading(1, "Hubs", 1), Heading(1, "Sheet2", 2))
    assert found.notices == (Notice("hidden-sheets", None, "Sheet2"),)


def test_extract_reads_repeated_covered_and_bare_cells(put: Put) -> None:
    body = _table(
        "Sheet1",
        _row(
            _cell("Opening <text:span>hours</text:span>", 'table:number-columns-spanned="2"'),
            "<table:covered-table-cell><text:p>Covered</text:p></table:covered-table-cell>",
            _cell("8", 'table:number-columns-repeated="3"'),
        ),
        f'<table:table-row table:number-rows-repeated="2">{_cell("x")}</table:table-row>',
        _row('<table:table-cell office:value-type="date" office:date-value="2012-11-08"/>'),
    )
    found = extract(put(opendocument("spreadsheet", body)))
    assert roles(found) == [
        ("row", "Opening hours | 8 | 8 | 8"),
        ("row", "x"),
        ("row", "x"),
        ("row", "2012-11-08"),
    ]


def test_extract_reads_comments_boxes_and_tells_bare_pictures(put: Put) -> None:
    comment = "<office:annotation><dc:creator>Ben Osei</dc:creator><text:p>Which?</text:p></office:annotation>"
    box = frame("<draw:text-box><text:p>In a box</text:p></draw:text-box>")
    body = _table(
        "Sheet1",
        f"<table:shapes>{box}{frame('<draw:image/>')}</table:shapes>",
        _row(f"<table:table-cell>{comment}<text:p>Hub</text:p></table:table-cell>"),
    )
    found = extract(put(opendocument("spreadsheet", body)))
    assert roles(found) == [("row", "Hub"), ("paragraph", "In a box"), ("comment", "Which?")]
    assert found.notices == (
        Notice("comments", None, "1"),
        Notice("no-alternatives", None, "1"),
        Notice("author-names", None, "Ben Osei"),
    )


def test_extract_cuts_what_is_repeated_without_end(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "CELLS", 20)
    row = f'<table:table-row table:number-rows-repeated="1048576">{_cell("0")}</table:table-row>'
    found = extract(put(opendocument("spreadsheet", _table("Zeros", row))))
    assert roles(found) == [("heading-1", "Zeros"), *[("row", "0")] * 20]
    assert found.notices == (Notice("rows-cut", None, "Zeros"),)


def test_extract_keeps_the_rows_before_the_damage(put: Put) -> None:
    content = "<a><office><spreadsheet><table name='Hubs'><table-row><table-cell><p>Nairobi</p>"
    cut = {"content.xml": f"{content}</table-cell></table-row><table-row>"}
    found = extract(put(opendocument("spreadsheet", "", extra=cut)))
    assert roles(found) == [("heading-1", "Hubs"), ("row", "Nairobi")]
    assert found.notices == (Notice("part-failed", None, "content.xml"),)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("<broken", ("damaged", "content.xml")),
        ("<a/>", ("damaged", "ods")),
        ('<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>', ("entities", "content.xml")),
    ],
)
def test_extract_refuses(put: Put, content: str, refusal: tuple[str, str]) -> None:
    with pytest.raises(Unreadable) as raised:
        extract(put(opendocument("spreadsheet", "", extra={"content.xml": content})))
    assert raised.value.args == refusal


def test_extract_reads_the_words_of_charts(put: Put) -> None:
    extra = {"Object 1/content.xml": chart("Visits", "May", "5", "May")}
    body = _table("Sheet1", f"<table:shapes>{CHART}</table:shapes>", _row(_cell("Hub")))
    found = extract(put(opendocument("spreadsheet", body, extra=extra)))
    assert roles(found) == [("row", "Hub"), ("paragraph", "Visits\nMay")]
    assert found.notices == ()


def test_extract_gives_headers_and_footers_once_without_counted_pages(put: Put) -> None:
    master = (
        '<style:master-page style:name="Default"><style:header><text:p><text:sheet-name>???'
        "</text:sheet-name></text:p></style:header><style:footer><text:p>For us only</text:p>"
        "<text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
        '<style:footer-left style:display="false"><text:p>Unused</text:p></style:footer-left>'
        "</style:master-page>"
    )
    tables = _table("Sheet1", _row(_cell("a"))) + _table("Sheet2", _row(_cell("b")))
    styles = f"<office:master-styles>{master * 2}</office:master-styles>"
    found = extract(put(opendocument("spreadsheet", tables, styles=styles)))
    assert roles(found) == [("row", "a"), ("margin", "For us only"), ("row", "b")]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    body = _table("Hubs", *HUBS) + _table("Sheet2", _row(_cell("Alone")), style="ta2")
    try_to_read(extract, broken(data, opendocument("spreadsheet", body, automatic=HIDDEN)))
