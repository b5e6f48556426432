"""What one word of a search stands for: the lists it is found under, and where in documents.

Places are numbers, document << SHIFT | position, so that they sort, merge and follow each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalition.search.engine.arrays import Floats, Ints
from coalition.search.engine.generation import Located, Mask

K = 1.6  # how soon more occurrences stop to count
SHIFT = 32


@dataclass(frozen=True, slots=True)
class Form:
    """A posting list under which a word is found, what it counts, and how it was met."""

    located: Located
    share: float
    how: str  # a results.Form


@dataclass(frozen=True, slots=True)
class Slot:
    """One word, phrase or prefix looked for, with what passages and reasons need of it."""

    word: str
    value: float  # its idf: how much a passage with it is worth
    forms: tuple[Form, ...] = ()
    found: Ints | None = None  # of a phrase: where it begins, document << SHIFT | position
    length: int = 1  # tokens marked at each place
    region: int | None = None

    def places(self, documents: Ints, size: int) -> Ints:
        """Return where it begins in these ascending documents: their order << SHIFT | position."""
        if self.found is not None:
            return _only_in_documents(self.found, documents)
        return merged([places for _, places in self.places_by_form(documents, size)])

    def places_by_form(self, documents: Ints, size: int) -> list[tuple[Form, Ints]]:
        """Return the same for each of its forms that are there."""
        found = [(form, places_of(form.located, documents, size)) for form in self.forms]
        return [(form, places) for form, places in found if len(places)]


def _only_in_documents(found: Ints, documents: Ints) -> Ints:
    """Return places by document, as places by the order of these ascending documents."""
    if not len(documents):
        return found[:0]
    owners = documents.searchsorted(found >> SHIFT)
    owners[owners == len(documents)] = 0
    kept = documents[owners] == found >> SHIFT
    mine: Ints = owners[kept] << SHIFT | found[kept] & ((1 << SHIFT) - 1)
    return mine


def places_of(located: Located, documents: Ints, size: int) -> Ints:
    """Return the places of a list in these ascending documents: their order << SHIFT | position."""
    local = documents - located.offset
    if located.is_range:
        inside = (local >= 0) & (local < size)
        owners, positions = located.found.among_documents(local[inside], size)
        found: Ints = np.flatnonzero(inside)[owners] << SHIFT | positions
        found.sort()
        return found
    owners, positions = located.found.in_documents(local)
    return owners << SHIFT | positions


@dataclass(frozen=True, slots=True)
class Matched:
    """The documents that match, their points, what to mark in them, and what must stand close."""

    mask: Mask
    points: Floats
    slots: tuple[Slot, ...] = ()
    together: tuple[Slot, ...] = ()  # all of them are in every document of the mask
    is_negated: bool = False  # something in it leaves documents out


def points(weights: Floats, idf: float) -> Floats:
    """Return the points of each document's weight of a word."""
    found = weights + np.float32(K)
    np.divide(weights, found, out=found)
    found *= np.float32(idf * (K + 1))
    return found


def places_of_any(forms: tuple[Form, ...], documents: Ints, size: int) -> Ints:
    """Return where any of these forms stand in the documents, ascending."""
    return merged([places_of(form.located, documents, size) for form in forms])


def merged(parts: Sequence[Ints]) -> Ints:
    """Return ascending arrays as one, without repeats.

    The stable sort merges runs that are in order already, some twenty times faster here than
    numpy.unique.
    """
    if len(parts) < 2:
        return parts[0] if parts else np.zeros(0, np.int64)
    joined = np.concatenate(parts)
    joined.sort(kind="stable")
    kept = np.ones(len(joined), np.bool_)
    np.not_equal(joined[1:], joined[:-1], out=kept[1:])
    found: Ints = joined[kept]
    return found
