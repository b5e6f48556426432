"""Which documents a query matches and how well: whole posting lists at once, as arrays.

The score of a word in a document is idf x w x (K + 1) / (w + K), where w adds, over the forms of
the word, the form's weight (1 as typed, 0.8 without accents, 0.6 by stem) times the posting's
weight, which holds the boosts and lengths of title, abstract, names and text (see records). A
query's score is the sum of those of its words. Counts behind idf are those of the documents that
the reader may see, so nothing about hidden ones shows in a score.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coalition.search import analysis, parser
from coalition.search.generation import Generation, Located, Mask, Visible
from coalition.search.postings import Floats, Ints
from coalition.search.records import BODY, REGIONS

_K = 1.6  # how soon more occurrences stop to count
_MOST_EXPANSIONS = 400  # words that one prefix stands for
_TELLING = 3  # documents with a word; fewer do not say which language it is of
_PLAIN_LANGUAGE = 0.3  # share of the best language's rate from which a word counts as one of its
_SHIFT = 32  # document and position in one number: document << 32 | position

Form = tuple[Located, float]


@dataclass(frozen=True, slots=True)
class Slot:
    """One word, phrase or prefix looked for, with what a passage needs to mark it."""

    value: float  # how much a passage with it is worth
    forms: tuple[Form, ...] = ()
    found: Ints | None = None  # of a phrase: where it begins, document << 32 | position
    length: int = 1  # tokens marked at each place
    region: int | None = None

    def positions(self, document: int) -> Ints:
        """Return where it begins in a document, ascending."""
        if self.found is not None:
            low = document << _SHIFT
            first, last = self.found.searchsorted([low, low + (1 << _SHIFT)])
            own: Ints = self.found[first:last] - low
            return own
        parts = []
        for located, _ in self.forms:
            local = document - located.offset
            if local >= 0:
                found = located.found.in_document(local)
                if len(found):
                    parts.append(found)
        if not parts:
            return np.zeros(0, np.int64)
        if len(parts) == 1:
            return parts[0].astype(np.int64)
        return _merged(parts).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Matched:
    """The documents that match, how well, and what to mark in them."""

    mask: Mask
    scores: Floats
    slots: tuple[Slot, ...] = ()


class Matcher:
    """Evaluates queries against one generation for one set of audiences."""

    def __init__(self, generation: Generation, visible: Visible) -> None:
        self._generation = generation
        self._visible = visible

    def match(self, node: parser.Node) -> Matched:
        """Return what a query matches among the documents that may be seen."""
        if isinstance(node, parser.Word):
            return self._word(node)
        if isinstance(node, parser.Phrase):
            return self._phrase(node.tokens, node.field, exact=True)
        if isinstance(node, parser.Prefix):
            return self._prefix(node)
        if isinstance(node, parser.All | parser.Any):
            return self._joined(node)
        if isinstance(node, parser.Not):
            return self._plain(self._visible.mask & ~self.match(node.part).mask)
        if isinstance(node, parser.Years):
            return self._plain(self._visible.mask & self._years(node))
        if isinstance(node, parser.Key):
            return self._plain(self._visible.mask & self._keys(node))
        return self._plain(self._visible.mask)

    def _plain(self, mask: Mask) -> Matched:
        """Return documents that match without being ranked by it."""
        return Matched(mask, np.zeros(self._generation.size, np.float32))

    def _joined(self, node: parser.All | parser.Any) -> Matched:
        """Return what matches all parts, or any."""
        results = [self.match(part) for part in node.parts]
        combine = np.logical_and if isinstance(node, parser.All) else np.logical_or
        mask = results[0].mask.copy()
        scores = results[0].scores.copy()
        for result in results[1:]:
            combine(mask, result.mask, out=mask)
            scores += result.scores
        return Matched(mask, scores, tuple(s for result in results for s in result.slots))

    # Words

    def _word(self, node: parser.Word) -> Matched:
        """Match one word, or several that were typed together and must follow each other."""
        tokens = node.tokens
        if len(tokens) > 1:
            return self._phrase(tokens, node.field, exact=False)
        if analysis.is_unspaced(tokens[0]):
            return self._prefix(parser.Prefix(tokens[0], node.field))
        forms = self._forms(analysis.surface(tokens[0]), stems=True)
        return self._weighed(forms, node.field)

    def _prefix(self, node: parser.Prefix) -> Matched:
        """Match all words that begin so, with or without accents."""
        start = analysis.surface(node.start)
        terms: list[str] = []
        for prefix in (start, analysis.FOLDED + analysis.fold(start)):
            terms += self._generation.terms_from(prefix, _MOST_EXPANSIONS)
        return self._weighed(self._located((term, 1.0) for term in terms), node.field)

    def _located(self, forms: Iterable[tuple[str, float]]) -> tuple[Form, ...]:
        """Return the posting lists of weighted terms."""
        lists = self._generation.lists
        return tuple((located, weight) for term, weight in forms for located in lists(term))

    def _forms(self, word: str, stems: bool) -> tuple[Form, ...]:
        """Return the posting lists under which a word is found."""
        forms = self._located(analysis.wanted_forms(word))
        if stems:
            forms += self._located(analysis.wanted_stems(word, self._languages(forms)))
        return forms

    def _languages(self, forms: Sequence[Form]) -> list[str]:
        """Return the languages whose stems of a word are meant: those in which it is at home.

        A language counts when the word is in about as large a part of its documents as in those
        of the best one. All languages count when hardly anybody wrote the word as typed.
        """
        totals = self._visible.languages
        names = self._generation.dictionary.stemmed.keys
        counts = np.zeros(len(totals))
        for located, _ in forms:
            documents = located.documents
            seen = documents[self._visible.mask[documents]]
            counts += np.bincount(self._generation.stemmed[seen], minlength=len(totals))
        rates = counts / (totals + 10)
        if "" in names:
            rates[names.index("")] = 0
        best = rates.max(initial=0)
        is_telling = counts.sum() >= _TELLING
        chosen = rates >= _PLAIN_LANGUAGE * best if best and is_telling else totals > 0
        return [name for name, wanted in zip(names, chosen, strict=True) if wanted and name]

    def _weighed(self, forms: tuple[Form, ...], field: str | None) -> Matched:
        """Return the documents of posting lists, scored."""
        weights = np.zeros(self._generation.size, np.float32)
        region = REGIONS.index(field) if field else None
        for located, share in forms:
            documents = located.documents
            if region is None:
                weights[documents] += share * located.found.weights
            else:
                np.add.at(weights, self._in_region(located, region), np.float32(share))
        weights *= self._visible.mask
        mask = weights > 0
        value = self._idf(int(np.count_nonzero(mask)))
        return Matched(mask, self._score(weights, value), (Slot(value, forms, region=region),))

    def _in_region(self, located: Located, region: int) -> Ints:
        """Return the document of each occurrence in a region, with repeats."""
        documents = np.repeat(located.documents, located.found.counts())
        starts = self._generation.starts[documents]
        positions = located.found.positions
        inside = positions >= starts[:, region]
        if region < BODY:
            inside &= positions < starts[:, region + 1]
        found: Ints = documents[inside]
        return found

    def _idf(self, documents: int) -> float:
        """Return how telling a word is that so many of the visible documents have."""
        return math.log1p((self._visible.count - documents + 0.5) / (documents + 0.5))

    def _score(self, weights: Floats, idf: float) -> Floats:
        """Return the score of each document's weight of a word."""
        scores = weights + np.float32(_K)
        np.divide(weights, scores, out=scores)
        scores *= np.float32(idf * (_K + 1))
        return scores

    # Phrases

    def _phrase(self, tokens: tuple[str, ...], field: str | None, exact: bool) -> Matched:
        """Match tokens that follow each other; exactly as typed, or by any of their forms."""
        if len(tokens) == 1 and analysis.is_unspaced(tokens[0]):
            return self._prefix(parser.Prefix(tokens[0], field))
        words = _phrase_words(tokens)
        if len(words) == 1 and len(tokens) == 1:
            return self._weighed(self._forms(words[0][1], stems=not exact), field)
        slots = [(at, self._forms(word, stems=not exact)) for at, word in words]
        mask = self._visible.mask.copy()
        for _, forms in slots:
            here = np.zeros_like(mask)
            for located, _ in forms:
                here[located.documents] = True
            mask &= here
        found = self._sequences(slots, mask)
        region = REGIONS.index(field) if field else None
        documents = found >> _SHIFT
        if region is not None:
            positions = found & ((1 << _SHIFT) - 1)
            starts = self._generation.starts[documents]
            inside = positions >= starts[:, region]
            if region < BODY:
                inside &= positions < starts[:, region + 1]
            found, documents = found[inside], documents[inside]
        return self._phrase_scored(found, documents, len(tokens), region)

    def _phrase_scored(
        self, found: Ints, documents: Ints, marked: int, region: int | None
    ) -> Matched:
        """Return the documents in which a phrase was found, scored."""
        bodies = self._generation.starts[documents, BODY]
        outside = (found & ((1 << _SHIFT) - 1)) < bodies
        counts = np.bincount(documents, 1.0 + 4.0 * outside, self._generation.size)
        weights = counts.astype(np.float32)
        mask = weights > 0
        value = marked * self._idf(int(np.count_nonzero(mask)))
        slot = Slot(value, found=found, length=marked, region=region)
        return Matched(mask, self._score(weights, value), (slot,))

    def _sequences(self, slots: list[tuple[int, tuple[Form, ...]]], mask: Mask) -> Ints:
        """Return where the slots follow each other, as document << 32 | position."""
        if not mask.any():
            return np.zeros(0, np.int64)
        sets = sorted((self._places(forms, mask) - at for at, forms in slots), key=len)
        found = sets[0]
        for other in sets[1:]:
            if not len(found) or not len(other):
                return found[:0]
            at = other.searchsorted(found)
            at[at == len(other)] = 0
            found = found[other[at] == found]
        return found

    def _places(self, forms: tuple[Form, ...], mask: Mask) -> Ints:
        """Return where any of these forms stand in the masked documents, ascending."""
        parts = []
        for located, _ in forms:
            documents = located.documents
            kept = mask[documents]
            if not kept.any():
                continue
            counts = located.found.counts()
            each = np.repeat(kept, counts)
            owners = np.repeat(documents[kept] << _SHIFT, counts[kept])
            parts.append(owners + located.found.positions[each])
        if len(parts) == 1:
            return parts[0]
        return _merged(parts) if parts else np.zeros(0, np.int64)

    # Values

    def _years(self, node: parser.Years) -> Mask:
        """Return the documents issued in these years."""
        years = self._generation.issued // 10_000
        return (years >= node.first) & (years <= node.last) & (years > 0)

    def _keys(self, node: parser.Key) -> Mask:
        """Return the documents with a kind or language; "pt" finds "pt-BR" too."""
        wanted = "-".join(analysis.tokens(node.value)).casefold()
        values = self._generation.dictionary.facets[node.field]
        numbers = [
            number
            for number, key in enumerate(values.keys)
            if key.casefold() == wanted
            or (node.field == "language" and key.casefold().startswith(f"{wanted}-"))
        ]
        documents, held = self._generation.pairs[node.field]
        mask = np.zeros(self._generation.size, np.bool_)
        mask[documents[np.isin(held, numbers)]] = True
        return mask


def _merged(parts: list[Ints]) -> Ints:
    """Return ascending arrays as one, without repeats.

    The stable sort merges runs that are in order already, some twenty times faster here than
    numpy.unique.
    """
    joined = np.concatenate(parts)
    joined.sort(kind="stable")
    kept = np.ones(len(joined), np.bool_)
    np.not_equal(joined[1:], joined[:-1], out=kept[1:])
    merged: Ints = joined[kept]
    return merged


def _phrase_words(tokens: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the words to look for with their distance from the first.

    Characters of unspaced scripts become the pairs they begin; the last of a run begins none.
    """
    words: list[tuple[int, str]] = []
    for n, token in enumerate(tokens):
        if not analysis.is_unspaced(token):
            words.append((n, analysis.surface(token)))
        elif n + 1 < len(tokens) and analysis.is_unspaced(tokens[n + 1]):
            words.append((n, analysis.surface(token + tokens[n + 1])))
        elif not n or not analysis.is_unspaced(tokens[n - 1]):
            words.append((n, analysis.surface(token)))
    return words
