"""Which entries are much the same: versions of one document, and texts that hardly differ.

Told among what one set of audiences may see, so that nothing hidden brings two others together.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coalition.search.engine.arrays import Ints

if TYPE_CHECKING:
    from coalition.search.engine.generation import Generation

SKETCH_DIGITS = 256  # of ingest.likeness.sketch: 64 bins of four
_BINS = SKETCH_DIGITS // 4
_ALIKE = 0.85  # share of equal bins from which two texts are nearly the same


@dataclass(frozen=True, slots=True)
class Families:
    """For each document the newest version of its work, -1 where it is that itself or not seen.

    `alike` is the number of a family of nearly the same texts, -1 for those that stand alone.
    """

    newest: Ints
    alike: Ints
    has_versions: bool
    has_alike: bool


def families_of(generation: "Generation", visible: Ints) -> Families:
    """Return the families among the documents of a mask."""
    newest = np.full(generation.size, -1, np.int64)
    older = [
        (offset + number, work)
        for offset, segment in zip(generation.offsets, generation.segments, strict=True)
        for number, work in enumerate(segment.works)
        if work
    ]
    for document, work in older:
        found = generation.numbers.get(work)
        if found is not None and visible[document] and visible[found]:
            newest[document] = found
    sketches = np.concatenate(
        [np.zeros((0, _BINS), np.uint16), *(s.sketches for s in generation.segments)]
    )
    candidates = np.flatnonzero(visible & (newest < 0) & sketches.any(axis=1))
    alike = _alike(sketches[candidates], candidates, generation.size)
    return Families(newest, alike, bool(older), bool((alike >= 0).any()))


def _alike(sketches: Ints, documents: Ints, size: int) -> Ints:
    """Return the family of each document; a family is named by its first document."""
    labels = np.arange(size)
    ones, others = (documents[side] for side in _near(sketches))
    before = None
    while before is None or not np.array_equal(labels, before):  # as often as a chain halves
        before = labels.copy()
        first = np.minimum(labels[ones], labels[others])
        np.minimum.at(labels, ones, first)
        np.minimum.at(labels, others, first)
        labels = labels[labels]
    sizes = np.bincount(labels, minlength=size)
    families: Ints = np.where(sizes[labels] > 1, labels, -1)
    return families


def _near(sketches: Ints) -> tuple[Ints, Ints]:
    """Return pairs of sketches that have a band in common and hardly differ, neighbours by band."""
    bands = np.ascontiguousarray(sketches.astype("<u2")).view("<u8")  # four bins of two bytes each
    codes = [np.zeros(0, np.int64)]
    for band in bands.T:
        order = band.argsort(kind="stable")
        same = np.flatnonzero(band[order[1:]] == band[order[:-1]])
        codes.append(order[same] << 32 | order[same + 1])
    pairs = np.unique(np.concatenate(codes))
    left, right = pairs >> 32, pairs & 0xFFFFFFFF
    near = (sketches[left] == sketches[right]).mean(axis=1) >= _ALIKE
    return left[near], right[near]
