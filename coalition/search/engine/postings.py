"""The words of one segment as arrays: which documents hold a term, how much, and where.

Terms are sorted. The documents of term n are documents[firsts[n]:firsts[n + 1]], with a weight each;
the places of the k-th of all postings are positions[bounds[k]:bounds[k + 1]]. So a look-up costs
microseconds whatever the length of a list, all terms that begin alike lie side by side, and nothing
is decoded; that is where the speed of the result page comes from.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from coalition.search.engine import arrays
from coalition.search.engine.arrays import Floats, Ints

ENDING = ".words"
_ALL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class PostingList:
    """The postings of a term, or of several terms that lie side by side, in one segment.

    `bounds` has one number more than there are documents: where the places of each begin and end.
    """

    documents: Ints
    weights: Floats
    bounds: Ints
    positions: Ints

    def counts(self) -> Ints:
        """Return the number of places in each document."""
        return np.diff(self.bounds)

    def in_documents(self, wanted: Ints) -> tuple[Ints, Ints]:
        """Return the places in these ascending documents: which of them, and the position.

        For the list of one term, whose documents ascend.
        """
        if not len(self.documents):
            return _NONE, _NONE
        at = self.documents.searchsorted(wanted)
        at[at == len(self.documents)] = 0
        held = np.flatnonzero(self.documents[at] == wanted)
        return self._places(at[held], held)

    def among_documents(self, wanted: Ints, size: int) -> tuple[Ints, Ints]:
        """Return the same for a list of several terms; `size` is the number of all documents."""
        numbers = np.full(size, -1, np.int64)
        numbers[wanted] = np.arange(len(wanted))
        owners = numbers[self.documents]
        at = np.flatnonzero(owners >= 0)
        return self._places(at, owners[at])

    def _places(self, at: Ints, owners: Ints) -> tuple[Ints, Ints]:
        starts = self.bounds[at].astype(np.int64)
        lengths = self.bounds[at + 1] - starts
        positions = self.positions[arrays.ranges(starts, lengths)].astype(np.int64)
        return np.repeat(owners, lengths), positions


_NONE = np.zeros(0, np.int64)


class Words:
    """The terms of one segment and their lists, read from its file."""

    def __init__(self, path: Path) -> None:
        found = arrays.read(path)
        self.arrays = found
        self._letters = found["letters"].tobytes()
        # as views, whose single numbers are read three times as fast as those of arrays
        self._spelt, self._firsts, self._buckets = (
            found[name].data for name in ("spelt", "firsts", "buckets")
        )
        self._members = found["members"]
        self._shift = 32 - (len(found["buckets"]) - 1).bit_length() + 1
        self.count = len(found["spelt"]) - 1

    def term(self, number: int) -> bytes:
        """Return a term by its number in the order of terms."""
        return self._letters[self._spelt[number] : self._spelt[number + 1]]

    def number_of(self, term: bytes) -> int | None:
        """Return the number of a term, None when no document has it."""
        bucket = zlib.crc32(term) >> self._shift
        first, last = self._buckets[bucket], self._buckets[bucket + 1]
        for number in self._members[first:last].tolist():
            if self.term(number) == term:
                return int(number)
        return None

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers of the terms that begin so, as first and one behind the last."""
        return self.first_from(prefix), self.first_from(prefix + b"\xff")

    def first_from(self, key: bytes) -> int:
        """Return the number of the first term that does not come before this one."""
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def list_of(self, first: int, last: int | None = None) -> PostingList:
        """Return the list of a term, or of the terms from `first` to before `last`."""
        begin = self._firsts[first]
        end = self._firsts[first + 1 if last is None else last]
        found = self.arrays
        return PostingList(
            found["documents"][begin:end],
            found["weights"][begin:end],
            found["bounds"][begin : end + 1],
            found["positions"],
        )

    def document_counts(self, first: int, last: int) -> Ints:
        """Return how many documents each of these terms has, deleted ones included."""
        return arrays.lengths(self.arrays["firsts"][first : last + 1])

    def like(self, wanted: int, apart: int, among: range, length: range) -> Ints:
        """Return the terms among these that may be alike: cheap to tell.

        Of the letters `wanted`, as `letters_of` gives them, they lack at most `apart`, have at most
        as many others, and their length in bytes is within `length`.
        """
        first, last = among.start, among.stop
        signatures = self.arrays["signatures"][first:last]
        sizes = arrays.lengths(self.arrays["spelt"][first : last + 1])
        near = (sizes >= length.start) & (sizes < length.stop)
        near &= np.bitwise_count(signatures & np.uint64(~wanted & _ALL)) <= apart
        near &= np.bitwise_count(~signatures & np.uint64(wanted)) <= apart
        found: Ints = np.flatnonzero(near) + first
        return found


def letters_of(term: bytes) -> int:
    """Return which bytes a term is made of, as bits; terms alike have nearly the same."""
    bits = 0
    for letter in term:
        bits |= 1 << (letter & 63)
    return bits


def index_terms(terms: Sequence[bytes]) -> dict[str, Ints]:
    """Return the arrays by which sorted terms are found: spelling, buckets, signatures."""
    letters = np.frombuffer(b"".join(terms), np.uint8)
    spelt = np.zeros(len(terms) + 1, "<u4")
    np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)), out=spelt[1:])
    bits = max(len(terms), 1).bit_length()
    hashes = np.fromiter(map(zlib.crc32, terms), np.int64, len(terms)) >> (32 - bits)
    members = hashes.argsort(kind="stable").astype("<u4")
    buckets = np.zeros((1 << bits) + 1, "<u4")
    np.cumsum(np.bincount(hashes, minlength=1 << bits), out=buckets[1:])
    return {
        "letters": letters,
        "spelt": spelt,
        "buckets": buckets,
        "members": members,
        "signatures": _signatures(letters, spelt),
    }


def _signatures(letters: Ints, spelt: Ints) -> Ints:
    if not len(letters):
        return np.zeros(0, "<u8")
    bits = np.uint64(1) << (letters & 63).astype(np.uint64)
    joined: Ints = np.bitwise_or.reduceat(bits, spelt[:-1].astype(np.int64))
    return joined.astype("<u8")


def terms_in(found: Mapping[str, Ints]) -> list[bytes]:
    """Return the sorted terms of a segment's arrays."""
    letters = found["letters"].tobytes()
    bounds = found["spelt"].tolist()
    return [letters[a:b] for a, b in pairwise(bounds)]


def width_for(highest: int) -> str:
    """Return the narrowest type that holds positions up to this one."""
    return "<u2" if highest < 1 << 16 else "<u4"
