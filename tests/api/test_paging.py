"""Lists by the page, with the addresses of the others."""

import pytest

from tests.api.trial import Trial
from tests.tokens.making import program

ADDRESS = "/api/v1/trial/pages"
SITE = f"http://127.0.0.1:8000{ADDRESS}"


@pytest.mark.parametrize(
    ("query", "rows", "links"),
    [
        ("", (0, 30), {"first": "", "next": "?page=2", "last": "?page=2"}),
        ("?page=2", (30, 15), {"first": "", "prev": "", "last": "?page=2"}),
        (
            "?per_page=20&kind=a%26b&page=2",
            (20, 20),
            {
                "first": "?per_page=20&kind=a%26b",
                "prev": "?per_page=20&kind=a%26b",
                "next": "?per_page=20&kind=a%26b&page=3",
                "last": "?per_page=20&kind=a%26b&page=3",
            },
        ),
        ("?per_page=100", (0, 45), {"first": "?per_page=100", "last": "?per_page=100"}),
        ("?page=1000000", (0, 0), {"first": "", "prev": "?page=2", "last": "?page=2"}),
    ],
)
def test_page_of_a_list_names_the_others(
    trial: Trial, query: str, rows: tuple[int, int], links: dict[str, str]
) -> None:
    answer = program().get(ADDRESS + query)
    first, number = rows
    assert answer.json == list(range(first, first + number))
    assert answer.headers["X-Total-Count"] == "45"
    named = [f'<{SITE}{address}>; rel="{relation}"' for relation, address in links.items()]
    assert answer.headers["Link"] == ", ".join(named)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("?page=0", ["page"]),
        ("?page=-1", ["page"]),
        ("?page=1.5", ["page"]),
        ("?page=1000001", ["page"]),
        ("?page=" + "9" * 5_000, ["page"]),
        ("?page=٣", ["page"]),
        ("?per_page=101", ["per_page"]),
        ("?page=&per_page=", ["page", "per_page"]),
    ],
)
def test_what_is_no_page_is_named(trial: Trial, query: str, wrong: list[str]) -> None:
    answer = program().get(ADDRESS + query)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.get_json()["errors"]] == wrong
