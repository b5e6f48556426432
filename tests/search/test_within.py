"""A search within one document: every page with its places, and nothing of what may not be seen."""

import pytest

from coalition.search.queries import MOST_WITHIN, within
from coalition.search.results import WithinDocument
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

NOTHING = WithinDocument((), ())


def places(
    shelf: Shelf, number: int, text: str, audiences: frozenset[str] = PUBLIC
) -> tuple[tuple[int, int], ...]:
    """Return (page, number of places) in a document."""
    return within(shelf.index, f"document:{number}", text, audiences=audiences).page_matches


def test_every_page_with_places_is_told_in_order(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "Hubs", "hubs and hubs", "nothing", "a hub", "HUBS"),
        make_entry(2, "Hubs", "hubs"),
    )
    found = within(shelf.index, "document:1", "hubs", audiences=PUBLIC)
    assert found.page_matches == ((1, 2), (3, 1), (4, 1))
    assert [extract.page for extract in found.extracts] == [1, 3, 4]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("open access", ((1, 1), (2, 1), (3, 2))),
        ('"open access"', ((3, 1),)),
        ("open OR nowhere", ((1, 1), (3, 1))),
        ("acc*", ((2, 1), (3, 1))),
        ("opne~", ((1, 1), (3, 1))),
        ("open -access", ((1, 1), (3, 1))),
        ("title:open", ()),
        ("kind:report", ()),
        ("nowhere", ()),
        ("", ()),
    ],
)
def test_words_phrases_and_beginnings_are_found_within(
    shelf: Shelf, asked: str, expected: tuple[tuple[int, int], ...]
) -> None:
    shelf.put(
        make_entry(1, "Open", "open", "an access", "open access"),
        *(make_entry(n, "Other", "nothing") for n in range(2, 9)),
    )
    assert places(shelf, 1, asked) == expected


def test_passages_are_in_the_order_of_pages_and_no_more_than_the_most(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", *["a hub here"] * (MOST_WITHIN + 9)))
    found = within(shelf.index, "document:1", "hub", audiences=PUBLIC)
    assert len(found.page_matches) == MOST_WITHIN + 9
    pages = [extract.page for extract in found.extracts]
    assert len(pages) == MOST_WITHIN
    assert pages == sorted(pages)


def test_what_may_not_be_seen_has_no_places(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word", audience="members"), make_entry(2, "x", "word"))
    assert within(shelf.index, "document:1", "word", audiences=PUBLIC) == NOTHING
    assert within(shelf.index, "document:1", "word", audiences=frozenset()) == NOTHING
    assert within(shelf.index, "document:9", "word", audiences=MEMBERS) == NOTHING
    assert places(shelf, 1, "word", MEMBERS) == ((1, 1),)


def test_similar_words_within_are_those_of_what_may_be_seen(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "hubs"))
    before = places(shelf, 1, "gubs~")
    shelf.put(make_entry(2, "x", "guns", audience="members"))
    assert places(shelf, 1, "gubs~") == before == ((1, 1),)


def test_a_text_that_changed_since_is_not_cut_wrongly(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word " * 300 + "needle"))
    shelf.texts["document:1", 1] = "short"
    found = within(shelf.index, "document:1", "needle", audiences=PUBLIC)
    assert (found.page_matches, found.extracts) == (((1, 1),), ())
