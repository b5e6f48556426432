"""Suggestions while typing, and what browsers are told so that they can search here."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from coalition.search.entries import Named
from coalition.search.index import Index
from coalition.search.queries import suggest
from coalition.search.results import Suggestion
from coalition.search.running import KEEPER
from coalition.search.taking.opensearch import as_completions
from tests.conftest import Someone
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

SITE = "http://127.0.0.1:8000"
NAME = "Dynamic Coalition on Public Access in Libraries"


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with a public entry and one of the members."""
    index: Index = app.extensions[KEEPER].index
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


def suggested(
    shelf: Shelf, typed: str, audiences: frozenset[str] = PUBLIC, limit: int = 10
) -> list[tuple[str, str]]:
    """Return (text, source) of what is suggested."""
    return [
        (one.text, one.source)
        for one in suggest(shelf.index, typed, audiences=audiences, limit=limit)
    ]


BARE: dict[str, Any] = {"subjects": (), "organisation": None}


def test_titles_come_first_then_subjects_organisations_words_and_pairs(shelf: Shelf) -> None:
    shelf.put(
        make_entry(
            1,
            "Openness of rooms",
            "opening remarks, opening remarks again",
            subjects=(Named("subject:1", "Open access"),),
            organisation=Named("organisation:1", "The Open Society"),
        )
    )
    assert suggested(shelf, "open") == [
        ("Openness of rooms", "title"),
        ("Open access", "subject"),
        ("The Open Society", "organisation"),
        ("open", "word"),
        ("opening", "word"),
        ("openness", "word"),
        ("open society", "words"),
        ("opening remarks", "words"),
    ]


def test_organisation_that_is_found_itself_is_suggested_with_its_address(shelf: Shelf) -> None:
    shelf.put(replace(make_entry(1, "Open Society", **BARE), what="organisation"))
    (first, *_) = suggest(shelf.index, "open so", audiences=PUBLIC)
    assert first == Suggestion("Open Society", "organisation", "/library/1")


def test_a_title_that_begins_so_stands_before_newer_ones_that_hold_it(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "Hubs in Baku", issued="2010", **BARE),
        make_entry(2, "Remote hubs", issued="2015", **BARE),
        make_entry(3, "Hubs in Bali", issued="2013", **BARE),
        make_entry(4, "Subhubs", issued="2016", **BARE),
    )
    titles = [text for text, source in suggested(shelf, "hub") if source == "title"]
    assert titles == ["Hubs in Bali", "Hubs in Baku", "Remote hubs"]


def test_a_title_is_not_read_on_into_the_next(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "We are open", **BARE), make_entry(2, "Secrets", audience="members"))
    assert suggested(shelf, "open secr") == []
    assert suggested(shelf, "are op")[0] == ("We are open", "title")


def test_words_go_on_from_what_stands_before_them(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "open libraries librarian", **BARE),
        make_entry(2, "x", "open libraries", **BARE),
        make_entry(3, "x", "library", **BARE),
    )
    assert suggested(shelf, "open LIBR") == [("open libraries", "word"), ("open librarian", "word")]
    assert suggested(shelf, "closed libr") == []


def test_pairs_are_words_that_follow_each_other_twice(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "public access to public access, public money once", **BARE),
    )
    found = suggested(shelf, "public")
    assert [text for text, source in found if source == "words"] == ["public access"]
    assert ("money public access", "words") in suggested(shelf, "money public acc")


@pytest.mark.parametrize(
    ("typed", "language", "title"),
    [
        ("biblioth", "fr", "Les bibliothèques"),
        ("BIBLIOTHÈ", "fr", "Les bibliothèques"),
        ("библ", "ru", "Публичные библиотеки"),
        ("مكت", "ar", "مكتبات عامة"),
        ("图书", "zh", "图书馆"),
        ("図書", "ja", "東京の図書館"),
    ],
)
def test_suggestions_speak_every_language(
    shelf: Shelf, typed: str, language: str, title: str
) -> None:
    shelf.put(make_entry(1, title, f"{title} {title}", languages=(language,), **BARE))
    assert suggested(shelf, typed)[:1] == [(title, "title")]


def test_suggestions_are_no_more_than_asked_for_and_none_twice(shelf: Shelf) -> None:
    shelf.put(*(make_entry(n, f"Open doors {n}", "open opens openly opening") for n in range(9)))
    for limit in (1, 3, 8):
        found = suggested(shelf, "open", limit=limit)
        assert len(found) == limit
        assert len({text.casefold() for text, _source in found}) == limit


def test_hidden_entries_neither_show_nor_order_what_is_suggested(shelf: Shelf) -> None:
    letters = "abcdefghij"
    public = [
        make_entry(1, "Marble halls", "marble marsh mars", subjects=(Named("subject:2", "Maps"),)),
        make_entry(2, "Marsh birds", "marble", subjects=(Named("subject:1", "Mangroves"),)),
    ]
    hidden = [
        make_entry(
            n,
            f"Mandarin {n}",
            " ".join(f"ma{one}{other}x" for one in letters for other in letters),
            subjects=(Named("subject:1", "Mangroves"), Named("subject:9", "Mastodons")),
            audience="members",
        )
        for n in range(3, 340)
    ]
    shelf.index.rebuild(public)
    alone = [suggested(shelf, typed) for typed in ("m", "ma", "mar", "mars", "marble h")]
    shelf.index.rebuild([*hidden, *public])
    assert [suggested(shelf, typed) for typed in ("m", "ma", "mar", "mars", "marble h")] == alone
    assert ("Mastodons", "subject") in suggested(shelf, "mast", MEMBERS)
    assert suggested(shelf, "mast") == suggested(shelf, "ma", frozenset()) == []


def test_suggestions_stay_the_same_however_the_index_was_written(shelf: Shelf) -> None:
    entries = [make_entry(n, f"Open doors {n}", f"open opens open{n}") for n in range(12)]
    shelf.index.rebuild(entries)
    whole = suggested(shelf, "open")
    shelf.index.rebuild([])
    for start in range(0, 12, 3):
        shelf.put(*entries[start : start + 3])
    assert suggested(shelf, "open") == whole
    shelf.index.optimise()
    assert suggested(shelf, "open") == whole


def test_what_was_taken_out_is_not_suggested(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "Marble halls", "marble"), make_entry(2, "Marble arches", "marble"))
    shelf.put(removed=["document:1"])
    assert ("Marble halls", "title") not in suggested(shelf, "marb")
    assert suggested(shelf, "halls") == []


@pytest.mark.parametrize("typed", ["", " ", "?", "\x00", "((((", "a" * 10_000, "\ud800", "*" * 500])
def test_whatever_is_typed_is_no_error(shelf: Shelf, typed: str) -> None:
    shelf.put(make_entry(1, "x", "word"))
    assert suggested(shelf, typed) == []
