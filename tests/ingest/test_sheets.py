"""Sheets become parts: headers told from titles and figures, blank columns left out."""

import pytest

from coalition.ingest import sheets
from coalition.ingest.reading import Extract, Metadata
from coalition.ingest.sheets import Workbook
from tests.ingest.pieces import roles


def _filled(rows: list[list[str]], name: str = "") -> Extract:
    workbook = Workbook()
    workbook.open(name)
    for cells in rows:
        workbook.take(enumerate(cells))
    return workbook.extract(Metadata(), ())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Hub", "Open"], ["Nairobi", "yes"]], ["header-row", "row"]),
        ([["Country", "2011", "2012"], ["Kenya", "5", "9"]], ["header-row", "row"]),
        ([["Visits"], ["Hub", "Open"], ["Nairobi", "yes"]], ["paragraph", "header-row", "row"]),
        ([["By", "Ana"], ["a", "b", "c", "d", "e"], list("12345")], ["row", "header-row", "row"]),
        ([["1", "2"], ["3", "4"]], ["row", "row"]),
        ([["2012-11-08", "60 %"], ["3", "4"]], ["row", "row"]),
        ([["Nairobi"], ["Baku"]], ["row", "row"]),
        ([["Nairobi", "yes"]], ["row"]),
    ],
)
def test_header_is_the_first_wide_row_of_words(rows: list[list[str]], expected: list[str]) -> None:
    assert [role for role, _ in roles(_filled(rows))] == expected


def test_columns_that_are_blank_are_left_out_and_texts_beside_stand_alone() -> None:
    rows = [["Source: A"], ["", "Hub", "", "Open"], ["", "Nairobi"], ["", "Baku", "", "yes"]]
    assert roles(_filled(rows)) == [
        ("paragraph", "Source: A"),
        ("header-row", "Hub | Open"),
        ("row", "Nairobi"),
        ("row", "Baku | yes"),
    ]


def test_scattered_cells_are_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_PLACES", 5)
    assert roles(_filled([["1", "", "2"], ["", "3", "4"]])) == [("row", "1 | 2"), ("row", "3 | 4")]


def test_long_sheets_are_several_parts_under_one_name() -> None:
    found = _filled([["Kenya", "word " * 100]] * 20, name="Hubs")
    assert [(page.number, page.label) for page in found.pages] == [
        (1, "Hubs"),
        (2, "Hubs"),
        (3, "Hubs"),
    ]
    assert found.outline == ()


def test_marks_of_style_in_a_file_are_dropped() -> None:
    assert roles(_filled([["\ufdd0Hub\ufdd7", "b"]], name="\ufdd0Hubs"))[0] == ("heading-1", "Hubs")
    assert roles(_filled([["\ufdd0Hub\ufdd7"]])) == [("row", "Hub")]
