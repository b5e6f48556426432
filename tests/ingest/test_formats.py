"""Numbers of spreadsheets are shown as people see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.ingest.spreadsheetml.formats import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("3", "", "3"),
        ("3.0", "General", "3"),
        ("0.30000000000000004", "General", "0.3"),
        ("12345678901.5", "General", "12345678901.5"),
        ("1E+300", "0.00", "1e+300"),
        ("1234.5", "#,##0.00", "1234.50"),
        ("1234.50", '#,##0.## "kr"', "1234.5"),
        ("0.125", "0.00", "0.13"),
        ("2.5", "0", "3"),
        ("0.256", "0.0%", "25.6%"),
        ("7", "[Red]0;[Blue]-0", "7"),
        ("1234567", "0.0,,", "1234567"),
        ("0.5", "# ?/?", "0.5"),
        ("1500", "0.00E+00", "1500"),
        ("41221", "yyyy-mm-dd", "2012-11-08"),
        ("41221", "[$-409]d mmmm;@", "2012-11-08"),
        ("41221", "mmm\\-yy", "2012-11"),
        ("41221", "yyyy", "2012"),
        ("41221.395833333336", "m/d/yy h:mm", "2012-11-08 09:30"),
        ("0.5", "h:mm AM/PM", "12:00"),
        ("0.50001", "hh:mm:ss", "12:00:01"),
        ("1.5", "[h]:mm", "36:00"),
        ("-0.25", "[hh]:mm:ss", "-6:00:00"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("-5", "yyyy-mm-dd", "-5"),
        ("99999999999", "yyyy-mm-dd", "99999999999"),
        ("nan", "0", "nan"),
        ("n/a", "0", "n/a"),
    ],
)
def test_shown_follows_the_format(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_shown_counts_from_1904_where_asked() -> None:
    assert shown("39759", "yyyy-mm-dd", is_1904=True) == "2012-11-08"


@given(st.floats().map(repr), st.text(alphabet='0#?.,%ymdhs[]"\\_*;E+/ AP', max_size=20))
def test_shown_never_raises(value: str, code: str) -> None:
    assert shown(value, code) != ""
