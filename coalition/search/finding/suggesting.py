"""Suggestions while typing: titles, subjects, organisations, then words and pairs of the texts.

All of it from what the reader may see: counts of hidden documents order nothing.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

import numpy as np

from coalition.search import analysis
from coalition.search.engine.arrays import Ints
from coalition.search.engine.generation import Generation, Mask, Segment, Visible
from coalition.search.engine.vocabulary import PAIR
from coalition.search.finding.matching import Matcher
from coalition.search.finding.spelling import seen_count
from coalition.search.parser import parse
from coalition.search.results import Source, Suggestion

_MOST_TITLES = 4
_MOST_NAMES = 2
_LOOKED_AT = 40  # terms of the most documents of each segment
_MATCHES = 300  # titles looked at
_STOP = 0.5  # share of documents from which a word says nothing in a pair
_FEW = 40  # documents below which no word is that common
_LONGEST = 100  # characters typed
_LEAST_WORDS = 2
_MOST_PAIRS = 4
_NO_WORD = re.compile(r"[^\w]")

_SOURCES: dict[str, Source] = {
    "organisation": "organisation",
    "session": "session",
    "news": "news",
}
_LABELLED: tuple[tuple[Source, str], ...] = (
    ("subject", "subject"),
    ("organisation", "organisation"),
)


def suggest(
    generation: Generation, text: str, visible: Visible, limit: int
) -> tuple[Suggestion, ...]:
    """Return up to `limit` suggestions for what was typed so far, titles first."""
    typed = " ".join(text[:_LONGEST].split())
    if not analysis.tokens(typed):
        return ()
    found = [*_titles(generation, typed, visible)]
    for source, facet in _LABELLED:
        found += [Suggestion(label, source) for label in _labels(generation, facet, typed, visible)]
    words = [Suggestion(word, "word") for word in _words(generation, typed, visible)]
    pairs = [Suggestion(pair, "words") for pair in _pairs(generation, typed, visible)]
    words = words[: max(limit - len(found) - len(pairs), _LEAST_WORDS)]
    # Once a word is complete, what follows it is meant; before, its own ending.
    found += pairs + words if " " in typed else words + pairs
    first: dict[str, Suggestion] = {}
    for suggestion in found:
        first.setdefault(_compared(suggestion.text), suggestion)
    return tuple(first.values())[:limit]


def _compared(text: str) -> str:
    """Return a text as titles and names are compared, with spaces for all that is no word."""
    return _NO_WORD.sub(" ", analysis.fold(analysis.surface_text(text)))


def _wanted(typed: str) -> str:
    """Return what to look for in names: the beginning of a word where words are spaced."""
    return ("" if analysis.is_unspaced(typed) else " ") + _compared(typed)


def _titles(generation: Generation, typed: str, visible: Visible) -> Iterator[Suggestion]:
    """Yield the newest titles in which what was typed begins a word, first those that begin so."""
    wanted = _wanted(typed)
    joined, starts = generation.title_text
    documents: dict[int, bool] = {}
    at = joined.find(wanted)
    while at >= 0 and len(documents) < _MATCHES:
        document, end = (bisect_right(starts, n) - 1 for n in (at, at + len(wanted) - 1))
        is_one = document == end  # else it runs out of a title into the next
        if is_one and visible.mask[document] and visible.families.newest[document] < 0:
            documents.setdefault(document, not joined[starts[document] : at].strip())
        at = joined.find(wanted, at + 1)
    best = sorted(documents, key=lambda d: (not documents[d], -generation.issued[d], d))
    for document in best[:_MOST_TITLES]:
        segment, local = generation.place(document)
        card = segment.card(local)
        yield Suggestion(card["title"], _SOURCES.get(card["what"], "title"), card["url"])


def _labels(generation: Generation, facet: str, typed: str, visible: Visible) -> list[str]:
    """Return the names of a facet in which what was typed begins a word, the most used first."""
    documents, numbers = generation.pairs[facet]
    counts = np.bincount(numbers[visible.mask[documents]])
    wanted = _wanted(typed)
    labels = generation.dictionary.facets[facet].labels
    used = sorted(
        counts.nonzero()[0].tolist(), key=lambda number: (-counts[number], labels[number])
    )
    found = (labels[number] for number in used if wanted in " " + _compared(labels[number]))
    return [label for _, label in zip(range(_MOST_NAMES), found, strict=False)]


def _words(generation: Generation, typed: str, visible: Visible) -> list[str]:
    """Return the words that begin with the last one typed, of documents that have the others."""
    before, last = _cut(typed)
    if not last:
        return []
    mask = _with_words(generation, before, visible)
    found = _frequent(generation, mask, (last, analysis.FOLDED + analysis.fold(last)))
    words: dict[str, str] = {}
    for term in sorted(found, key=lambda term: term.startswith(analysis.FOLDED)):
        word = term.removeprefix(analysis.FOLDED)
        words.setdefault(analysis.fold(word), word)  # as it is written, rather than folded
    return [f"{before}{word}" for word in words.values() if word != last or not before]


def _with_words(generation: Generation, text: str, visible: Visible) -> Mask:
    """Return which of the visible documents have the words of a text."""
    if not text:
        return visible.mask
    return Matcher(generation, visible).match(parse(text)[0]).mask


def _pairs(generation: Generation, typed: str, visible: Visible) -> list[str]:
    """Return the pairs of words that begin with the last one or two typed."""
    before, last = _cut(typed)
    tokens = [analysis.surface(token) for token in analysis.tokens(before)]
    stop = max(_FEW, _STOP * visible.count)
    pairs: dict[str, None] = {}
    for length in (1, 0):  # words before the last that belong to the pair
        if not last or length > len(tokens):
            continue
        kept, start = tokens[: len(tokens) - length], tokens[len(tokens) - length :]
        mask = _with_words(generation, " ".join(kept), visible)
        for term in _frequent(generation, mask, (PAIR + " ".join([*start, last]),)):
            pair = term.removeprefix(PAIR)
            if all(seen_count(generation, visible.mask, word) < stop for word in pair.split(" ")):
                pairs[" ".join([*kept, pair])] = None
    return list(pairs)[:_MOST_PAIRS]


def _cut(typed: str) -> tuple[str, str]:
    """Return what stands before the last word, and the beginning of that word."""
    *_, last = analysis.TOKEN.finditer(typed)
    if last.end() != len(typed):
        return typed, ""
    return typed[: last.start()], analysis.surface(last.group())


def _frequent(generation: Generation, mask: Mask, prefixes: tuple[str, ...]) -> list[str]:
    """Return the terms that begin so and that most documents of a mask have, most first."""
    totals: Counter[str] = Counter()
    for prefix in prefixes:
        raw = prefix.encode("utf-8", "replace")
        for offset, segment in zip(generation.offsets, generation.segments, strict=True):
            first, last = segment.words.beginning(raw)
            counts = _counts(segment, first, last, mask[offset : offset + segment.size])
            best = np.arange(len(counts))
            if len(counts) > _LOOKED_AT:
                best = counts.argpartition(-_LOOKED_AT)[-_LOOKED_AT:]
            for number in best.tolist():
                term = segment.words.term(first + number).decode("utf-8", "replace")
                totals[term] += int(counts[number])
    seen = {
        term: seen_count(generation, mask, term)
        for term in sorted(totals, key=lambda term: (-totals[term], term))[:_LOOKED_AT]
    }
    return sorted((term for term in seen if seen[term]), key=lambda t: (-seen[t], len(t), t))[:10]


def _counts(segment: Segment, first: int, last: int, mask: Mask) -> Ints:
    """Return how many of a segment's documents in the mask have each of these terms."""
    if first == last or mask.all():
        return segment.words.document_counts(first, last)
    held = mask[segment.words.list_of(first, last).documents]
    starts = segment.words.arrays["firsts"][first:last].astype(np.int64)
    counts: Ints = np.add.reduceat(held, starts - starts[0], dtype=np.int64)
    return counts
