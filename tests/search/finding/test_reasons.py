"""Why a hit stands where it does: each word, how and where it was met, and a sum that adds up."""

from dataclasses import replace

import pytest

from coalition.search.entries import Entry, Named
from coalition.search.queries import find
from coalition.search.results import Hit, Reason
from tests.search.shelf import PUBLIC, Shelf, make_entry


def hits(shelf: Shelf, text: str) -> tuple[Hit, ...]:
    """Return the hits of a search with their reasons."""
    return find(shelf.index, text, audiences=PUBLIC, per_page=100, reasons=True).hits


def reasons(hit: Hit) -> tuple[Reason, ...]:
    """Return the reasons of a hit."""
    assert hit.why is not None
    return hit.why.reasons


def told(hit: Hit) -> set[tuple[str, str, str, int]]:
    """Return (word, field, form, count) of each reason."""
    return {(one.word, one.field, one.form, one.count) for one in reasons(hit)}


def papers() -> list[Entry]:
    """Return papers in which the same words stand in many ways."""
    words = "open access to libraries and data"
    return [
        make_entry(
            1,
            "Open libraries",
            "Open access to public libraries, open data. Library of open access.",
            "The library is open, public access is free.",
            abstract="On open access.",
            authors=("Open Library Group",),
            subjects=(Named("subject:1", "Open access"),),
            organisation=Named("organisation:1", "Federation of Open Libraries"),
        ),
        make_entry(
            2,
            "Les bibliothèques et l'accès",
            "La bibliothèque et les bibliotheques. Accès public, acces libre, open access.",
            languages=("fr", "en"),
            issued="2015",
        ),
        make_entry(3, "公共图书馆", "图书馆的利用 open 图书馆", languages=("zh",), issued=None),
        *(make_entry(n, f"Paper {n}", f"{words} " * (n % 5), issued="1999") for n in range(4, 30)),
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "open",
        "libraries",
        "open libraries",
        "open access libraries",
        "open OR bibliothèque",
        "bibliotheque",
        "bibliothèques accès",
        '"open access"',
        '"open access" libraries',
        '"public access" OR "open data"',
        "title:open",
        'title:"open libraries"',
        "author:library open",
        "organisation:libraries",
        'subject:"open access" data',
        "abstract:access",
        "libr*",
        "op* acc*",
        "title:libr*",
        "librarie~",
        "opne~1 librarys~2",
        "subject:acces~",
        "图书馆",
        "图",
        "图书馆 open",
        "open -data",
        "open kind:report year:1990..2020",
        "(open OR libr*) AND (access OR accès)",
        "libraries library librarie~",
        "open-access",
    ],
)
def test_points_times_closeness_times_recency_are_the_score(shelf: Shelf, asked: str) -> None:
    entries = papers()
    shelf.put(*entries[::2])
    shelf.put(*entries[1::2])
    found = hits(shelf, asked)
    assert found
    for hit in found:
        why = hit.why
        assert why is not None
        assert why.reasons
        total = sum(one.points for one in why.reasons) * why.closeness * why.recency
        assert total == pytest.approx(why.score, rel=0.001)
        assert why.score == pytest.approx(hit.score, rel=0.001, abs=1e-4)
        assert min(why.closeness, why.recency) >= 1
        gained = [one.points for one in why.reasons]
        assert gained == sorted(gained, reverse=True)
        assert min(gained) > 0


def test_reasons_say_where_and_how_often_each_word_stands(shelf: Shelf) -> None:
    shelf.put(papers()[0], make_entry(2, "Other", "x"))
    (hit,) = hits(shelf, "open library")
    assert told(hit) == {
        ("open", "title", "typed", 1),
        ("open", "abstract", "typed", 1),
        ("open", "author", "typed", 1),
        ("open", "organisation", "typed", 1),
        ("open", "subject", "typed", 1),
        ("open", "body", "typed", 4),
        ("library", "title", "stem", 1),
        ("library", "author", "typed", 1),
        ("library", "author", "stem", 1),
        ("library", "organisation", "stem", 1),
        ("library", "body", "typed", 2),
        ("library", "body", "stem", 3),
    }


@pytest.mark.parametrize(
    ("asked", "forms"),
    [
        ("bibliothèque", {"typed"}),
        ("bibliotheque", {"folded"}),
        ("bibliothèques", {"stem"}),
        ("biblio*", {"begins"}),
        ("bibliothècue~", {"similar"}),
        ('"une bibliothèque"', {"phrase"}),
    ],
)
def test_reasons_say_how_a_word_was_met(shelf: Shelf, asked: str, forms: set[str]) -> None:
    shelf.put(
        make_entry(1, "x", "une bibliothèque", languages=("fr",)),
        make_entry(2, "x", "rien", languages=("fr",)),
    )
    (hit,) = hits(shelf, asked)
    assert forms <= {one.form for one in reasons(hit)}
    assert reasons(hit)[0].form in forms


def test_word_in_a_field_counts_there_only(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "Access", "access access", abstract="access"), make_entry(2))
    (hit,) = hits(shelf, "title:access")
    assert told(hit) == {("access", "title", "typed", 1)}


def test_a_phrase_in_the_title_counts_more_than_in_the_text(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "Open access", "open access"), make_entry(2))
    (hit,) = hits(shelf, '"open access"')
    assert told(hit) == {
        ("open access", "title", "phrase", 1),
        ("open access", "body", "phrase", 1),
    }
    assert [one.field for one in reasons(hit)] == ["title", "body"]


def test_nothing_is_told_of_what_narrows_without_words(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    for asked in ("", "kind:report", "year:2012", "-nothing"):
        (hit,) = hits(shelf, asked)
        assert (reasons(hit), hit.score) == ((), 0)


def test_reasons_are_left_out_unless_asked_for(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    assert shelf.find("word").hits[0].why is None


def test_reasons_of_what_stands_at_the_place_of_another_are_its_own(shelf: Shelf) -> None:
    alike = "00ff" * 64
    shelf.put(
        replace(make_entry(1, "Word word", "word word", issued="2010"), sketch=alike),
        replace(make_entry(2, "x", "one word", issued="2014"), sketch=alike),
        make_entry(3, "x", "a word"),
        make_entry(4, "x", "none"),
    )
    first, _second = hits(shelf, "word")
    assert (first.key, [one.key for one in first.folded]) == ("document:2", ["document:1"])
    assert told(first) == {("word", "body", "typed", 1)}
    why = first.why
    assert why is not None
    total = sum(one.points for one in why.reasons) * why.closeness * why.recency
    assert total == pytest.approx(why.score, rel=0.001)
    assert why.score < first.score
