"""The histogram of years beside the results."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from coalition.search.asking import Asked
from coalition.search.finding.facets import Facet, Filters
from coalition.search.views.room import address
from coalition.search.views.years import MOST_BARS, Bar, bars_of, draw
from tests.search.made import make_facet


@pytest.fixture(autouse=True)
def request_of(app: Flask) -> Iterator[None]:
    """A request that is being answered, since bars have addresses and names in a language."""
    with app.test_request_context("/search"):
        yield


def test_every_year_between_has_a_bar_whose_link_chooses_it() -> None:
    assert bars_of(make_facet("year", y2012=3, y2014=1), Asked("doors", sort="best"), address) == [
        Bar(2012, 2012, 3, False, "/search?from=2012&to=2012&q=doors"),
        Bar(2013, 2013, 0, False, "/search?from=2013&to=2013&q=doors"),
        Bar(2014, 2014, 1, False, "/search?from=2014&to=2014&q=doors"),
    ]


def test_a_chosen_bar_gives_its_year_up_again() -> None:
    asked = Asked("doors", Filters(first_year=2012, last_year=2012), "best")
    first, second = bars_of(make_facet("year", y2012=3, y2013=1), asked, address)
    assert (first.is_chosen, first.url) == (True, "/search?q=doors")
    assert (second.is_chosen, second.url) == (False, "/search?from=2013&to=2013&q=doors")


@pytest.mark.parametrize(
    ("filters", "chosen"),
    [
        (Filters(), []),
        (Filters(year=("2013",)), [2013]),
        (Filters(first_year=2013), [2013, 2014]),
        (Filters(last_year=2013), [2012, 2013]),
    ],
)
def test_bars_inside_what_is_chosen_are_marked(filters: Filters, chosen: list[int]) -> None:
    bars = bars_of(make_facet("year", y2012=1, y2013=1, y2014=1), Asked("x", filters), address)
    assert [bar.first for bar in bars if bar.is_chosen] == chosen


def test_many_years_share_bars_that_add_up() -> None:
    bars = bars_of(make_facet("year", y1815=2, y1999=1, y2012=4), Asked(), address)
    assert len(bars) == MOST_BARS
    assert (bars[0].name, bars[0].count, bars[-1].name, bars[-1].count) == (
        "1815 to 1819",
        2,
        "2010 to 2014",
        4,
    )


def test_without_years_there_is_nothing_to_draw() -> None:
    assert bars_of(Facet("year", ()), Asked(), address) == []
    assert draw([]) == ""


def test_bars_are_named_links_and_empty_years_are_none() -> None:
    drawn = draw(bars_of(make_facet("year", y2012=4, y2014=1), Asked(), address))
    assert re.findall(r'aria-label="(\d[^"]*)" data-first="(\d+)"', drawn) == [
        ("2012: 4 results", "2012"),
        ("2014: 1 result", "2014"),
    ]
    assert re.findall(r'class="years-bar" x="(\d+)" y="(\d+)" height="(\d+)"', drawn) == [
        ("1", "0", "100"),
        ("21", "75", "25"),
    ]
