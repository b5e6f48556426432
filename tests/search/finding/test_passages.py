"""Passages: up to three of a document, the best first, apart from each other, and all places counted."""

import random
from itertools import pairwise

import pytest

from coalition.search.finding.passages import WINDOW, Fragment, Passage, show, show_beginning
from coalition.search.results import Extract
from tests.search.shelf import Shelf, make_entry, passage_of


def filler(count: int) -> str:
    """Return so many words that are not looked for."""
    return " ".join(["lorem"] * count)


def words_of(extract: Extract) -> list[str]:
    """Return the words a passage shows."""
    return "".join(f.text for f in extract.fragments).strip("… ").split()


def marked(extract: Extract) -> list[str]:
    """Return what is marked in a passage."""
    return [fragment.text for fragment in extract.fragments if fragment.marked]


def joined(fragments: tuple[Fragment, ...]) -> str:
    """Return a snippet with its marks in brackets."""
    return "".join(f"[{f.text}]" if f.marked else f.text for f in fragments)


def test_at_most_three_passages_are_shown(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", f"needle {filler(90)} " * 5))
    hit = shelf.find("needle").hits[0]
    assert [marked(extract) for extract in hit.extracts] == [["needle"]] * 3
    assert hit.page_matches == ((1, 5),)


def test_the_passage_with_most_different_words_comes_first(shelf: Shelf) -> None:
    shelf.put(
        make_entry(
            1,
            "x",
            f"hubs hubs hubs {filler(80)}",
            f"{filler(80)} remote",
            f"{filler(40)} remote hubs of Baku {filler(40)}",
        ),
        *(make_entry(n, "y", filler(9)) for n in range(2, 9)),
    )
    hit = shelf.find("remote hubs").hits[0]
    assert [(extract.page, marked(extract)) for extract in hit.extracts] == [
        (3, ["remote hubs"]),
        (1, ["hubs hubs hubs"]),
        (2, ["remote"]),
    ]
    assert hit.page == 3
    assert hit.match_count == 6


def test_places_are_counted_on_each_page(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "word", "word word", "none", "word, Word and WORD", "no"))
    hit = shelf.find("word").hits[0]
    assert (hit.page_matches, hit.match_count, hit.page_count) == (((1, 2), (3, 3)), 5, 4)


def test_a_word_that_two_searched_words_share_is_one_place(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "libraries"), make_entry(2, "y", "other"))
    assert shelf.find("libraries OR library OR librar*").hits[0].page_matches == ((1, 1),)


def test_passages_keep_to_their_page(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", f"{filler(5)} needle", f"needle {filler(5)}", "the needle"))
    extracts = shelf.find("needle").hits[0].extracts
    assert [(extract.page, len(words_of(extract))) for extract in extracts] == [
        (1, 6),
        (2, 6),
        (3, 2),
    ]


def test_words_at_the_beginning_and_farther_on_are_not_shown_twice(shelf: Shelf) -> None:
    def page(gap: int) -> str:
        return " ".join("needle" if n in (0, gap) else f"w{n}" for n in range(200))

    shelf.put(*(make_entry(gap, "x", page(gap)) for gap in range(1, 3 * WINDOW)))
    for hit in shelf.find("needle", per_page=100).hits:
        told = [word for e in hit.extracts for word in words_of(e) if word != "needle"]
        assert len(told) == len(set(told)), hit.key


def test_passages_never_overlap_and_hold_a_mark_each(shelf: Shelf) -> None:
    draw = random.Random(7)  # noqa: S311 a fixed choice, no secret
    entries, places, pages = [], {}, {}
    for n in range(80):
        chosen = set(draw.sample(range(300), draw.randint(1, 12)))
        words = ["needle" if at in chosen else f"w{at}" for at in range(300)]
        bounds = [0, *sorted(draw.sample(range(1, 300), draw.randint(0, 4))), 300]
        places[f"document:{n}"] = len(chosen)
        pages[f"document:{n}"] = [" ".join(words[a:b]) for a, b in pairwise(bounds)]
        entries.append(make_entry(n, "x", *pages[f"document:{n}"]))
    shelf.put(*entries)
    hits = shelf.find("needle", per_page=100).hits
    assert {hit.key: hit.match_count for hit in hits} == places
    for hit in hits:
        assert 1 <= len(hit.extracts) <= 3
        shown = [words_of(extract) for extract in hit.extracts]
        assert all(marked(extract) for extract in hit.extracts)
        told = [word for passage in shown for word in passage if word != "needle"]
        assert len(told) == len(set(told)), hit.key
        for extract, passage in zip(hit.extracts, shown, strict=True):
            assert " ".join(passage) in pages[hit.key][extract.page - 1]


def test_a_passage_is_cut_from_its_text_with_its_words_marked() -> None:
    passage = Passage(1, marks=(4, 9), start=4, end=14)
    assert show("The open doors of all", passage) == (
        Fragment("… ", False),
        Fragment("open doors", True),
        Fragment(" …", False),
    )


def test_a_passage_of_another_text_is_not_shown() -> None:
    assert show("short", Passage(1, marks=(40,), start=38, end=60)) == ()
    assert show("", Passage(1, marks=(0,), start=0, end=-1)) == ()


def test_a_beginning_marks_words_by_their_number() -> None:
    assert show_beginning("One two three", (1,)) == (
        Fragment("One ", False),
        Fragment("two", True),
        Fragment(" three", False),
    )
    assert show_beginning("") == ()
    (long,) = show_beginning("word " * 200)
    assert len(long.text) < 270
    assert long.text.endswith("word …")


def test_unspaced_words_are_marked_as_one(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "公共图书馆的利用", languages=("zh",)))
    (extract,) = shelf.find("图书馆").hits[0].extracts
    assert marked(extract) == ["图书馆"]


def test_phrase_over_a_page_break_is_shown_where_it_begins(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "all that is public", "access to it"))
    (extract,) = shelf.find('"public access"').hits[0].extracts
    assert (extract.page, marked(extract)) == (1, ["public"])


def test_snippet_shows_the_page_where_most_words_meet(shelf: Shelf) -> None:
    filler = "lorem ipsum dolor " * 30
    shelf.put(
        make_entry(
            1,
            "x",
            f"{filler} hubs alone {filler}",
            f"{filler} remote alone {filler}",
            f"{filler} the remote\n  hubs of Baku {filler} hubs",
        ),
        *(make_entry(n, "x", filler) for n in range(2, 6)),
    )
    hit = shelf.find("remote hubs").hits[0]
    assert hit.page == 3
    assert hit.page_matches == ((1, 1), (2, 1), (3, 3))
    assert "the [remote hubs] of Baku" in joined(passage_of(hit))
    assert joined(passage_of(hit)).startswith("… ")
    assert joined(passage_of(hit)).endswith(" …")


def test_snippet_shows_where_paragraphs_meet(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "Remote hubs\n\nHubs are rooms.\n\nName | Seats\n\nBaku | 60"))
    shown = "Remote [hubs] · [Hubs] are rooms. · Name | Seats · Baku | 60"
    assert joined(passage_of(shelf.find("hubs").hits[0])) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It ended.\n\n", "\n\nNext of all", "… the [needle] is {near} …"),
        ("ended.\n\nWho\n\n", "\n\nAll", "… Who · the [needle] is {near} …"),
        ("\n\nWho pays for all of it here\n\n", " and", "… {whole} · the [needle] is {near} and …"),
    ],
    ids=["cut", "heading", "whole"],
)
def test_snippet_begins_and_ends_with_a_paragraph(
    shelf: Shelf, before: str, after: str, shown: str
) -> None:
    far, near = "lorem ipsum " * 30, " ".join(["found"] * 25)
    shelf.put(make_entry(1, "x", f"{far}{before}the needle is {near}{after} {far}"))
    assert joined(passage_of(shelf.find("needle").hits[0])) == shown.format(
        near=near, whole="Who pays for all of it here"
    )


def test_snippet_marks_phrases_only_where_they_stand_together(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "public libraries give public access"))
    hit = shelf.find('"public access"').hits[0]
    assert joined(passage_of(hit)) == "public libraries give [public access]"


def test_snippet_of_a_match_in_the_title_is_the_beginning(shelf: Shelf) -> None:
    shelf.put(
        make_entry(1, "Budget", "Text of it", abstract="The abstract of the budget."),
        make_entry(2, "Budget", "Text of it"),
        make_entry(3, "Budget"),
    )
    shown = {hit.key: (hit.page, joined(passage_of(hit))) for hit in shelf.find("budget").hits}
    assert shown == {
        "document:1": (None, "The abstract of the [budget]."),
        "document:2": (None, "Text of it"),
        "document:3": (None, ""),
    }


def test_snippet_survives_a_text_that_changed_or_went(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word " * 300 + "needle"))
    shelf.texts["document:1", 1] = "short"
    assert joined(passage_of(shelf.find("needle").hits[0])) == "short"
    shelf.put(make_entry(2, "y", "needle"))
    shelf.texts.clear()
    assert [passage_of(hit) for hit in shelf.find("needle").hits] == [(), ()]
