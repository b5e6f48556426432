"""Right-to-left letters are ordered by where they stand."""

import pytest

from coalition.ingest.direction import reading_order


@pytest.mark.parametrize(
    ("line", "places", "ordered"),
    [
        ("שלום", [40, 30, 20, 10], "שלום"),
        ("םולש", [10, 20, 30, 40], "שלום"),
        ("םולש", [5, 5, 5, 5], "שלום"),
        ("םלוע םולש", [10, 20, 30, 40, None, 60, 70, 80, 90], "שלום עולם"),
        ("שלום םלוע", [90, 80, 70, 60, None, 10, 20, 30, 40], "שלום עולם"),
        ("שםול", [40, 10, 20, 30], "שלום"),
        ("plain text", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "plain text"),
        ("say םולש now", [1, 2, 3, None, 10, 20, 30, 40, None, 50, 51, 52], "say שלום now"),
        ("٢٠١٢", [1, 2, 3, 4], "٢٠١٢"),
    ],
)
def test_reading_order(line: str, places: list[float | None], ordered: str) -> None:
    assert reading_order(line, places) == ordered
