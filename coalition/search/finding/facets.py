"""Exact counts beside the hits: within a facet the chosen values add up, across facets they narrow.

A facet's own counts ignore its own choice, so that a reader sees what another value would bring.
"""

from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np

from coalition.search.engine.arrays import Ints, ranges
from coalition.search.engine.generation import FACETS, Generation, Mask

_FEW = 50  # one document in so many is looked up rather than counted among all
MOST_VALUES = 60  # values listed a facet, the most frequent first


@dataclass(frozen=True, slots=True)
class Filters:
    """The chosen keys of each facet; nothing chosen narrows nothing.

    `first_year` and `last_year` are the ends of a range of years, both included. `since` keeps
    what was published at that moment or later.
    """

    what: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    since: datetime | None = None

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the chosen keys of a facet."""
        keys: tuple[str, ...] = getattr(self, facet)
        return keys

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) not in ((), None) for f in fields(self))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; `label` is the key itself for kinds, languages and years."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field; `further` is the number of values not listed."""

    field: str
    values: tuple[FacetValue, ...]
    further: int = 0


def filter_masks(generation: Generation, filters: Filters) -> dict[str, Mask]:
    """Return, for each facet with a choice, the documents that have one of its chosen values."""
    masks = {}
    for facet in FACETS:
        keys = filters.chosen(facet)
        if not keys:
            continue
        values = generation.dictionary.facets[facet]
        numbers = [n for n in map(values.find, keys) if n is not None]
        documents, held = generation.pairs[facet]
        mask = np.zeros(generation.size, np.bool_)
        mask[documents[np.isin(held, numbers)]] = True
        masks[facet] = mask
    if filters.first_year is not None or filters.last_year is not None:
        mask = _years_mask(generation, filters)
        masks["year"] = masks["year"] & mask if "year" in masks else mask
    if filters.since is not None:
        masks["since"] = generation.published >= filters.since.timestamp()
    return masks


def _years_mask(generation: Generation, filters: Filters) -> Mask:
    """Return the documents issued within the range of years."""
    years = generation.issued // 10_000
    mask: Mask = years > 0
    if filters.first_year is not None:
        mask &= years >= filters.first_year
    if filters.last_year is not None:
        mask &= years <= filters.last_year
    return mask


def count(
    generation: Generation, matched: Mask, masks: dict[str, Mask], filters: Filters
) -> tuple[Facet, ...]:
    """Return all facets of the matched documents, counted under the choices of the others."""
    narrowed = matched
    for mask in masks.values():
        narrowed = narrowed & mask
    counted = []
    for facet in FACETS:
        base = narrowed
        if facet in masks:
            base = matched.copy()
            for other, mask in masks.items():
                if other != facet:
                    base &= mask
        counted.append(_facet(generation, facet, base, filters.chosen(facet)))
    return tuple(counted)


def _facet(generation: Generation, facet: str, base: Mask, chosen: tuple[str, ...]) -> Facet:
    """Return one facet of the documents in the mask."""
    values = generation.dictionary.facets[facet]
    documents, held = generation.pairs[facet]
    if not len(held) and not chosen:
        return Facet(facet, ())
    counts = np.bincount(_held(documents, held, base), minlength=len(values.keys))
    present = counts.nonzero()[0]
    keys, labels = values.keys, values.labels
    wanted = set(chosen)
    if facet == "year":  # all of them are drawn
        ordered = sorted(present.tolist(), key=keys.__getitem__, reverse=True)
    else:
        # Ties at the end of the list are cut by name, not by chance.
        order = np.lexsort((values.ranks()[present], -counts[present]))
        ordered = present[order[:MOST_VALUES]].tolist()
    shown = [
        FacetValue(keys[n], labels[n], c, keys[n] in wanted)
        for n, c in zip(ordered, counts[ordered].tolist(), strict=True)
    ]
    listed_keys = {value.key for value in shown} if chosen else set()
    for key in dict.fromkeys(chosen):
        if key not in listed_keys:
            number = values.find(key)
            found = int(counts[number]) if number is not None else 0
            # A label is told only with a document that the reader may see.
            label = labels[number] if number is not None and found else key
            shown.append(FacetValue(key, label, found, True))
    return Facet(facet, tuple(shown), len(present) - sum(value.count > 0 for value in shown))


def _held(documents: Ints, held: Ints, base: Mask) -> Ints:
    """Return the values of the documents in the mask; the documents of all pairs ascend."""
    few = np.flatnonzero(base)
    if _FEW * len(few) > len(base):
        found: Ints = held[base[documents]]
        return found
    firsts, lasts = documents.searchsorted(few), documents.searchsorted(few, side="right")
    picked: Ints = held[ranges(firsts, lasts - firsts)]
    return picked
