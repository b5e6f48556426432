"""In which order what matches is shown.

    score = sum of points of the words x closeness x recency

closeness = 1 + CLOSE x n / span, where span is the number of words of the shortest stretch that
holds all n words of the search; 1 where one word was asked for. Looked at among the CANDIDATES best
by the other two. recency = 1 + RECENT x 2^(-age / HALF_LIFE), the age in years (see generation).
Of nearly the same texts the newest stands for all, at the place of the best.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from coalition.search.engine.arrays import Floats, Ints
from coalition.search.engine.families import Families
from coalition.search.engine.generation import Generation, Mask
from coalition.search.finding.slots import SHIFT, Matched, Slot

Sort = Literal["best", "newest", "added", "title"]
SORTS: tuple[Sort, ...] = ("best", "newest", "added", "title")

CLOSE = 0.5
CANDIDATES = 200
_LONGEST_SPAN = 1 << 20
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents in their order, at least as many as wanted, and what stands behind it.

    `folded` are the documents shown under those wanted. The factors are by document for those looked at.
    """

    documents: Ints
    scores: dict[int, float]
    closeness: dict[int, float]
    folded: dict[int, list[int]]
    folded_count: int


def rank(
    generation: Generation,
    matched: Matched,
    mask: Mask,
    families: Families,
    sort: Sort,
    wanted: int,
    today: date,
    *,
    folds: bool = True,
) -> Ranked:
    """Return the documents of a mask, at least the first `wanted` of them in their order."""
    documents = np.flatnonzero(mask)
    under = _Under(_NONE, _NONE)
    scores = matched.points * generation.recency(today)
    if families.has_alike and folds:
        documents, under = _fold(generation, documents, scores, families.alike)
    closeness: dict[int, float] = {}
    if sort == "best":
        documents = _best(generation, documents, scores, max(wanted, CANDIDATES))
        if len(matched.together) > 1 and len(documents) > 1:
            documents, closeness = _closest(generation, documents, scores, matched.together)
    else:
        documents = _sorted(generation, documents, sort)
    shown = documents[:wanted].tolist()
    final = {d: float(scores[d]) * closeness.get(d, 1.0) for d in shown}
    folded = {d: others for d in shown if (others := under.of(d))}
    return Ranked(documents, final, closeness, folded, len(under.others))


def _sorted(generation: Generation, documents: Ints, sort: Sort) -> Ints:
    """Return documents by date, by publication or by title, ties as written."""
    if sort == "title":
        order = generation.title_ranks[documents].argsort(kind="stable")
    elif sort == "added":
        order = (-generation.published[documents]).argsort(kind="stable")
    else:
        order = (-generation.issued[documents]).argsort(kind="stable")
    found: Ints = documents[order]
    return found


def _best(generation: Generation, documents: Ints, scores: Floats, wanted: int) -> Ints:
    """Return at least the first `wanted` documents by score, ties by date, then as written."""
    mine = scores[documents]
    if len(documents) > 2 * wanted:
        # Only what may be wanted is sorted in full.
        least = np.partition(mine, len(mine) - wanted)[len(mine) - wanted]
        near = mine >= least
        documents, mine = documents[near], mine[near]
    found: Ints = documents[np.lexsort((-generation.issued[documents], -mine))]
    return found


def _closest(
    generation: Generation, documents: Ints, scores: Floats, slots: tuple[Slot, ...]
) -> tuple[Ints, dict[int, float]]:
    """Return the documents with the best CANDIDATES in their order by closeness too, and it."""
    candidates = documents[:CANDIDATES]
    order = candidates.argsort()
    ascending = candidates[order]
    factors = np.ones(len(candidates), np.float32)
    factors[order] = 1 + CLOSE * len(slots) / _spans(generation, ascending, slots)
    best = np.lexsort((-generation.issued[candidates], -scores[candidates] * factors))
    closeness = dict(zip(candidates.tolist(), factors.tolist(), strict=True))
    return np.concatenate((candidates[best], documents[CANDIDATES:])), closeness


def _spans(generation: Generation, documents: Ints, slots: tuple[Slot, ...]) -> Floats:
    """Return about how many words the shortest stretch with all slots has in each document.

    Around each place of the rarest the nearest of each other is taken: exact for two words.
    """
    places = sorted((slot.places(documents, generation.size) for slot in slots), key=len)
    anchors = places[0]
    spans = np.full(len(documents), float(_LONGEST_SPAN))
    if not len(anchors):
        return spans
    first, last = anchors.copy(), anchors.copy()
    for other in places[1:]:
        nearest = _nearest(anchors, other)
        np.minimum(first, nearest, out=first)
        np.maximum(last, nearest, out=last)
    lengths = (last - first + 1).clip(len(slots), _LONGEST_SPAN)
    np.minimum.at(spans, anchors >> SHIFT, lengths)
    return spans


def _nearest(anchors: Ints, other: Ints) -> Ints:
    """Return for each anchor the nearest of the other places, far away where there is none."""
    if not len(other):
        return anchors + _LONGEST_SPAN
    at = other.searchsorted(anchors)
    after = other[np.minimum(at, len(other) - 1)]
    before = other[np.maximum(at - 1, 0)]
    nearest: Ints = np.where(np.abs(after - anchors) < np.abs(anchors - before), after, before)
    return nearest


@dataclass(frozen=True, slots=True)
class _Under:
    """Documents shown under others: each with the one it is under, families one after the other."""

    others: Ints
    heads: Ints

    def of(self, document: int) -> list[int]:
        """Return the documents under one, the newest first."""
        found: list[int] = self.others[self.heads == document].tolist()
        return found


def _fold(
    generation: Generation, documents: Ints, scores: Floats, alike: Ints
) -> tuple[Ints, _Under]:
    """Return the documents without those shown under another, and these.

    The newest of a family takes the best score of all; `scores` is changed in place.
    """
    members = documents[alike[documents] >= 0]
    if not len(members):
        return documents, _Under(_NONE, _NONE)
    newest_first = (-members, -generation.published[members], -generation.issued[members])
    members = members[np.lexsort((*newest_first, alike[members]))]
    families = alike[members]
    is_head = np.concatenate(([True], families[1:] != families[:-1]))
    firsts = np.flatnonzero(is_head)
    heads = members[firsts]
    scores[heads] = np.maximum.reduceat(scores[members], firsts)
    others = members[~is_head]
    is_hidden = np.zeros(len(scores), np.bool_)
    is_hidden[others] = True
    under = _Under(others, heads[is_head.cumsum() - 1][~is_head])
    return documents[~is_hidden[documents]], under


def without_older(
    generation: Generation, matched: Matched, families: Families
) -> tuple[Mask, dict[int, list[int]]]:
    """Return what matches with one version of each document, and the others by that one.

    It is the newest that matches. Where something was to be left out, older versions, which may
    lack it, are left out as well.
    """
    if not families.has_versions:
        return matched.mask, {}
    mask = matched.mask.copy()
    older = np.flatnonzero(mask & (families.newest >= 0))
    mask[older] = False
    shown: dict[int, int] = {}
    under: dict[int, list[int]] = {}
    for document in older[np.argsort(-generation.versions[older], kind="stable")].tolist():
        newest = int(families.newest[document])
        if mask[newest] or newest in shown:
            under.setdefault(shown.get(newest, newest), []).append(document)
        elif not matched.is_negated:
            shown[newest] = document
    mask[list(shown.values())] = True
    return mask, under
