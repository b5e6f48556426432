"""Suggestions while typing, and what browsers are told so that they can search here."""

from typing import Any

import pytest
from flask import Flask
from lxml import etree

from coalition.search.index import Index
from coalition.search.opensearch import as_completions
from coalition.search.results import Suggestion
from tests.conftest import Someone
from tests.search.shelf import make_entry

SITE = "http://127.0.0.1:8000"
NAME = "Dynamic Coalition on Public Access in Libraries"


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with a public entry and one of the members."""
    index: Index = app.extensions["coalition.index"]
    index.rebuild(
        [make_entry(1, "Marigold plan"), make_entry(2, "Marigold secrets", audience="members")]
    )
    return index


def get(someone: Someone, address: str) -> tuple[str, Any]:
    """Return type and values of an answer."""
    answer = someone.client.get(address)
    assert answer.status_code == 200
    return answer.mimetype or "", answer.get_json(force=True)


def test_titles_are_suggested_with_their_address(index: Index, anonymous: Someone) -> None:
    mimetype, values = get(anonymous, "/search/suggest?q=marigold+p")
    assert mimetype == "application/json"
    assert values[0] == {"text": "Marigold plan", "source": "title", "url": "/library/1"}


def test_browsers_are_answered_in_their_own_form(index: Index, anonymous: Someone) -> None:
    mimetype, values = get(anonymous, "/search/suggest?q=marigold+p&format=opensearch")
    assert mimetype == "application/x-suggestions+json"
    assert [values[0], *(part[0] for part in values[1:])] == [
        "marigold p",
        "Marigold plan",
        "Title",
        f"{SITE}/library/1",
    ]


def test_nothing_is_suggested_of_what_the_reader_may_not_see(
    index: Index, anonymous: Someone, outsider: Someone, representative: Someone
) -> None:
    for someone in (anonymous, outsider):
        assert get(someone, "/search/suggest?q=marigold+s")[1] == []
        assert get(someone, "/search/suggest?q=secr")[1] == []
    _, values = get(representative, "/search/suggest?q=marigold+s")
    assert [one["text"] for one in values] == ["Marigold secrets"]


def test_what_has_no_address_of_its_own_is_searched(app: Flask) -> None:
    found = (Suggestion("Plan", "title", "/library/1"), Suggestion("open data", "words"))
    assert as_completions("o", found) == [
        "o",
        ["Plan", "open data"],
        ["Title", "Words"],
        [f"{SITE}/library/1", f"{SITE}/search?q=open+data"],
    ]


@pytest.mark.parametrize("query", ["", "?q=", "?q=++"])
def test_nothing_typed_suggests_nothing(index: Index, anonymous: Someone, query: str) -> None:
    assert get(anonymous, f"/search/suggest{query}")[1] == []


def test_typing_goes_on_while_there_is_no_index(app: Flask, anonymous: Someone) -> None:
    assert get(anonymous, "/search/suggest?q=budget")[1] == []
    assert get(anonymous, "/search/suggest?q=budget&format=opensearch")[1] == ["budget", [], [], []]


def test_suggestions_to_a_person_are_kept_nowhere(
    index: Index, anonymous: Someone, representative: Someone
) -> None:
    kept = [
        someone.client.get("/search/suggest").headers["Cache-Control"]
        for someone in (anonymous, representative)
    ]
    assert kept == ["no-cache, private", "no-store"]


def test_a_browser_learns_how_to_search_here(app: Flask, anonymous: Someone) -> None:
    answer = anonymous.client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = etree.fromstring(answer.get_data())
    told = [(etree.QName(part).localname, part.text) for part in root]
    assert [part for part in told if part[0] != "Url"] == [
        ("ShortName", "DC-PAL"),
        ("LongName", "Dynamic Coalition on Public Access in Libraries"),
        ("Description", f"Search the library of {NAME}"),
        ("Image", f"{SITE}/static/img/mark.svg"),
        *(("Language", tag) for tag in ("en", "ar", "es", "fr", "ru", "zh")),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ]
    page = "?q={searchTerms}&page={startPage?}"
    assert [tuple(url.attrib.values()) for url in root.iterfind("{*}Url")] == [
        ("text/html", "results", f"{SITE}/search{page}"),
        ("application/atom+xml", "results", f"{SITE}/search.atom{page}"),
        ("application/json", "results", f"{SITE}/api/v1/search{page}"),
        (
            "application/x-suggestions+json",
            "suggestions",
            f"{SITE}/search/suggest?q={{searchTerms}}&format=opensearch",
        ),
        ("application/opensearchdescription+xml", "self", f"{SITE}/opensearch.xml"),
    ]


def test_addresses_that_browsers_are_told_work(index: Index, anonymous: Someone) -> None:
    root = etree.fromstring(anonymous.client.get("/opensearch.xml").get_data())
    for url in root.iterfind("{*}Url"):
        address = str(url.get("template")).removeprefix(SITE)
        if "suggest" not in address:
            filled = address.replace("{searchTerms}", "plan").replace("{startPage?}", "")
            assert anonymous.client.get(filled).status_code == 200
    image = str(root.findtext("{*}Image")).removeprefix(SITE)
    with anonymous.client.get(image) as answer:
        assert answer.mimetype == "image/svg+xml"


def test_every_page_tells_browsers_of_the_search(app: Flask, anonymous: Someone) -> None:
    page = anonymous.client.get("/").get_data(as_text=True)
    assert (
        '<link rel="search" href="/opensearch.xml" '
        f'type="application/opensearchdescription+xml" title="{NAME}">'
    ) in page
