"""Why a hit stands where it does: which word, met how, in which field, adds how many points."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from coalition.search.engine.arrays import Ints
from coalition.search.engine.generation import Generation
from coalition.search.engine.records import BODY, REGIONS
from coalition.search.finding.matching import OUTSIDE
from coalition.search.finding.passages import SlotPlaces
from coalition.search.finding.slots import SHIFT, Slot, points
from coalition.search.results import Reason

_REGIONS = len(REGIONS)


def reasons_for(
    generation: Generation, documents: Ints, found: Sequence[SlotPlaces]
) -> list[tuple[Reason, ...]]:
    """Return the reasons of each of these ascending documents, those with most points first."""
    starts = generation.starts[documents].astype(np.int64)
    weights = generation.region_weights[documents]
    reasons: list[list[Reason]] = [[] for _ in documents]
    for one in found:
        told = _told(one, starts, weights)
        sums = np.zeros(len(documents), np.float32)
        for _, _, worth in told:
            sums += worth.sum(axis=1)
        gained = points(sums, one.slot.value) / np.where(sums > 0, sums, 1)
        for how, counts, worth in told:
            for document, region in zip(*(axis.tolist() for axis in counts.nonzero()), strict=True):
                reasons[document].append(
                    Reason(
                        one.slot.word,
                        REGIONS[region],
                        how,
                        int(counts[document, region]),
                        float(worth[document, region] * gained[document]),
                    )
                )
    return [tuple(sorted(own, key=lambda reason: -reason.points)) for own in reasons]


def _told(one: SlotPlaces, starts: Ints, weights: Ints) -> list[tuple[str, Ints, Ints]]:
    """Return (how, places, worth) of a slot, by document and region, a row for each way it is met."""
    slot = one.slot
    if slot.found is not None:
        counts = _counts(one.places, starts, slot)
        outside = np.where(np.arange(_REGIONS) == BODY, 1.0, OUTSIDE)
        return [("phrase", counts, (counts * outside).astype(np.float32))]
    by_way: dict[str, list[tuple[Ints, float]]] = defaultdict(list)
    for form, places in one.by_form:
        by_way[form.how].append((_counts(places, starts, slot), form.share))
    told = []
    for how, parts in by_way.items():
        counts = np.add.reduce([counts for counts, _ in parts])
        worth = np.add.reduce([counts * np.float32(share) for counts, share in parts])
        told.append((how, counts, worth if slot.region is not None else worth * weights))
    return told


def _counts(places: Ints, starts: Ints, slot: Slot) -> Ints:
    """Return how many places lie in each region of each document."""
    owners = places >> SHIFT
    positions = places & ((1 << SHIFT) - 1)
    regions = (positions[:, None] >= starts[owners]).sum(axis=1) - 1
    codes = owners * _REGIONS + regions
    counts = np.bincount(codes, minlength=len(starts) * _REGIONS).reshape(-1, _REGIONS)
    if slot.region is not None:
        counts[:, [n for n in range(_REGIONS) if n != slot.region]] = 0
    return counts
