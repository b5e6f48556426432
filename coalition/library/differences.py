"""Where two texts differ, by paragraph and by word, in time that grows with their length alone."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from coalition.ingest.likeness import UNSPACED

SMALL = 200  # paragraphs between two that are surely the same: few enough to try all pairings
MOST_WORDS = 1_000  # of changed paragraphs: beyond, they are shown whole
LEAST_SHARED = 0.4  # of the words: paragraphs with less in common are two, not one changed
_WORDS = re.compile(rf"(?:[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s])\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """Items start to end of the older sequence that others of the newer stand in place of."""

    older_start: int
    older_end: int
    newer_start: int
    newer_end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of words that both texts have, or one alone."""

    kind: Literal["same", "added", "removed"]
    text: str


def differing(older: Sequence[str], newer: Sequence[str]) -> Iterator[Span]:
    """Give the spans in which two sequences differ, in order.

    What is unique in both and in the same order holds them together (patience differencing, after
    Bram Cohen); between such anchors short stretches are compared item by item.
    """
    waiting = [Span(0, len(older), 0, len(newer))]
    while waiting:
        span = _trimmed(waiting.pop(), older, newer)
        lengths = (span.older_end - span.older_start, span.newer_end - span.newer_start)
        if not any(lengths):
            continue
        if all(lengths) and max(lengths) <= SMALL:
            yield from _item_by_item(span, older, newer)
            continue
        anchors = _anchors(span, older, newer) if all(lengths) else []
        if anchors:
            waiting.extend(reversed(_between(span, anchors)))
        else:
            yield span


def changed_words(older: str, newer: str) -> list[Words] | None:
    """Return a changed text word by word, the newer's spaces kept; none when only spaces differ.

    Returns None when the texts have too little in common, or are too long, to be shown as one.
    """
    before, after = _WORDS.findall(older), _WORDS.findall(newer)
    if max(len(before), len(after)) > MOST_WORDS:
        return None
    matcher = SequenceMatcher(
        None, [word.rstrip() for word in before], [word.rstrip() for word in after], autojunk=False
    )
    if matcher.ratio() < LEAST_SHARED:
        return None
    return _joined(matcher.get_opcodes(), before, after)


def _joined(
    operations: Sequence[tuple[str, int, int, int, int]],
    before: Sequence[str],
    after: Sequence[str],
) -> list[Words]:
    """Return the words of difflib's operations; one same word between two changes joins them."""
    found: list[Words] = []
    removed, added = "", ""
    is_changed = False
    for at, (operation, start, end, newer_start, newer_end) in enumerate(operations):
        is_lone = end - start == 1 and 0 < at < len(operations) - 1
        if operation != "equal" or is_lone:
            removed += "".join(before[start:end])
            added += "".join(after[newer_start:newer_end])
            is_changed = True
            continue
        found += _changed(removed, added)
        removed, added = "", ""
        found.append(Words("same", "".join(after[newer_start:newer_end])))
    return [*found, *_changed(removed, added)] if is_changed else []


def _changed(removed: str, added: str) -> list[Words]:
    pair = (Words("removed", removed), Words("added", added))
    return [words for words in pair if words.text]


def _trimmed(span: Span, older: Sequence[str], newer: Sequence[str]) -> Span:
    """Leave out what is the same at the beginning and at the end."""
    start, end = span.older_start, span.older_end
    newer_start, newer_end = span.newer_start, span.newer_end
    while start < end and newer_start < newer_end and older[start] == newer[newer_start]:
        start, newer_start = start + 1, newer_start + 1
    while start < end and newer_start < newer_end and older[end - 1] == newer[newer_end - 1]:
        end, newer_end = end - 1, newer_end - 1
    return Span(start, end, newer_start, newer_end)


def _item_by_item(span: Span, older: Sequence[str], newer: Sequence[str]) -> Iterator[Span]:
    matcher = SequenceMatcher(
        None,
        older[span.older_start : span.older_end],
        newer[span.newer_start : span.newer_end],
        autojunk=False,
    )
    for operation, start, end, newer_start, newer_end in matcher.get_opcodes():
        if operation != "equal":
            yield Span(
                span.older_start + start,
                span.older_start + end,
                span.newer_start + newer_start,
                span.newer_start + newer_end,
            )


def _anchors(span: Span, older: Sequence[str], newer: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of items that are unique in both, the most that keep their order."""
    places = _unique(older, span.older_start, span.older_end)
    pairs = [
        (places[item], at)
        for item, at in _unique(newer, span.newer_start, span.newer_end).items()
        if item in places
    ]
    return _longest_ascending(sorted(pairs))


def _unique(items: Sequence[str], start: int, end: int) -> dict[str, int]:
    counts = Counter(items[start:end])
    return {items[at]: at for at in range(start, end) if counts[items[at]] == 1}


def _longest_ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs whose second numbers ascend too, by patience sorting."""
    tops: list[int] = []  # second number on top of each pile
    last: list[int] = []  # index of that pair
    before: list[int] = []  # for each pair, the index of the one it follows, -1 for none
    for index, (_first, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [second]
        last[pile : pile + 1] = [index]
    chain: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _between(span: Span, anchors: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the spans before, between and after the anchors."""
    starts = [(span.older_start, span.newer_start), *((a + 1, b + 1) for a, b in anchors)]
    ends = [*anchors, (span.older_end, span.newer_end)]
    return [
        Span(start, end, newer_start, newer_end)
        for (start, newer_start), (end, newer_end) in zip(starts, ends, strict=True)
    ]
