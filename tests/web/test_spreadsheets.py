"""Tables that spreadsheets open with their letters whole and run nothing of."""

import csv
import io

import pytest

from coalition.web.spreadsheets import as_csv


def read(text: str) -> list[list[str]]:
    """Return the rows that a spreadsheet sees."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_table_has_its_mark_its_titles_and_its_rows() -> None:
    text = as_csv(("Title", "Note"), [("Bücher, مكتبة", 'said "so"')])
    assert text == '\ufeffTitle,Note\r\n"Bücher, مكتبة","said ""so"""\r\n'


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_what_a_spreadsheet_would_run_is_plain_text(sign: str) -> None:
    assert read(as_csv(("Title",), [(f"{sign}1+1",)]))[1] == [f"'{sign}1+1"]
