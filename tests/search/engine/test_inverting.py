"""From entries to sorted lists: equal to an index made by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings

from coalition.search.engine import inverting
from coalition.search.engine.commits import inverted
from coalition.search.engine.vocabulary import Vocabulary
from coalition.search.entries import Entry
from tests.search.engine import byhand
from tests.search.engine.byhand import expected, invert, pages_in, places_in, weights_in
from tests.search.shelf import make_entry


@given(byhand.entries())
@settings(max_examples=40, deadline=None)
def test_inverting_equals_an_index_made_by_hand(entries: list[Entry]) -> None:
    found = invert(entries)
    places, weights = expected(entries)
    assert places_in(found) == places
    assert weights_in(found) == pytest.approx(weights, rel=1e-4, abs=1e-6)
    assert pages_in(found) == byhand.expected_pages(entries)


@given(byhand.entries())
@settings(max_examples=20, deadline=None)
def test_terms_stand_in_order_and_documents_ascend_in_each(entries: list[Entry]) -> None:
    places = places_in(invert(entries))
    assert list(places) == sorted(places)
    assert [list(held) for held in places.values()] == [sorted(held) for held in places.values()]


def test_places_and_weights_of_a_title_and_a_page_are_these() -> None:
    entry = make_entry(1, "Open door", "door", organisation=None, subjects=())
    found = invert([entry])
    assert places_in(found) == {b"\x03open door": {0: []}, b"door": {0: [1, 4]}, b"open": {0: [0]}}
    title, body = 6 / (0.5 + 0.5 * 2 / 10), 1 / (0.5 + 0.5 * 1 / 1_500)
    assert weights_in(found) == pytest.approx(
        {(b"\x03open door", 0): 0.0, (b"door", 0): title + body, (b"open", 0): title}, rel=1e-4
    )


def bare(number: int, title: str, *pages: str, languages: Sequence[str] = ()) -> Entry:
    """Return an entry with nothing but a title and pages."""
    return make_entry(
        number, title, *pages, organisation=None, subjects=(), languages=tuple(languages)
    )


def test_a_word_has_one_stem_for_each_of_three_languages_and_none_without() -> None:
    found = invert(
        [bare(1, "nationales", languages=("fr", "es", "en", "de")), bare(2, "nationales")]
    )
    assert places_in(found) == {
        b"\x01en:national": {0: [0]},
        b"\x01es:national": {0: [0]},
        b"\x01fr:national": {0: [0]},
        b"nationales": {0: [0], 1: [0]},
    }


def test_entries_without_words_keep_their_place() -> None:
    found = invert([bare(1, ""), bare(2, "", "", "…"), bare(3, "x", "y")])
    assert places_in(found) == {b"x": {2: [0]}, b"y": {2: [3]}}
    assert pages_in(found) == [([], [], []), ([1, 2], [0, 0], []), ([1], [0], [0])]


def test_nothing_but_entries_without_words_has_no_terms() -> None:
    found = invert([bare(1, ""), bare(2, "…")])
    assert places_in(found) == {}
    assert {
        name: len(found[name]) for name in ("firsts", "bounds", "positions", "page_bounds")
    } == {
        "firsts": 1,
        "bounds": 1,
        "positions": 0,
        "page_bounds": 3,
    }


def test_a_word_beyond_the_65535th_is_found_at_its_place() -> None:
    found = invert([bare(1, "t", "word " * 70_000 + "last"), bare(2, "t", "last")])
    assert places_in(found)[b"last"] == {0: [70_003], 1: [3]}
    assert found["positions"].dtype == np.dtype("<u4")
    assert invert([bare(2, "t", "last")])["positions"].dtype == np.dtype("<u2")


def test_a_full_batch_is_given_and_the_next_begins_at_document_0(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inverting, "MOST_TOKENS", 2)
    entries = [bare(n, f"one two w{n}") for n in range(3)]
    batches = list(inverted(entries, Vocabulary()))
    assert [len(records) for _found, records in batches] == [1, 1, 1]
    assert [places_in(found)[f"w{n}".encode()] for n, (found, _) in enumerate(batches)] == [
        {0: [2]}
    ] * 3
