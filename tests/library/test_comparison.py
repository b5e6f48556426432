"""Versions are compared by page: passages added, removed and changed, or why that cannot be."""

import io

import pytest

from coalition.library import comparison as comparing
from coalition.library import queries, service
from coalition.library.changes import LONGEST_PASSAGE, Change, Passage
from coalition.library.comparison import (
    ChangedPage,
    Comparison,
    compare,
)
from coalition.library.differences import Words
from coalition.library.models import Document, Reading
from tests.conftest import Someone
from tests.library.texts import give_text


@pytest.fixture
def twice(representative: Someone, published: Document) -> Document:
    """The published document with a second version."""
    service.add_version(
        published.id, io.BytesIO(b"Other."), "other.txt", "Second.", by=representative.viewer
    )
    return published


def compared(document: Document, by: Someone) -> Comparison:
    older, newer = (queries.get_version(document.id, number, viewer=by.viewer) for number in (1, 2))
    return compare(older, newer, viewer=by.viewer)


def test_passages_stand_on_their_pages_with_a_line_of_context(
    representative: Someone, twice: Document
) -> None:
    give_text(twice, "First.\n\nThe door is open.", "Last.", number=1)
    give_text(twice, "First.\n\nThe door is closed.", "Last.\n\nNew.", number=2)
    found = compared(twice, representative)
    words = (
        Words("same", "The door is "),
        Words("removed", "open"),
        Words("added", "closed"),
        Words("same", "."),
    )
    assert found.pages == (
        ChangedPage(
            1,
            (Change(1, (Passage("changed", 1, words),), "First.", "Last."),),
        ),
        ChangedPage(2, (Change(2, (Passage("added", 2, (Words("added", "New."),)),), "Last."),)),
    )
    assert (found.added_count, found.removed_count, found.changed_count) == (1, 0, 1)
    assert (found.is_cut, found.compared_to, found.is_same) == (False, None, False)


def test_lines_and_paragraphs_that_break_elsewhere_are_no_change(
    representative: Someone, twice: Document
) -> None:
    give_text(twice, "One two\nthree.\n\nFour", "five.", number=1)
    give_text(twice, "One\ntwo three.", "Four five.", number=2)
    found = compared(twice, representative)
    assert (found.is_same, found.pages) == (True, ())


def test_an_unreadable_version_is_named(representative: Someone, twice: Document) -> None:
    give_text(twice, reading=Reading.UNREADABLE, problem="damaged", number=2)
    found = compared(twice, representative)
    assert [version.number for version in found.unreadable] == [2]
    assert found.pages == ()


def test_more_than_fits_is_cut_and_still_counted(representative: Someone, twice: Document) -> None:
    paragraphs = [f"paragraph{number} " * 100 for number in range(100)]
    give_text(twice, "Same.", number=1)
    give_text(twice, "Same.", *paragraphs, number=2)
    found = compared(twice, representative)
    assert (found.added_count, found.is_cut) == (100, True)
    shown = [
        words.text
        for page in found.pages
        for change in page.changes
        for passage in change.passages
        for words in passage.words
    ]
    assert 0 < sum(map(len, shown)) <= comparing.MOST_SHOWN


def test_a_long_passage_is_cut(representative: Someone, twice: Document) -> None:
    give_text(twice, "Same.", number=1)
    give_text(twice, "Same.\n\n" + "word " * 10_000, number=2)
    [page] = compared(twice, representative).pages
    assert len(page.changes[0].passages[0].words[0].text) <= LONGEST_PASSAGE + 1


def test_very_long_texts_are_compared_as_far_as_the_limit(
    representative: Someone, twice: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_CHARACTERS", 25)
    give_text(twice, "Ten char 1", "Ten char 2", "Ten char 3", number=1)
    give_text(twice, "Ten char 1", "Ten char x", number=2)
    found = compared(twice, representative)
    assert found.compared_to == (2, 2)
    assert found.changed_count == 1
