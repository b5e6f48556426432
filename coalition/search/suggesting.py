"""Suggestions while typing: titles, subjects, organisations, then words and pairs of the texts.

All of it from what the reader may see: counts of hidden documents order nothing.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

import numpy as np

from coalition.search import analysis
from coalition.search.generation import Generation, Visible
from coalition.search.results import Source, Suggestion
from coalition.search.spelling import seen_count
from coalition.search.vocabulary import PAIR

_MOST_TITLES = 4
_MOST_NAMES = 2
_LOOKED_AT = 40  # terms of the most documents whose visible ones are counted
_MATCHES = 300  # titles looked at
_STOP = 0.25  # share of documents from which a word says nothing in a pair
_FEW = 40  # documents below which no word is that common
_LONGEST = 100  # characters typed

_LABELLED: tuple[tuple[Source, str], ...] = (
    ("subject", "subject"),
    ("organisation", "organisation"),
)


def suggest(
    generation: Generation, text: str, visible: Visible, limit: int
) -> tuple[Suggestion, ...]:
    """Return up to `limit` suggestions for what was typed so far, titles first."""
    typed = " ".join(text[:_LONGEST].split())
    tokens = analysis.tokens(typed)
    if not tokens:
        return ()
    found = [*_titles(generation, typed, visible)]
    for source, facet in _LABELLED:
        found += [Suggestion(label, source) for label in _labels(generation, facet, typed, visible)]
    words = _words(generation, typed, visible)
    pairs = _pairs(generation, typed, visible)
    room = max(limit - len(found), 2)
    found += [Suggestion(word, "word") for word in words[: max(room - len(pairs), room // 2)]]
    found += [Suggestion(pair, "words") for pair in pairs]
    unique = {suggestion.text.casefold(): suggestion for suggestion in reversed(found)}
    return tuple([s for s in found if unique[s.text.casefold()] is s][:limit])


def _titles(generation: Generation, typed: str, visible: Visible) -> Iterator[Suggestion]:
    """Yield the newest titles in which what was typed begins a word."""
    wanted = analysis.fold(analysis.surface_text(typed))
    joined, starts = generation.title_text
    matches = re.finditer(rf"(?<!\w){re.escape(wanted)}", joined)
    documents = [
        bisect_right(starts, m.start()) - 1 for _, m in zip(range(_MATCHES), matches, strict=False)
    ]
    seen = [
        d for d in dict.fromkeys(documents) if visible.mask[d] and visible.families.newest[d] < 0
    ]
    seen.sort(key=lambda d: (starts[d] != joined.find(wanted, starts[d]), -generation.issued[d]))
    for document in seen[:_MOST_TITLES]:
        segment, local = generation.place(document)
        card = segment.card(local)
        source: Source = "organisation" if card["what"] == "organisation" else "title"
        yield Suggestion(card["title"], source, card["url"])


def _labels(generation: Generation, facet: str, typed: str, visible: Visible) -> list[str]:
    """Return the names of a facet in which what was typed begins a word, the most used first."""
    documents, numbers = generation.pairs[facet]
    counts = np.bincount(numbers[visible.mask[documents]])
    wanted = re.compile(rf"(?<!\w){re.escape(analysis.fold(analysis.surface_text(typed)))}")
    labels = generation.dictionary.facets[facet].labels
    used = sorted(counts.nonzero()[0].tolist(), key=lambda number: -counts[number])
    found = (
        labels[n] for n in used if wanted.search(analysis.fold(analysis.surface_text(labels[n])))
    )
    return [label for _, label in zip(range(_MOST_NAMES), found, strict=False)]


def _words(generation: Generation, typed: str, visible: Visible) -> list[str]:
    """Return the words that begin with the last one typed, each after the ones before it."""
    before, last = _cut(typed)
    if not last:
        return []
    found = _frequent(generation, visible, (last, analysis.FOLDED + analysis.fold(last)))
    words = dict.fromkeys(term.removeprefix(analysis.FOLDED) for term in found)
    return [f"{before}{word}" for word in words if word != last or not before]


def _pairs(generation: Generation, typed: str, visible: Visible) -> list[str]:
    """Return the pairs of words that begin with the last one or two typed."""
    tokens = [analysis.surface(token) for token in analysis.tokens(typed)]
    if typed[-1:].isspace() or not tokens:
        return []
    stop = max(_FEW, _STOP * visible.count)
    pairs = []
    for start, kept in ((" ".join(tokens[-2:]), tokens[:-2]), (tokens[-1], tokens[:-1])):
        for term in _frequent(generation, visible, (PAIR + start,)):
            pair = term.removeprefix(PAIR)
            if all(seen_count(generation, visible, word) < stop for word in pair.split(" ")):
                pairs.append(" ".join([*kept, pair]))
    return list(dict.fromkeys(pairs))[:4]


def _cut(typed: str) -> tuple[str, str]:
    """Return what stands before the last word, and the beginning of that word."""
    matches = list(analysis.TOKEN.finditer(typed))
    if not matches or matches[-1].end() != len(typed):
        return typed, ""
    return typed[: matches[-1].start()], analysis.surface(matches[-1].group())


def _frequent(generation: Generation, visible: Visible, prefixes: tuple[str, ...]) -> list[str]:
    """Return the terms that begin so and that most visible documents have, most first."""
    totals: Counter[str] = Counter()
    for prefix in prefixes:
        raw = prefix.encode("utf-8", "replace")
        for segment in generation.segments:
            first, last = segment.words.beginning(raw)
            counts = segment.words.document_counts(first, last)
            best = (
                counts.argpartition(-_LOOKED_AT)[-_LOOKED_AT:]
                if len(counts) > _LOOKED_AT
                else range(len(counts))
            )
            for number in best:
                term = segment.words.term(first + int(number)).decode("utf-8", "replace")
                totals[term] += int(counts[number])
    looked_at = [term for term, _ in totals.most_common(_LOOKED_AT)]
    seen = {term: seen_count(generation, visible, term) for term in looked_at}
    return sorted((t for t in looked_at if seen[t]), key=lambda t: (-seen[t], len(t), t))[:10]
