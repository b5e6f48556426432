"""What the page shows of results: hits of each kind, reasons, other ways to ask, ways to take along."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from coalition.search.asking import Asked
from coalition.search.finding.facets import Filters
from coalition.search.results import Correction, Elsewhere, Results
from coalition.search.views import finding
from coalition.web.hooks import HOOKS, install_hooks
from coalition.web.viewer import Viewer
from tests.search.made import HIT, LIKE, ORGANISATION, make_facet, make_results

ASKED = Asked("doors", sort="best")


@pytest.fixture(autouse=True)
def request_of(app: Flask) -> Iterator[None]:
    """A request that is being answered."""
    with app.test_request_context("/search?q=doors"):
        yield


def page(results: Results, asked: Asked = ASKED, unfolded: str = "") -> str:
    """Return the page of these results."""
    return finding.results_page(asked, results, unfolded)


def words(html: str) -> str:
    """Return the text of a piece of HTML, spaces made one."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def summaries(html: str) -> list[str]:
    """Return what can be unfolded under the hits."""
    hits = html[html.index('<ul class="contents"') :]
    return [words(text) for text in re.findall(r"<summary[^>]*>(.*?)</summary>", hits, re.DOTALL)]


def unfolded_part(html: str) -> str:
    """Return what is unfolded on a page."""
    return html[html.index('<details class="disclosure" id="unfolded" open>') :].split(
        "</details>"
    )[0]


def test_each_passage_opens_the_document_at_its_page() -> None:
    html = page(make_results(HIT))
    passages = html[html.index('<ol class="passages" role="list" aria-labelledby="hit-1">') :]
    assert re.findall(r'<li><a href="([^"]*)">([^<]*)</a><p>', passages) == [
        ("/library/7?q=doors&amp;page=2#page-2", "Page 2"),
        ("/library/7?q=doors&amp;page=9#page-9", "Page 9"),
    ]
    assert "A <mark>door</mark>" in html


def test_pages_with_words_are_a_strip_and_a_list() -> None:
    html = page(make_results(HIT), unfolded="places:document:7")
    assert re.findall(r'tabindex="-1"><title>([^<]*)<', html) == [
        "Page 2: 1 place",
        "Page 3: 4 places",
        "Page 9: 2 places",
    ]
    assert re.findall(r'<li><a href="([^"]*)">([^<]*)<', unfolded_part(html)) == [
        ("/library/7?q=doors&amp;page=2#page-2", "Page 2: 1 place"),
        ("/library/7?q=doors&amp;page=3#page-3", "Page 3: 4 places"),
        ("/library/7?q=doors&amp;page=9#page-9", "Page 9: 2 places"),
    ]


def test_what_more_a_hit_says_is_folded_under_it() -> None:
    hit = replace(HIT, folded=(LIKE,), older_versions=(1,))
    html = page(make_results(hit))
    assert summaries(html) == [
        "7 places on 3 pages",
        "1 near-duplicate",
        "Why here",
    ]
    assert html.count('<summary aria-describedby="hit-1">') == 3
    assert 'id="hit-1" lang="en" dir="ltr">Open doors</a>' in html
    assert '<a href="/library/6">Open doors, a draft</a>' in html
    assert '<a href="/library/7/versions/1?q=doors">Version 1</a>' in html


def test_why_here_names_word_field_form_times_and_points_and_the_formula() -> None:
    table = unfolded_part(page(make_results(HIT), unfolded="why:document:7"))
    assert "(4 + 1) × 1.2 × 1.05 = 6.3" in words(table)
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    assert [words(row) for row in rows] == [
        "Word Found in How Times Points",
        "door title in another form 1 4",
        "door text as typed 7 1",
        "Closeness: the words stand near each other × 1.2",
        "Recency: newer documents stand a little higher × 1.05",
    ]


def test_what_is_folded_is_a_link_to_the_page_that_unfolds_it() -> None:
    hit = replace(HIT, key="document:8")
    html = page(make_results(HIT, hit), replace(ASKED, page=2), "why:document:8")
    assert [unescape(url) for url in re.findall(r'href="([^"]*)#unfolded"', html)] == [
        "/search?q=doors&page=2&unfold=places:document:7",
        "/search?q=doors&page=2&unfold=why:document:7",
        "/search?q=doors&page=2&unfold=places:document:8",
    ]


def test_a_hit_found_without_words_has_nothing_to_explain() -> None:
    assert "Why here" not in summaries(page(make_results(replace(HIT, score=0.0, why=None))))


@pytest.mark.parametrize(("unfolded", "drawn"), [("", 8), ("language", 10)])
def test_a_long_facet_is_drawn_whole_where_it_is_unfolded(unfolded: str, drawn: int) -> None:
    tags = ("ar", "de", "el", "en", "es", "fr", "he", "it", "ja", "ru")
    facet = make_facet("language", "ru", **dict.fromkeys(tags, 1))
    html = page(make_results(HIT, facets=(facet,)), unfolded=unfolded)
    aside = html[html.index("<aside") :]
    assert re.findall(r'class="facet-label">([^<]*)<', aside)[0] == "Russian"
    assert (aside.count('class="facet-label"'), "2 more" in aside) == (drawn, True)


def test_an_older_version_says_so() -> None:
    assert "Version 1, not the newest" in page(make_results(replace(HIT, version=1, is_older=True)))
    assert "not the newest" not in page(make_results(HIT))


def test_an_organisation_looks_like_one() -> None:
    html = page(make_results(ORGANISATION))
    assert (
        '<a href="/members/3" id="hit-1" lang="en" dir="ltr">Federation of Reading Rooms</a>'
        in html
    )
    assert '<span class="badge ">Organisation</span>' in html
    assert "Rooms with <mark>doors</mark>" in html


def test_what_things_are_stands_in_tabs_with_counts() -> None:
    facets = (make_facet("what", "document", document=2, organisation=1),)
    html = page(make_results(HIT, facets=facets), replace(ASKED, filters=Filters(("document",))))
    tabs = html[html.index('<nav class="tabs" aria-label="What was found">') :]
    assert [
        (unescape(url), words(label))
        for url, label in re.findall(r'<li><a href="([^"]*)"[^>]*>(.*?)</a>', tabs, re.DOTALL)[:3]
    ] == [
        ("/search?q=doors", "All 3"),
        ("/search?what=document&q=doors", "Documents 2"),
        ("/search?what=organisation&q=doors", "Organisations 1"),
    ]


def test_one_kind_of_things_needs_no_tabs() -> None:
    assert 'class="tabs"' not in page(make_results(HIT, facets=(make_facet("what", document=1),)))


def test_other_ways_to_ask_are_links_with_counts() -> None:
    html = page(
        make_results(
            did_you_mean=Correction("door", 3),
            any_word=Correction("open OR doors", 1),
            elsewhere=(Elsewhere("fr", "portes", 2),),
        )
    )
    section = html[html.index('class="instead"') : html.index("Nothing found")]
    assert [words(item) for item in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)] == [
        "Did you mean: door 3 results",
        "Any of these words instead of all: open OR doors 1 result",
        "In French: portes 2 results",
    ]
    assert re.findall(r'href="([^"]*)"', section) == [
        "/search?q=door",
        "/search?q=open+OR+doors",
        "/search?q=portes",
    ]


def test_what_is_folded_is_counted() -> None:
    assert "2 near-duplicates are shown under other results." in page(
        make_results(HIT, total=3, folded_count=2)
    )


def test_a_range_of_years_is_one_chip_and_stays_in_the_fields() -> None:
    asked = replace(ASKED, filters=Filters(kind=("report",), first_year=2010, last_year=2012))
    facets = (make_facet("kind", "report", report=0), make_facet("year", y2011=1))
    html = page(make_results(facets=facets), asked)
    chips = re.findall(r'class="chip" href="([^"]*)">(.*?)</a>', html)
    assert [(unescape(url), words(label)) for url, label in chips] == [
        ("/search?from=2010&to=2012&q=doors", "Remove filter: Kind: Report"),
        ("/search?kind=report&q=doors", "Remove filter: Year: 2010 to 2012"),
    ]
    assert (
        html.count('name="from" inputmode="numeric" maxlength="40" autocomplete="off" value="2010"')
        == 1
    )


def test_a_new_search_keeps_what_was_chosen() -> None:
    asked = Asked("doors", Filters(kind=("report",), last_year=2012), "title", 3, 50)
    html = page(make_results(HIT), asked)
    box = html[html.index('id="search-words"') :]
    box = box[: box.index("</form>")]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', box) == [
        ("kind", "report"),
        ("to", "2012"),
        ("sort", "title"),
        ("per_page", "50"),
    ]


def test_how_many_a_page_holds_can_be_chosen_where_it_matters() -> None:
    html = page(make_results(HIT, total=11))
    line = html[html.index('aria-label="Results on a page"') :]
    assert re.findall(r'<li><a href="([^"]*)"', line)[:4] == [
        "/search?q=doors&amp;per_page=10",
        "/search?q=doors",
        "/search?q=doors&amp;per_page=50",
        "/search?q=doors&amp;per_page=100",
    ]
    assert "Results on a page" not in page(make_results(HIT))


def test_a_year_that_is_none_is_said_and_stays_to_be_corrected(app: Flask) -> None:
    with app.test_request_context("/search?q=doors&from=soon&to=2012"):
        asked = replace(ASKED, filters=Filters(last_year=2012))
        html = page(make_results(HIT, facets=(make_facet("year", y2012=1),)), asked)
    assert "“soon” is no year and was left out." in html
    assert 'autocomplete="off" value="soon"' in html


@pytest.mark.parametrize(("count", "says"), [(4, True), (0, False)])
def test_documents_that_could_not_be_read_are_owned_up_to(
    app: Flask, count: int, says: bool
) -> None:
    def unread(*, viewer: Viewer) -> int:
        return count

    install_hooks(app, replace(app.extensions[HOOKS], unread_count=unread))
    html = words(page(make_results(HIT)))
    assert ("documents could not be read and are found by title" in html) == says
