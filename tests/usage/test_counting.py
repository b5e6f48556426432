"""The rules of counting: what somebody did, and the four numbers that come of it."""

from datetime import UTC, date, datetime

import pytest

from coalition.usage.counting import Action, Click, Numbers, kept_of, numbers_of

V, D = Action.VIEW, Action.DOWNLOAD
DAY = date(2026, 11, 27)


def clicks(*told: tuple[str, Action, bool]) -> list[Click]:
    """Return clicks at these times of the day, such as ("10:01:29", VIEW, True)."""
    return [
        Click(datetime.fromisoformat(f"{DAY}T{at}").replace(tzinfo=UTC), action, is_request)
        for at, action, is_request in told
    ]


# What happens → Total_Item_Investigations, Total_Item_Requests, Unique_Item_Investigations,
# Unique_Item_Requests. The first two are the Code's own examples.
TABLE = [
    ("double click", [("10:01:00", V, True), ("10:01:29", V, True)], (1, 1, 1, 1)),
    ("two clicks", [("10:01:00", V, True), ("10:01:35", V, True)], (2, 2, 1, 1)),
    ("thirty seconds exactly", [("10:01:00", V, True), ("10:01:30", V, True)], (2, 2, 1, 1)),
    (
        "a chain of double clicks",
        [
            ("10:01:00", V, True),
            ("10:01:20", V, True),
            ("10:01:40", V, True),
            ("10:02:05", V, True),
        ],
        (1, 1, 1, 1),
    ),
    ("a page without its text", [("10:01:00", V, False)], (1, 0, 1, 0)),
    ("the second of two counts", [("10:01:00", V, True), ("10:01:05", V, False)], (1, 0, 1, 0)),
    ("a page and its file at once", [("10:01:00", V, True), ("10:01:05", D, True)], (2, 2, 1, 1)),
    ("a description, then the file", [("10:01:00", V, False), ("10:01:50", D, True)], (2, 1, 1, 1)),
    ("a file alone", [("10:01:00", D, True)], (1, 1, 1, 1)),
    ("two hours", [("10:30:00", V, True), ("11:30:00", V, True)], (2, 2, 2, 2)),
    ("the same hour", [("10:00:00", V, True), ("10:59:59", V, True)], (2, 2, 1, 1)),
    (
        "a double click over the hour counts in the later one",
        [("10:59:50", V, True), ("11:00:10", V, True), ("11:30:00", V, True)],
        (2, 2, 1, 1),
    ),
    ("in no order", [("10:01:29", V, True), ("10:01:00", V, True)], (1, 1, 1, 1)),
]


@pytest.mark.parametrize(
    ("told", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_is_done_gives_its_four_numbers(
    told: list[tuple[str, Action, bool]], expected: tuple[int, int, int, int]
) -> None:
    found = numbers_of(kept_of(clicks(*told)))[DAY]
    assert expected == (
        found.investigations,
        found.requests,
        found.unique_investigations,
        found.unique_requests,
    )


def test_numbers_are_of_the_day_of_each_click() -> None:
    late = Click(datetime(2026, 11, 27, 23, 50, tzinfo=UTC), V, True)
    early = Click(datetime(2026, 11, 28, 0, 10, tzinfo=UTC), D, True)
    assert numbers_of(kept_of([late, early])) == {
        DAY: Numbers(1, 1, 0, 1, 1),
        date(2026, 11, 28): Numbers(0, 0, 1, 1, 1),
    }
