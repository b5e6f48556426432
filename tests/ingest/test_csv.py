"""CSV: rows of cells, however they are parted, quoted and encoded."""

import csv as standard
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest import sheets
from coalition.ingest.extractors import csv
from coalition.ingest.extractors.csv import extract
from coalition.ingest.reading import Metadata, Notice
from tests.ingest.broken import try_to_read
from tests.ingest.conftest import Put
from tests.ingest.pieces import roles

ROWS = [("header-row", "Country | Hub"), ("row", "Kenya | Nairobi, west"), ("row", "Perú")]


@pytest.mark.parametrize(
    "data",
    [
        b'Country,Hub\nKenya,"Nairobi, west"\nPer\xc3\xba,\n',
        b"\xef\xbb\xbfCountry;Hub\r\nKenya;Nairobi, west\r\nPer\xc3\xba;\r\n",
        b"Country\tHub\rKenya\tNairobi, west\rPer\xc3\xba\t",
        "sep=|\nCountry|Hub\nKenya|Nairobi, west\nPerú|".encode("utf-16"),
    ],
)
def test_extract_reads_rows_whatever_parts_them(put: Put, data: bytes) -> None:
    found = extract(put(data))
    assert roles(found) == ROWS
    assert (found.unit, found.metadata, found.notices) == ("part", Metadata(), ())
    assert [(page.number, page.label) for page in found.pages] == [(1, None)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,"two\nlines"\nb,"said ""yes"""', ["a | two lines", 'b | said "yes"']),
        ('a,"open\nb,c', ['a | "open', "b | c"]),
        ('a,"b" or "c"\nd,e', ['a | b or "c"', "d | e"]),
        ("1,2\n\n,,\n3,4,", ["1 | 2", "3 | 4"]),
        ("one\ntwo", ["one", "two"]),
        ("a\0,b", ["a | b"]),
    ],
)
def test_extract_makes_the_best_of_quotes_and_gaps(put: Put, text: str, rows: list[str]) -> None:
    assert [row for _, row in roles(extract(put(text.encode())))] == rows


def test_extract_reads_a_single_endless_cell(put: Put) -> None:
    found = extract(put(b'a,"' + b"x" * 200_000))
    assert sum(page.text.count("x") for page in found.pages) == 200_000


def test_extract_cuts_long_tables(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "CELLS", 4)
    found = extract(put(b"1,2\n3,4\n5,6\n"))
    assert [row for _, row in roles(found)] == ["1 | 2", "3 | 4"]
    assert found.notices == (Notice("rows-cut", None, "CSV"),)


@pytest.fixture
def limit() -> Iterator[None]:
    """Leave the limit of cells as it was: it is one for the whole process."""
    before = standard.field_size_limit()
    yield
    standard.field_size_limit(before)


def test_extract_cuts_long_files(put: Put, limit: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "_MOST", 8)
    found = extract(put(b"1,2\n3,4\n5,6\n"))
    assert [row for _, row in roles(found)] == ["1 | 2", "3 | 4"]
    assert found.notices == (Notice("rows-cut", None, "CSV"),)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="ab,;\t|\"'\n\r\0 é", max_size=200).map(str.encode),
    )
)
def test_any_bytes_give_an_extract_or_a_refusal(data: bytes) -> None:
    try_to_read(extract, data)
