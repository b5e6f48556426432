"""Which documents a query matches and how well: whole posting lists at once, as arrays.

The points of a word in a document are idf x w x (K + 1) / (w + K), where w adds, over the forms of
the word, the form's weight (1 as typed, 0.8 without accents, 0.6 by stem, 0.5 and less for what is
only alike) times the posting's weight, which holds the boosts and lengths of title, abstract,
names and text (see records). See ranking for what becomes of them. Counts behind idf are those of
the documents that the reader may see, so nothing about hidden ones shows in a score.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from coalition.search import analysis, parser
from coalition.search.engine.arrays import Ints
from coalition.search.engine.generation import Generation, Located, Mask, Visible
from coalition.search.engine.records import BODY, REGIONS
from coalition.search.finding.slots import SHIFT, Form, Matched, Slot, places_of_any, points
from coalition.search.finding.spelling import neighbours

OUTSIDE = 5.0  # times a phrase in the title or another short field counts
MOST_OF = 0.6  # share of pairs of characters that a run stands for where it is found nowhere
_TELLING = 3  # documents with a word; fewer do not say which language it is of
_MAIN_LANGUAGE = 0.05  # share of all documents from which a language is one of the main ones
_PLAIN_LANGUAGE = 0.3  # share of the best language's rate from which a word counts as one of its


class Matcher:
    """Evaluates queries against one generation for one set of audiences."""

    def __init__(self, generation: Generation, visible: Visible) -> None:
        self._generation = generation
        self._visible = visible

    def match(self, node: parser.Node) -> Matched:
        """Return what a query matches among the documents that may be seen."""
        match node:
            case parser.Word():
                return self._word(node)
            case parser.Phrase():
                return self._phrase(node.tokens, node.field, exact=True)
            case parser.Prefix():
                return self._prefix(node)
            case parser.Fuzzy():
                return self._fuzzy(node)
            case parser.All() | parser.Any():
                return self._joined(node)
            case parser.Not():
                found = self._plain(self._visible.mask & ~self.match(node.part).mask)
                return Matched(found.mask, found.points, is_negated=True)
            case parser.Years():
                return self._plain(self._visible.mask & self._years(node))
            case parser.Key():
                return self._plain(self._visible.mask & self._keys(node))
        return self._plain(self._visible.mask)

    def _plain(self, mask: Mask) -> Matched:
        """Return documents that match without being ranked by it."""
        return Matched(mask, np.zeros(self._generation.size, np.float32))

    def _joined(self, node: parser.All | parser.Any) -> Matched:
        """Return what matches all parts, or any."""
        results = [self.match(part) for part in node.parts]
        is_all = isinstance(node, parser.All)
        combine = np.logical_and if is_all else np.logical_or
        mask = results[0].mask.copy()
        points = results[0].points.copy()
        for result in results[1:]:
            combine(mask, result.mask, out=mask)
            points += result.points
        return Matched(
            mask,
            points,
            tuple(s for result in results for s in result.slots),
            tuple(s for result in results for s in result.together) if is_all else (),
            any(result.is_negated for result in results),
        )

    # Words

    def _word(self, node: parser.Word) -> Matched:
        """Match one word, or several that were typed together and must follow each other."""
        tokens = node.tokens
        if len(tokens) > 1:
            found = self._phrase(tokens, node.field, exact=False)
            if len(tokens) > 2 and not found.mask.any() and all(map(analysis.is_unspaced, tokens)):
                return self._most_pairs(tokens, node.field)
            return found
        if analysis.is_unspaced(tokens[0]):
            return self._prefix(parser.Prefix(tokens[0], node.field))
        forms = self._forms(analysis.surface(tokens[0]), stems=True)
        return self._weighed(tokens[0], forms, node.field)

    def _most_pairs(self, tokens: tuple[str, ...], field: str | None) -> Matched:
        """Match most of the pairs of a run of characters, which may be several words."""
        pairs = [self._phrase(pair, field, exact=True) for pair in pairwise(tokens)]
        held = np.add.reduce([pair.mask.astype(np.int64) for pair in pairs])
        mask = held >= MOST_OF * len(pairs)
        gained = np.add.reduce([pair.points for pair in pairs])
        return Matched(mask, gained, tuple(slot for pair in pairs for slot in pair.slots))

    def _prefix(self, node: parser.Prefix) -> Matched:
        """Match all words that begin so, with or without accents."""
        start = analysis.surface(node.start)
        forms = tuple(
            Form(located, 1.0, "begins")
            for prefix in (start, analysis.FOLDED + analysis.fold(start))
            for located in self._generation.lists_beginning(prefix)
        )
        return self._weighed(node.start, forms, node.field)

    def _fuzzy(self, node: parser.Fuzzy) -> Matched:
        """Match the words that differ in up to so many letters."""
        word = analysis.surface(node.word)
        near = neighbours(self._generation, self._visible, word, node.distance)
        forms = tuple(
            Form(located, 0.5 / one.distance, "similar")
            for one in near
            for located in self._generation.lists(one.term)
        )
        return self._weighed(node.word, self._forms(word, stems=False) + forms, node.field)

    def _located(self, terms: Iterable[tuple[str, float]], how: str) -> tuple[Form, ...]:
        """Return the posting lists of weighted terms."""
        lists = self._generation.lists
        return tuple([Form(found, share, how) for term, share in terms for found in lists(term)])

    def _forms(self, word: str, stems: bool) -> tuple[Form, ...]:
        """Return the posting lists under which a word is found."""
        typed, *folded = analysis.wanted_forms(word)
        forms = self._located([typed], "typed") + self._located(folded, "folded")
        spelt = analysis.without_spelt_umlauts(word)
        if spelt and not self._is_seen(forms):
            # "ue" for "ü", where nobody wrote the word as typed
            forms = self._located([(analysis.FOLDED + spelt, 0.7)], "folded")
        if stems:
            wanted = analysis.wanted_stems(word, self._languages(forms))
            forms += self._located(wanted, "stem")
        return forms

    def _is_seen(self, forms: Sequence[Form]) -> bool:
        """Tell whether a visible document has one of these forms."""
        return any(self._visible.mask[form.located.documents].any() for form in forms)

    def _languages(self, forms: Sequence[Form]) -> list[str]:
        """Return the languages whose stems of a word are meant: those in which it is at home.

        A language counts when the word is in about as large a part of its documents as in those
        of the best one. Where hardly anybody wrote the word as typed, the languages of those few
        count and all that many documents are in; where nobody did, all languages.
        """
        totals = self._visible.languages
        names = self._generation.dictionary.stemmed.keys
        counts = np.zeros(len(totals))
        for form in forms:
            documents = form.located.documents
            seen = documents[self._visible.mask[documents]]
            counts += np.bincount(self._generation.stemmed[seen], minlength=len(totals))
        rates = counts / (totals + 10)
        if "" in names:
            rates[names.index("")] = 0
        best = rates.max(initial=0)
        if counts.sum() >= _TELLING and best:
            chosen = rates >= _PLAIN_LANGUAGE * best
        elif best:
            chosen = (rates > 0) | (totals >= _MAIN_LANGUAGE * self._visible.count)
        else:
            chosen = totals > 0
        found = (name for name, wanted in zip(names, chosen, strict=True) if wanted and name)
        return sorted(found)  # points add up in an order that hidden languages do not change

    def _weighed(self, word: str, forms: tuple[Form, ...], field: str | None) -> Matched:
        """Return the documents of posting lists, with their points."""
        size = self._generation.size
        weights = np.zeros(size, np.float32)
        region = REGIONS.index(field) if field else None
        for form in forms:
            located = form.located
            if region is not None:
                documents = self._in_region(located, region)
                weights += np.float32(form.share) * np.bincount(documents, minlength=size)
            elif located.is_range:
                weights += np.bincount(located.documents, located.found.weights, size)
            else:
                weights[located.documents] += np.float32(form.share) * located.found.weights
        weights *= self._visible.mask
        mask = weights > 0
        value = self._idf(int(np.count_nonzero(mask)))
        slot = Slot(word, value, forms, region=region)
        return Matched(mask, points(weights, value), (slot,), (slot,))

    def _in_region(self, located: Located, region: int) -> Ints:
        """Return the document of each occurrence in a region, with repeats."""
        found = located.found
        documents = np.repeat(located.documents, found.counts())
        starts = self._generation.starts[documents]
        positions = found.positions[int(found.bounds[0]) : int(found.bounds[-1])]
        inside = positions >= starts[:, region]
        if region < BODY:
            inside &= positions < starts[:, region + 1]
        kept: Ints = documents[inside]
        return kept

    def _idf(self, documents: int) -> float:
        """Return how telling a word is that so many of the visible documents have."""
        return math.log1p((self._visible.count - documents + 0.5) / (documents + 0.5))

    # Phrases

    def _phrase(self, tokens: tuple[str, ...], field: str | None, exact: bool) -> Matched:
        """Match tokens that follow each other; exactly as typed, or by any of their forms."""
        if len(tokens) == 1 and analysis.is_unspaced(tokens[0]):
            return self._prefix(parser.Prefix(tokens[0], field))
        words = _phrase_words(tokens)
        if len(words) == 1 and len(tokens) == 1:
            forms = self._forms(words[0][1], stems=not exact)
            return self._weighed(tokens[0], forms, field)
        slots = [(at, self._forms(word, stems=not exact)) for at, word in words]
        mask = self._visible.mask.copy()
        for _, forms in slots:
            here = np.zeros_like(mask)
            for form in forms:
                here[form.located.documents] = True
            mask &= here
        found = self._sequences(slots, np.flatnonzero(mask))
        if field is not None:
            found = self._only_in(found, REGIONS.index(field))
        return self._phrase_weighed(found, tokens, field)

    def _only_in(self, found: Ints, region: int) -> Ints:
        """Return the places that lie in a region."""
        positions = found & ((1 << SHIFT) - 1)
        starts = self._generation.starts[found >> SHIFT]
        inside = positions >= starts[:, region]
        if region < BODY:
            inside &= positions < starts[:, region + 1]
        kept: Ints = found[inside]
        return kept

    def _phrase_weighed(self, found: Ints, tokens: tuple[str, ...], field: str | None) -> Matched:
        """Return the documents in which a phrase was found, with their points."""
        documents = found >> SHIFT
        bodies = self._generation.starts[documents, BODY]
        outside = (found & ((1 << SHIFT) - 1)) < bodies
        counts = np.bincount(documents, 1.0 + (OUTSIDE - 1.0) * outside, self._generation.size)
        weights = counts.astype(np.float32)
        mask = weights > 0
        value = len(tokens) * self._idf(int(np.count_nonzero(mask)))
        region = REGIONS.index(field) if field else None
        joiner = "" if analysis.is_unspaced(tokens[0]) else " "
        slot = Slot(joiner.join(tokens), value, found=found, length=len(tokens), region=region)
        return Matched(mask, points(weights, value), (slot,), (slot,))

    def _sequences(self, slots: list[tuple[int, tuple[Form, ...]]], documents: Ints) -> Ints:
        """Return where the slots follow each other, as document << SHIFT | position."""
        if not len(documents):
            return np.zeros(0, np.int64)
        size = self._generation.size
        sets = sorted((places_of_any(forms, documents, size) - at for at, forms in slots), key=len)
        found = sets[0]
        for other in sets[1:]:
            if not len(found) or not len(other):
                found = found[:0]
                break
            at = other.searchsorted(found)
            at[at == len(other)] = 0
            found = found[other[at] == found]
        sequences: Ints = documents[found >> SHIFT] << SHIFT | found & ((1 << SHIFT) - 1)
        return sequences

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
