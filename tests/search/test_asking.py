"""Every state of a search has an address of its own, and whatever an address says is usable."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from coalition.search.asking import MOST_CHOSEN, PER_PAGE, PER_PAGES, Asked, Plain
from coalition.search.engine.generation import FACETS
from coalition.search.finding.facets import Filters
from coalition.search.parser import LONGEST_TEXT
from coalition.search.queries import DEEPEST_PAGE, SORTS


def read(**given: Any) -> Asked:
    """Return what an address with these arguments asks for."""
    return Asked.read(MultiDict(given))


def test_an_empty_address_asks_for_everything_newest_first() -> None:
    assert read() == Asked("", Filters(), "newest", 1, PER_PAGE)


def test_words_are_asked_for_best_first() -> None:
    assert read(q="  open access ") == Asked("open access", Filters(), "best", 1, PER_PAGE)


def test_everything_chosen_is_read() -> None:
    asked = read(
        q="hubs",
        what=["document", "document"],
        kind=["report", "minutes"],
        language="fr",
        year=["2010", ""],
        organisation="1",
        subject="2",
        sort="title",
        page="3",
        per_page="50",
        **{"from": "2009", "to": "2012"},
    )
    assert asked == Asked(
        "hubs",
        Filters(
            what=("document",),
            kind=("report", "minutes"),
            language=("fr",),
            year=("2010",),
            organisation=("1",),
            subject=("2",),
            first_year=2009,
            last_year=2012,
        ),
        "title",
        3,
        50,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sort": "worst"}, Asked()),
        ({"page": "0"}, Asked()),
        ({"page": "-3"}, Asked()),
        ({"page": "९"}, Asked()),
        ({"page": "9" * 4_000}, Asked()),
        ({"page": "99999"}, Asked(page=DEEPEST_PAGE)),
        ({"per_page": "30"}, Asked()),
        ({"per_page": "9" * 4_000}, Asked()),
        ({"from": "soon", "to": "20122"}, Asked()),
        ({"from": "2012", "to": "2009"}, Asked(filters=Filters(first_year=2009, last_year=2012))),
        ({"from": "٢٠١٢"}, Asked()),
        ({"year": "soon"}, Asked()),
        ({"year": "٢٠١٢"}, Asked()),
        ({"year": "9" * 12}, Asked()),
        ({"year": "9" * 4_000}, Asked()),
        ({"unheard": "of"}, Asked()),
    ],
)
def test_what_cannot_be_used_is_left_out(given: dict[str, str], expected: Asked) -> None:
    assert read(**given) == expected


def test_no_more_is_read_than_can_be_searched() -> None:
    asked = read(q="a" * 20_000, subject=[str(n) for n in range(5_000)])
    assert len(asked.text) == LONGEST_TEXT + 1
    assert asked.filters.subject == tuple(str(n) for n in range(MOST_CHOSEN))


_LETTERS = st.characters(exclude_characters="\0")  # which no database of text takes
_KEYS = st.lists(st.text(_LETTERS, min_size=1, max_size=9), max_size=4, unique=True).map(tuple)
_CHOSEN_YEARS = st.lists(st.integers(1000, 9999).map(str), max_size=4, unique=True).map(tuple)
_YEARS = st.tuples(st.integers(1000, 3000), st.integers(3000, 9999)) | st.sampled_from(
    [(None, None), (None, 2012), (2009, None)]
)


@given(
    text=st.text(_LETTERS, max_size=30).map(str.strip),
    chosen=st.fixed_dictionaries(dict.fromkeys(FACETS, _KEYS) | {"year": _CHOSEN_YEARS}),
    years=_YEARS,
    sort=st.sampled_from(SORTS),
    page=st.integers(1, DEEPEST_PAGE),
    per_page=st.sampled_from(PER_PAGES),
)
def test_every_state_is_read_back_from_its_address(
    text: str,
    chosen: dict[str, Any],
    years: tuple[int | None, int | None],
    sort: Any,
    page: int,
    per_page: int,
) -> None:
    filters = Filters(**chosen, first_year=years[0], last_year=years[1])
    asked = Asked(text, filters, sort, page, per_page)
    given = asked.arguments(page=page)
    values = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in given.items()
    }
    assert Asked.read(Plain(values)) == asked
    assert Asked.read(MultiDict(values)) == asked


def test_a_change_begins_at_the_first_page() -> None:
    asked = read(q="hubs", page="7", kind="report")
    assert asked.arguments() == {"q": "hubs", "kind": ["report"]}
    assert asked.arguments(page=8) == {"q": "hubs", "kind": ["report"], "page": 8}
    assert asked.arguments(sort="title")["sort"] == "title"
    assert "sort" not in asked.arguments(sort="best")


def test_a_value_is_chosen_and_left_again() -> None:
    asked = read(q="hubs", kind="report")
    assert asked.toggled("kind", "minutes") == {"q": "hubs", "kind": ["report", "minutes"]}
    assert asked.toggled("kind", "report") == {"q": "hubs"}
    assert asked.toggled("year", "2012") == {"q": "hubs", "kind": ["report"], "year": ["2012"]}


def test_all_filters_are_left_at_once() -> None:
    chosen = dict.fromkeys(FACETS, "x")
    asked = read(q="hubs", sort="title", **chosen, **{"from": "2010", "to": "2012"})
    assert asked.cleared() == {"q": "hubs", "sort": "title"}


def test_plain_arguments_give_the_first_value_or_the_usual_one() -> None:
    plain = Plain({"q": ["hubs", "rooms"], "kind": []})
    assert (plain.get("q", ""), plain.get("kind", "-"), plain.get("page", "1")) == (
        "hubs",
        "-",
        "1",
    )
    assert plain.getlist("unheard") == ()


def test_a_null_character_is_no_part_of_what_is_asked() -> None:
    asked = Asked.read(Plain({"q": ["public\0access"], "kind": ["rep\0ort", "\0"]}))
    assert (asked.text, asked.filters.kind) == ("public access", ("report",))
