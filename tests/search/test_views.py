"""The search page as readers see it."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from coalition.search.entries import Named
from coalition.search.index import Index
from coalition.search.running import KEEPER
from tests.conftest import Someone
from tests.search.shelf import make_entry

HIVE = Named("organisation:7", "Hidden Hive")


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with three public entries and one of the members."""
    index: Index = app.extensions[KEEPER].index
    index.texts = lambda wanted: dict.fromkeys(wanted, "The <b>budget</b> of the hubs.")
    index.rebuild(
        [
            make_entry(1, "Budget & plan", "The <b>budget</b> of the hubs.", issued="2012"),
            make_entry(2, "Minutes", "Nothing", abstract="On the budget.", kind="minutes"),
            make_entry(3, "مكتبة", "كتاب", languages=("ar",)),
            make_entry(4, "Closed", "the budget xyzzy", organisation=HIVE, audience="members"),
        ]
    )
    return index


def page(someone: Someone, address: str, status: int = 200) -> str:
    """Return a page's text."""
    answer = someone.client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def titles(html: str) -> list[str]:
    """Return the titles of the hits."""
    return [
        unescape(title)
        for title in re.findall(r'class="entry-title"[^>]*><a [^>]*>([^<]*)</a>', html)
    ]


def test_hits_show_title_passage_and_page(index: Index, anonymous: Someone) -> None:
    html = page(anonymous, "/search?q=budget+hubs")
    assert titles(html) == ["Budget & plan"]
    assert "The &lt;b&gt;<mark>budget</mark>&lt;/b&gt; of the <mark>hubs</mark>." in html
    assert (
        re.findall(r'href="(/library/1[^"]*)"', html)
        == ["/library/1?q=budget%20hubs&amp;page=1#page-1"] * 2
    )


def test_members_find_what_the_public_does_not(
    index: Index, anonymous: Someone, representative: Someone, outsider: Someone
) -> None:
    for someone in (anonymous, outsider):
        html = page(someone, "/search?q=xyzzy")
        assert titles(html) == []
        assert "Hidden Hive" not in html
        assert "Nothing found" in html
    assert titles(page(representative, "/search?q=xyzzy")) == ["Closed"]


def test_nothing_typed_lists_everything_newest_first(index: Index, anonymous: Someone) -> None:
    html = page(anonymous, "/search")
    assert titles(html) == ["Minutes", "مكتبة", "Budget & plan"]
    assert "3 results in all" in html


def test_facets_have_addresses_that_add_and_remove(index: Index, anonymous: Someone) -> None:
    html = page(anonymous, "/search?q=budget")
    assert 'href="/search?kind=minutes&amp;q=budget"' in html
    html = page(anonymous, "/search?q=budget&kind=minutes")
    assert titles(html) == ["Minutes"]
    chips = re.findall(r'class="chip" href="([^"]*)"', html)
    assert [unescape(chip) for chip in chips] == ["/search?q=budget"]


def test_chosen_values_stay_when_nothing_is_found(index: Index, anonymous: Someone) -> None:
    html = page(anonymous, "/search?q=budget&kind=transcript&language=en")
    assert titles(html) == []
    assert 'href="/search?language=en&amp;q=budget"' in html
    assert "Search without the filters" in html


def test_what_was_not_understood_is_said(index: Index, anonymous: Someone) -> None:
    html = page(anonymous, "/search?q=budget+year:soon")
    assert '<code dir="auto">year:soon</code>' in html
    assert titles(html) == ["Budget & plan", "Minutes"]


def test_any_of_the_words_is_offered_when_not_all_are_found(
    index: Index, anonymous: Someone
) -> None:
    assert "/search?q=budget+OR+unheard" in page(anonymous, "/search?q=budget+unheard")


def test_turning_pages(index: Index, anonymous: Someone) -> None:
    index.write([replace(make_entry(n, f"T{n}", "word"), url=f"/x/{n}") for n in range(10, 60)])
    first, third = page(anonymous, "/search?q=word"), page(anonymous, "/search?q=word&page=3")
    assert (len(titles(first)), len(titles(third))) == (20, 10)
    assert 'href="/search?q=word&amp;page=2" rel="next"' in first
    assert "There is no such page of results" in page(anonymous, "/search?q=word&page=9")


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999",
        "sort=random",
        "kind=",
        "year=abc",
        "q=%00",
    ],
)
def test_an_unusable_address_is_a_page_all_the_same(
    index: Index, anonymous: Someone, query: str
) -> None:
    assert "<h1" in page(anonymous, f"/search?{query}")


def test_a_missing_index_is_said_in_a_sentence(app: Flask, anonymous: Someone) -> None:
    html = page(anonymous, "/search?q=budget", status=503)
    assert "The search index is being built." in html
