"""Documents about much the same: those that share the words most telling of one."""

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np

from coalition.search import analysis
from coalition.search.engine.arrays import Floats
from coalition.search.engine.generation import Generation, Mask, Visible
from coalition.search.entries import Named
from coalition.search.finding.slots import points
from coalition.search.finding.spelling import seen_count
from coalition.search.results import Similar

_PAGES = 8  # of the text looked at
_CHARACTERS = 24_000
_WORDS = 25  # the most telling ones
_SHOWN_WORDS = 5
_SHORTEST = 4  # letters of a word that may be telling
_LEAST_SHARED = 3  # words two documents share at least
_LOOKED_AT = 300  # the most frequent words of the text
_TITLE_TIMES = 3  # as often a word of the title counts


def first_pages(generation: Generation, key: str, visible: Visible) -> list[tuple[str, int]]:
    """Return the pages whose text says what an entry is about; none where it may not be seen."""
    document = generation.numbers.get(key)
    if document is None or not visible.mask[document]:
        return []
    segment, local = generation.place(document)
    return [(key, number) for number in segment.layout(local).numbers[:_PAGES].tolist()]


def similar(
    generation: Generation, key: str, text: str, visible: Visible, limit: int
) -> tuple[Similar, ...]:
    """Return the documents most like an entry with this text, best first, by visible words only."""
    document = generation.numbers.get(key)
    if document is None or not visible.mask[document]:
        return ()
    telling = _telling(generation, document, text, visible)
    scores = np.zeros(generation.size, np.float32)
    shared = np.zeros(generation.size, np.int64)
    gained: dict[str, Floats] = {}
    for word, idf in telling.items():
        weights = np.zeros(generation.size, np.float32)
        for located in generation.lists(word):
            weights[located.documents] += located.found.weights
        gained[word] = points(weights, idf)
        scores += gained[word]
        shared += weights > 0
    scores *= (
        _documents(generation)
        & visible.mask
        & (shared >= _LEAST_SHARED)
        & (visible.families.newest < 0)
    )
    scores[_same_family(visible, document)] = 0
    best = np.argsort(-scores, kind="stable")[:limit].tolist()
    return tuple(_shown(generation, other, gained) for other in best if scores[other] > 0)


def _documents(generation: Generation) -> Mask:
    """Return which entries are documents, and not organisations or the like."""
    entries, kinds = generation.pairs["what"]
    mask = np.zeros(generation.size, np.bool_)
    number = generation.dictionary.facets["what"].find("document")
    mask[entries[kinds == number]] = True
    return mask


def _telling(
    generation: Generation, document: int, text: str, visible: Visible
) -> dict[str, float]:
    """Return the words most telling of a text, with their idf among documents of its language.

    Where few speak a language even its smallest words are few among all documents.
    """
    mask = visible.mask & (generation.stemmed == generation.stemmed[document])
    count = int(np.count_nonzero(mask))
    segment, local = generation.place(document)
    counts = Counter(map(analysis.surface, analysis.tokens(text[:_CHARACTERS])))
    for word in map(analysis.surface, analysis.tokens(segment.card(local)["title"])):
        counts[word] += _TITLE_TIMES
    rated = []
    for word, times in counts.most_common(_LOOKED_AT):
        if len(word) < _SHORTEST or not word.isalpha():
            continue
        seen = seen_count(generation, mask, word)
        if seen > 1:
            idf = math.log1p((count - seen + 0.5) / (seen + 0.5))
            rated.append((idf * times / (times + 2), word, idf))
    rated.sort(reverse=True)
    return {word: idf for _, word, idf in rated[:_WORDS]}


def _same_family(visible: Visible, document: int) -> list[int]:
    """Return the entry itself, its newest version and what is nearly the same text."""
    families = visible.families
    newest = int(families.newest[document])
    own = document if newest < 0 else newest
    family = int(families.alike[own])
    alike = np.flatnonzero(families.alike == family).tolist() if family >= 0 else []
    return [document, own, *alike]


def _shown(generation: Generation, document: int, gained: Mapping[str, Floats]) -> Similar:
    """Return what is shown of a document, with the words that weigh most in it."""
    segment, local = generation.place(document)
    card = segment.card(local)
    organisation = card["organisation"]
    shared = sorted(
        (word for word in gained if gained[word][document]),
        key=lambda word: (-gained[word][document], word),
    )
    return Similar(
        key=segment.keys[local],
        url=card["url"],
        title=card["title"],
        kind=card["kind"],
        issued=card["issued"],
        organisation=Named(*organisation) if organisation else None,
        languages=tuple(card["languages"]),
        audience=generation.dictionary.audiences.keys[int(generation.audiences[document])],
        shared_words=tuple(shared[:_SHOWN_WORDS]),
    )
