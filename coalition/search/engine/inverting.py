"""From analysed entries to sorted lists: every word of a batch in one sort of whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from coalition.search.engine.arrays import Floats, Ints, ranges
from coalition.search.engine.postings import index_terms, width_for
from coalition.search.engine.vocabulary import Vocabulary

# term << 40 | document << 24 | position: what a token is sorted by
_TERM, _DOCUMENT = 40, 24
MOST_DOCUMENTS = 1 << (_TERM - _DOCUMENT)
MOST_POSITIONS = 1 << _DOCUMENT
MOST_TOKENS = 3_000_000  # in a batch: some 200 MB while it is sorted
_PAIR_TWICE = 2  # times two words follow each other in a text before they count as a pair


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one entry as numbers of a vocabulary.

    `positions` ascend. The first `head_words` of the words stand before the body; `head_weights`
    are those of the positions there, `body_weight` is that of each word in the body. `steps` are
    distances of the beginnings of words in the pages' texts, pages given by `numbers` and the
    `firsts` words of each.
    """

    words: Ints
    positions: Ints
    head_words: int
    head_weights: Floats
    body_weight: float
    languages: tuple[str, ...]
    numbers: Sequence[int]
    firsts: Sequence[int]
    steps: Ints


class Batch:
    """Texts collected until they are worth a sort."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._texts: list[Text] = []
        self.tokens = 0

    @property
    def is_full(self) -> bool:
        """Tell whether no further text should be added."""
        return self.tokens > MOST_TOKENS or len(self._texts) >= MOST_DOCUMENTS - 1

    def add(self, text: Text) -> None:
        """Add the text of the next document."""
        self._texts.append(text)
        self.tokens += len(text.words)

    def inverted(self) -> dict[str, Ints]:
        """Return the arrays of a segment that holds these texts, numbered from 0."""
        tokens = _Tokens(self._texts, self._vocabulary)
        terms, keys = tokens.keys()
        found = _postings(keys, self._texts, len(terms))
        return index_terms(terms) | found | _places(self._texts)


class _Tokens:
    """All tokens of a batch under all their terms."""

    def __init__(self, texts: Sequence[Text], vocabulary: Vocabulary) -> None:
        self._texts = texts
        self._vocabulary = vocabulary

    def keys(self) -> tuple[list[bytes], Ints]:
        """Return the terms in order, and the sorted keys of all tokens by the places of terms."""
        parts = [self._expanded(*group) for group in self._by_languages()]
        parts += [self._pairs()]
        numbers = np.concatenate([numbers for numbers, _ in parts])
        rests = np.concatenate([rest for _, rest in parts])
        used = np.unique(numbers)
        spelt = self._vocabulary.spelt
        terms = sorted((spelt[n], n) for n in used.tolist())
        places = np.zeros(int(used[-1]) + 1 if len(used) else 1, np.uint64)
        places[[n for _, n in terms]] = np.arange(len(terms))
        keys = (places[numbers] << np.uint64(_TERM)) | rests
        keys.sort()
        return [term for term, _ in terms], keys

    def _by_languages(self) -> "list[tuple[tuple[str, ...], Ints, Ints]]":
        """Return the words of all texts of the same languages, with document and position."""
        groups: dict[tuple[str, ...], list[tuple[Ints, Ints]]] = {}
        for document, text in enumerate(self._texts):
            rest = text.positions.astype(np.uint64) | np.uint64(document << _DOCUMENT)
            groups.setdefault(text.languages, []).append((text.words, rest))
        return [
            (
                languages,
                np.concatenate([words for words, _ in group]),
                np.concatenate([rest for _, rest in group]),
            )
            for languages, group in groups.items()
        ]

    def _expanded(self, languages: tuple[str, ...], words: Ints, rest: Ints) -> tuple[Ints, Ints]:
        """Return term and rest of the key for each term of each word."""
        seen = np.zeros(len(self._vocabulary.words), np.bool_)
        seen[words] = True
        used = np.flatnonzero(seen)
        terms = [self._vocabulary.terms_of(n, languages) for n in used.tolist()]
        counts = np.zeros(len(seen), np.int64)
        counts[used] = np.fromiter(map(len, terms), np.int64, len(terms))
        firsts = counts.cumsum() - counts
        flat = np.fromiter(chain.from_iterable(terms), np.int64, int(counts.sum()))
        times = counts[words]
        return flat[ranges(firsts[words], times)], np.repeat(rest, times)

    def _pairs(self) -> tuple[Ints, Ints]:
        """Return term and rest of the key for pairs of words told more than once in a text."""
        pairable = np.array(self._vocabulary.pairable, np.bool_)
        numbers: list[int] = []
        rests: list[int] = []
        for document, text in enumerate(self._texts):
            for first, second in _repeated(text, pairable):
                numbers.append(self._vocabulary.pair(first, second))
                rests.append(document << _DOCUMENT | (MOST_POSITIONS - 1))
        return np.array(numbers, np.int64), np.array(rests, np.uint64)


def _repeated(text: Text, pairable: Any) -> list[tuple[int, int]]:
    """Return the pairs of words that follow each other twice in a text, or once in front of it."""
    words = text.words
    if len(words) < 2:
        return []
    near = pairable[words[:-1]] & pairable[words[1:]]
    near &= text.positions[1:] - text.positions[:-1] == 1
    at = np.flatnonzero(near)
    codes = words[at].astype(np.int64) << 32 | words[at + 1]
    head = set(codes[: int(at.searchsorted(text.head_words))].tolist())
    known, counts = np.unique(codes, return_counts=True)
    often = set(known[counts >= _PAIR_TWICE].tolist())
    return [(code >> 32, code & 0xFFFFFFFF) for code in sorted(often | head)]


def _postings(keys: Ints, texts: Sequence[Text], terms: int) -> dict[str, Ints]:
    """Return documents, weights and places of each term from sorted keys."""
    places = (keys & np.uint64(MOST_POSITIONS - 1)).astype(np.int64)
    owners = keys >> np.uint64(_DOCUMENT)
    begins = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))[: len(keys)]
    documents = (owners[begins] & np.uint64(MOST_DOCUMENTS - 1)).astype("<u4")
    held = np.bincount(
        (owners[begins] >> np.uint64(_TERM - _DOCUMENT)).astype(np.int64), minlength=terms
    )
    firsts = np.zeros(terms + 1, "<u4")
    np.cumsum(held, out=firsts[1:])
    weights = _weights(places, (owners & np.uint64(MOST_DOCUMENTS - 1)).astype(np.int64), texts)
    is_place = places < MOST_POSITIONS - 1  # pairs have none
    counts = np.add.reduceat(is_place, begins, dtype=np.int64) if len(keys) else begins
    bounds = np.zeros(len(begins) + 1, "<u4")
    np.cumsum(counts, out=bounds[1:])
    positions = places[is_place]
    return {
        "firsts": firsts,
        "documents": documents,
        "weights": np.add.reduceat(weights, begins) if len(keys) else weights,
        "bounds": bounds,
        "positions": positions.astype(width_for(int(positions.max(initial=0)))),
    }


def _weights(places: Ints, documents: Ints, texts: Sequence[Text]) -> Floats:
    """Return the weight of each token from its place: that of its region, or of the body."""
    weights: Floats = np.array([text.body_weight for text in texts], np.float32)[documents]
    heads = np.array([len(text.head_weights) for text in texts], np.int64)
    firsts = heads.cumsum() - heads
    at = np.flatnonzero(places < heads[documents])
    known = np.concatenate([text.head_weights for text in texts])
    weights[at] = known[firsts[documents[at]] + places[at]]
    weights[places == MOST_POSITIONS - 1] = 0.0
    return weights


def _places(texts: Sequence[Text]) -> dict[str, Ints]:
    """Return where the pages of each document begin and its words stand."""
    pages = np.zeros(len(texts) + 1, "<u4")
    np.cumsum(
        np.fromiter((len(text.numbers) for text in texts), np.int64, len(texts)), out=pages[1:]
    )
    stepped = np.zeros(len(texts) + 1, "<u4")
    np.cumsum(
        np.fromiter((len(text.steps) for text in texts), np.int64, len(texts)), out=stepped[1:]
    )
    return {
        "page_bounds": pages,
        "page_numbers": np.fromiter(
            chain.from_iterable(t.numbers for t in texts), "<u4", int(pages[-1])
        ),
        "page_firsts": np.fromiter(
            chain.from_iterable(t.firsts for t in texts), "<u4", int(pages[-1])
        ),
        "step_bounds": stepped,
        "steps": np.concatenate([text.steps for text in texts]) if texts else np.zeros(0, "<u2"),
    }
