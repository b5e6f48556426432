"""Words that differ in a letter or two, among those that the reader may find."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from coalition.search import analysis
from coalition.search.engine.generation import Generation, Mask, Segment, Visible
from coalition.search.engine.postings import letters_of

MOST = 50  # words one word may stand for
_PLAIN = b"\x04"  # behind all marks: from here on terms are words as typed
_LONGEST_LETTER = 4  # bytes


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A term near a word: in how many letters it differs, and in how many documents it is seen."""

    term: str
    distance: int
    documents: int

    @property
    def word(self) -> str:
        """Return the word without the mark of its form."""
        return self.term.removeprefix(analysis.FOLDED)


def neighbours(
    generation: Generation,
    visible: Visible,
    word: str,
    distance: int,
    *,
    any_beginning: bool = True,
) -> list[Neighbour]:
    """Return up to MOST terms that differ from a surface form in 1 to `distance` letters.

    Two letters that changed places count as one difference (optimal string alignment). The nearest
    come first, then those that most of the visible documents have; accents make no difference.
    With `any_beginning` words of another first letter are looked at where the own has none.
    """
    folded = analysis.fold(word)
    # Slips of the pen at the first letter are few, and all other words are many.
    near = _seen(generation, visible, _near(generation, folded, distance, folded[:1]))
    if not near and any_beginning:
        near = _seen(generation, visible, _near(generation, folded, distance, ""))
    near.sort(key=lambda one: (one.distance, -one.documents, one.term))
    return near[:MOST]


def _seen(generation: Generation, visible: Visible, found: Mapping[str, int]) -> list[Neighbour]:
    """Return those of these terms that visible documents have."""
    return [
        Neighbour(term, apart, documents)
        for term, apart in found.items()
        if (documents := seen_count(generation, visible.mask, term))
    ]


def seen_count(generation: Generation, mask: Mask, term: str) -> int:
    """Return how many documents of a mask have a term."""
    lists = generation.lists(term)
    return sum(int(np.count_nonzero(mask[found.documents])) for found in lists)


def _near(generation: Generation, folded: str, distance: int, start: str) -> dict[str, int]:
    """Return the terms that begin so and differ in 1 to `distance` letters, and in how many."""
    found: dict[str, int] = {}
    for segment in generation.segments:
        for term in _candidates(segment, folded, distance, start):
            apart = analysis.letters_apart(folded, term.removeprefix(analysis.FOLDED), distance)
            if 0 < apart <= distance:
                found[term] = apart
    return found


def _candidates(segment: Segment, folded: str, distance: int, start: str) -> Iterator[str]:
    """Yield the folded terms of a segment that may be near, told by their letters and length."""
    words = segment.words
    raw = folded.encode("utf-8", "replace")
    width = 1 if folded.isascii() else _LONGEST_LETTER
    slack = distance * width
    for mark in (analysis.FOLDED.encode(), b""):
        begin = mark + start.encode("utf-8", "replace")
        first, last = words.beginning(begin) if begin else (words.first_from(_PLAIN), words.count)
        length = range(len(mark + raw) - slack, len(mark + raw) + slack + 1)
        letters = letters_of(mark + raw)
        near = words.like(letters, distance * min(width, 2), range(first, last), length)
        for number in near.tolist():
            term = words.term(number).decode("utf-8", "replace")
            if mark or term.isascii() or analysis.fold(term) == term:
                yield term
