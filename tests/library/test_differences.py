"""Two texts differ where they do, however long they are and however often they say the same."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.library.differences import Span, Words, changed_words, differing
from tests.spending import spending


def spans(older: str, newer: str) -> list[tuple[str, str]]:
    """Return what each span takes out and puts in, of sequences of letters."""
    return [
        (older[s.older_start : s.older_end], newer[s.newer_start : s.newer_end])
        for s in differing(list(older), list(newer))
    ]


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("", "abc", [("", "abc")]),
        ("abc", "", [("abc", "")]),
        ("abc", "axc", [("b", "x")]),
        ("abcd", "abxcd", [("", "x")]),
        ("abcdef", "acdxf", [("b", ""), ("e", "x")]),
        ("aaaa", "aa", [("aa", "")]),
    ],
)
def test_differing_spans(older: str, newer: str, expected: list[tuple[str, str]]) -> None:
    assert spans(older, newer) == expected


@given(st.lists(st.sampled_from("abcdef")), st.lists(st.sampled_from("abcdef")))
def test_what_is_outside_the_spans_is_the_same(older: list[str], newer: list[str]) -> None:
    rebuilt: list[str] = []
    at = 0
    for span in differing(older, newer):
        rebuilt += older[at : span.older_start] + newer[span.newer_start : span.newer_end]
        at = span.older_end
    assert rebuilt + older[at:] == newer


def test_anchors_hold_long_sequences_together() -> None:
    older = [str(number) for number in range(3_000)]
    newer = [*older[:700], "new", *older[701:2_000], *older[2_001:]]
    assert list(differing(older, newer)) == [
        Span(700, 701, 700, 701),
        Span(2_000, 2_001, 2_000, 2_000),
    ]


def test_differing_is_quick_for_rows_that_repeat() -> None:
    chosen = random.Random(1)  # noqa: S311 – rows of a test
    older = [str(chosen.randrange(50)) for _ in range(30_000)]
    newer = [str(chosen.randrange(50)) for _ in range(30_000)]
    with spending() as spent:
        assert list(differing(older, newer))
        assert spent() < 5


def test_changed_words_keep_the_rest_and_the_newer_spaces() -> None:
    assert changed_words("The room  is open on Monday.", "The room is closed on\nMonday.") == [
        Words("same", "The room is "),
        Words("removed", "open "),
        Words("added", "closed "),
        Words("same", "on\nMonday."),
    ]


def test_one_same_word_between_changes_joins_them() -> None:
    assert changed_words("We keep all the old books here", "We keep many the new books here") == [
        Words("same", "We keep "),
        Words("removed", "all the old "),
        Words("added", "many the new "),
        Words("same", "books here"),
    ]


def test_changed_words_of_unspaced_text_are_characters() -> None:
    assert changed_words("图书馆是开放的", "图书馆都是开放的") == [
        Words("same", "图书馆"),
        Words("added", "都"),
        Words("same", "是开放的"),
    ]


def test_texts_that_differ_in_spaces_alone_have_no_changed_words() -> None:
    assert changed_words("One two\n\nthree", "One\ntwo three") == []


def test_texts_with_little_in_common_or_very_long_are_not_one_changed() -> None:
    assert changed_words("One two three four", "Five six seven") is None
    assert changed_words("word " * 1_001, "word " * 1_000) is None
