"""Other ways to ask when little is found: mended slips, any of the words, other languages."""

from dataclasses import replace

import pytest

from coalition.search.finding.facets import Filters
from coalition.search.results import Correction, Elsewhere
from tests.search.shelf import MEMBERS, PUBLIC, Shelf, make_entry

FEW = 24  # entries with a common word, twenty times as many as one with a slip


def corrected(shelf: Shelf, text: str, audiences: frozenset[str] = PUBLIC) -> Correction | None:
    """Return what is asked back."""
    return shelf.find(text, audiences).did_you_mean


@pytest.fixture
def library(shelf: Shelf) -> Shelf:
    """A shelf on which common words stand often and slips seldom."""
    shelf.put(
        make_entry(1, "Digtial inclusion", "x", subjects=(), organisation=None),
        make_entry(2, "Dgiital", "x", subjects=(), organisation=None),
        *(
            make_entry(
                n,
                "Digital inclusion",
                "remote hubs and public access in 2012, die Bücherei",
                abstract="bibliothèque",
            )
            for n in range(3, 3 + FEW)
        ),
    )
    return shelf


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("digitl", "digital"),
        ("digiatl inclusoin", "digital inclusion"),
        ("remtoe hubs", "remote hubs"),
        ("Remtoe   (hubs)", "remote   (hubs)"),
        ("gemote", "remote"),
        ("bibliotheqe", "bibliotheque"),
        ("Büchrei", "bucherei"),
        ("title:digitla", "title:digital"),
        ('"remtoe hubs"', '"remote hubs"'),
        ("hubs AND remtoe", "hubs AND remote"),
    ],
)
def test_slips_are_mended(library: Shelf, asked: str, meant: str) -> None:
    found = corrected(library, asked)
    assert found is not None
    assert found == Correction(meant, library.find(meant).total)


@pytest.mark.parametrize("slip", ["digtial", "dgiital"])
def test_a_slip_in_a_title_is_no_word_to_stand_by(library: Shelf, slip: str) -> None:
    assert library.find(slip).total == 1
    found = corrected(library, slip)
    assert found == Correction("digital", FEW)


def test_a_seldom_word_stands_by_itself_where_its_neighbour_is_seldom_too(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "hives"), *(make_entry(n, "x", "hikes") for n in range(2, FEW // 2))
    )
    assert corrected(shelf, "hives") is None


@pytest.mark.parametrize(
    "asked",
    [
        "digital",
        "remote hubs",
        "",
        "hub5",
        "2013",
        "of",
        "OR",
        "NOT",
        "remot*",
        "remtoe*",
        "remtoe~",
        "titel:nothing",
        "zzzzzzzzzz",
        "図書館",
        "* ( ) ~",
    ],
)
def test_nothing_is_mended_that_is_no_slip(library: Shelf, asked: str) -> None:
    assert corrected(library, asked) is None


def test_nothing_is_mended_while_much_is_found(shelf: Shelf) -> None:
    shelf.put(
        *(make_entry(n, "x", "hives") for n in range(5)),
        *(make_entry(n, "x", "hikes") for n in range(5, 200)),
    )
    assert corrected(shelf, "hives") is None


def test_hidden_words_are_never_asked_back(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "plain words"),
        *(make_entry(n, "Marigold", "marigold", audience="members") for n in range(2, FEW)),
    )
    for near in ("marigodl", "merigold", "marigol", "narigold", "title:marigodl"):
        assert corrected(shelf, near) is None
    found = corrected(shelf, "marigodl", MEMBERS)
    assert found == Correction("marigold", FEW - 2)


def test_a_hidden_word_keeps_no_other_from_being_asked_back(shelf: Shelf) -> None:
    public = [make_entry(n, "x", "marigold") for n in range(9)]
    shelf.put(*public)
    before = corrected(shelf, "narigolt")
    shelf.put(*(make_entry(n, "x", "narigold narigolt", audience="members") for n in range(9, 60)))
    assert before == corrected(shelf, "narigolt") == Correction("marigold", 9)


def test_what_is_asked_back_finds_more_under_the_same_filters(library: Shelf) -> None:
    narrow = library.find("remtoe", filters=Filters(kind=("report",))).did_you_mean
    assert narrow == Correction("remote", FEW)
    assert library.find("remtoe", filters=Filters(kind=("minutes",))).did_you_mean is None


@pytest.mark.parametrize(
    ("asked", "either", "total"),
    [
        ("hubs marigold", "hubs OR marigold", FEW),
        ("hubs remote marigold", "hubs OR remote OR marigold", FEW),
    ],
)
def test_any_of_the_words_is_offered(library: Shelf, asked: str, either: str, total: int) -> None:
    assert library.find(asked).any_word == Correction(either, total)


@pytest.mark.parametrize(
    "asked",
    [
        "marigold",
        "hubs remote",
        "marigold petunia",
        "hubs OR marigold",
        "hubs NOT remote",
        '"hubs marigold"',
        "title:hubs marigold",
        "hubs -remote",
        " ".join(f"word{n}" for n in range(30)) + " hubs",
    ],
)
def test_any_of_the_words_is_not_offered_where_it_brings_nothing(
    library: Shelf, asked: str
) -> None:
    assert library.find(asked).any_word is None


def test_any_of_the_words_counts_nothing_hidden(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "hubs"),
        make_entry(2, "x", "marigold", audience="members"),
    )
    assert shelf.find("hubs marigold").any_word == Correction("hubs OR marigold", 1)
    assert shelf.find("marigold petunia").any_word is None


def test_the_words_in_other_languages_are_offered_with_most_first(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "x", "la bibliothèque", languages=("fr",)),
        make_entry(2, "x", "une bibliothèque", languages=("fr",)),
        make_entry(3, "x", "die Bibliothek", languages=("de",)),
        make_entry(4, "x", "библиотека", languages=("ru",), audience="members"),
    )
    found = shelf.find("library")
    assert found.total == 0
    assert [(one.language, one.total) for one in found.elsewhere] == [("fr", 2), ("de", 1)]
    for one in found.elsewhere:
        assert shelf.find(one.text).total == one.total
    members = shelf.find("library", MEMBERS).elsewhere
    assert [one.language for one in members] == ["fr", "de", "ru"]


def test_the_words_in_other_languages_are_looked_for_under_the_same_filters(shelf: Shelf) -> None:
    entry = make_entry(1, "x", "la bibliothèque", languages=("fr",))
    shelf.put(entry, replace(entry, key="document:2", kind="minutes"))
    found = shelf.find("library", filters=Filters(kind=("minutes",))).elsewhere
    assert found == (Elsewhere("fr", found[0].text, 1),)
