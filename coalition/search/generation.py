"""One state of the index as a process searches it: opened segments and their values as arrays.

Segments never change once written, so what is read of one is kept for as long as it lives; a new
generation costs only its new segments. Documents are numbered through all segments.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.reading import SegmentReader

from coalition.search.postings import Ints, PostingList
from coalition.search.records import REGIONS, Layout

Mask = npt.NDArray[np.bool_]

FACETS = ("what", "kind", "language", "year", "organisation", "subject")
TEXT = "text"


class Values:
    """Numbers for the values of one facet, with the label last seen for each."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.labels: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, key: str, label: str = "") -> int:
        """Return the number of a value, giving it one when new."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.keys)
            self.keys.append(key)
            self.labels.append(label or key)
        elif label:
            self.labels[known] = label
        return known

    def find(self, key: str) -> int | None:
        """Return the number of a value, None when no entry ever had it."""
        return self._numbers.get(key)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The numbers of all values this process has met."""

    facets: dict[str, Values] = field(default_factory=lambda: {name: Values() for name in FACETS})
    audiences: Values = field(default_factory=Values)
    stemmed: Values = field(default_factory=Values)


def _issued_number(issued: str) -> int:
    """Return a date as a number that sorts: 20121108, with zeros for what is not said."""
    digits = issued.replace("-", "")[:8]
    return int(digits.ljust(8, "0")) if digits.isdigit() else 0


class Segment:
    """One opened segment: its terms, its columns, its values as arrays."""

    def __init__(self, storage: Any, schema: Any, segment: Any, dictionary: Dictionary) -> None:
        self.name: str = segment.segment_id()
        self._reader = SegmentReader(storage, schema, segment)
        self.size: int = self._reader.doc_count_all()
        self._columns = {
            name: self._reader.column_reader(name, schema[name].column_type, translate=False)
            for name in ("card", "layout")
        }
        facts = self._reader.column_reader("facts", schema["facts"].column_type, translate=False)
        rows = [json.loads(raw) for raw in facts]
        self.keys: list[str] = [row["key"] for row in rows]
        self.sort_titles: list[str] = [row["sort"] for row in rows]
        self.audiences = _column(dictionary.audiences.number(row["audience"]) for row in rows)
        self.stemmed = _column(dictionary.stemmed.number(row["stemmed"]) for row in rows)
        self.issued = _column(_issued_number(row["issued"]) for row in rows)
        self.starts = np.array([row["starts"] for row in rows], np.int32).reshape(-1, len(REGIONS))
        self.pairs = {name: _pairs(rows, name, dictionary.facets[name]) for name in FACETS}

    def find_list(self, term: bytes) -> PostingList | None:
        """Return the posting list of a term."""
        found: PostingList | None = self._reader._terms.find_list(TEXT, term)
        return found

    def terms_from(self, prefix: bytes) -> Iterator[bytes]:
        """Yield the terms that begin with these bytes, in order."""
        for name, term in self._reader._terms.terms_from(TEXT, prefix):
            if name != TEXT or not term.startswith(prefix):
                return
            yield term

    def card(self, document: int) -> dict[str, Any]:
        """Return what a hit shows of a document."""
        card: dict[str, Any] = json.loads(self._columns["card"][document])
        return card

    def layout(self, document: int) -> Layout:
        """Return where a document's pages begin and its words stand."""
        return Layout.read(self._columns["layout"][document])

    def close(self) -> None:
        """Give the files back."""
        self._reader.close()


def _column(values: Iterator[int]) -> Ints:
    """Return numbers as an array."""
    return np.fromiter(values, np.int64)


def _values(row: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """Return the (key, label) pairs a document has in a facet."""
    if name == "what":
        return [(row["what"], "")]
    if name == "kind":
        return [(row["kind"], "")] if row["kind"] else []
    if name == "language":
        return [(tag, "") for tag in row["languages"]]
    if name == "year":
        return [(row["issued"][:4], "")] if row["issued"] else []
    if name == "organisation":
        return [tuple(row["organisation"])] if row["organisation"] else []
    return [(key, label) for key, label in row["subjects"]]


def _pairs(rows: list[dict[str, Any]], name: str, values: Values) -> tuple[Ints, Ints]:
    """Return a facet as two arrays, document and number of its value."""
    documents, numbers = [], []
    for document, row in enumerate(rows):
        for number in {values.number(key, label) for key, label in _values(row, name)}:
            documents.append(document)
            numbers.append(number)
    return np.array(documents, np.int64), np.array(numbers, np.int64)


@dataclass(frozen=True, slots=True)
class Visible:
    """What one set of audiences may know of."""

    mask: Mask
    count: int
    languages: Ints  # number of documents by language of stemming


@dataclass(frozen=True, slots=True)
class Located:
    """A posting list with its documents in the numbering of the generation."""

    offset: int
    documents: Ints
    found: PostingList


class Generation:
    """Everything a search needs of one state of the index; not shared between threads unlocked."""

    _KEPT_TERMS = 5_000
    _KEPT_DOCUMENTS = 2_000_000
    _serials = count()

    def __init__(self, number: int, opened: list[tuple[Segment, set[int]]], known: Dictionary):
        self.number = number
        self.serial = next(self._serials)  # tells it from all others of this process
        self.segments = [segment for segment, _ in opened]
        self.dictionary = known
        sizes = [segment.size for segment in self.segments]
        self.offsets = [sum(sizes[:n]) for n in range(len(sizes))]
        self.size = sum(sizes)
        self.alive: Mask = np.ones(self.size, np.bool_)
        for offset, (_, deleted) in zip(self.offsets, opened, strict=True):
            self.alive[[offset + document for document in deleted]] = False
        self.audiences = self._joined([s.audiences for s in self.segments])
        self.stemmed = self._joined([s.stemmed for s in self.segments])
        self.issued = self._joined([s.issued for s in self.segments])
        starts = [s.starts for s in self.segments]
        self.starts: Ints = np.concatenate(starts) if starts else np.zeros((0, len(REGIONS)), int)
        self.pairs = {name: self._joined_pairs(name) for name in FACETS}
        self._lists: dict[bytes, tuple[Located, ...]] = {}
        self._kept_documents = 0
        self._visible: dict[frozenset[str], Visible] = {}

    @staticmethod
    def _joined(parts: list[Ints]) -> Ints:
        """Return one array of all segments."""
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _joined_pairs(self, name: str) -> tuple[Ints, Ints]:
        """Return a facet's documents and values over all segments."""
        parts = [segment.pairs[name] for segment in self.segments]
        moved = [d + offset for offset, (d, _) in zip(self.offsets, parts, strict=True)]
        return self._joined(moved), self._joined([v for _, v in parts])

    def lists(self, term: str) -> tuple[Located, ...]:
        """Return the posting lists of a term, one a segment that has it."""
        raw = term.encode("utf-8", "replace")
        known = self._lists.get(raw)
        if known is None:
            if len(self._lists) >= self._KEPT_TERMS or self._kept_documents > self._KEPT_DOCUMENTS:
                self._lists.clear()
                self._kept_documents = 0
            known = tuple(self._find_lists(raw))
            self._lists[raw] = known
            self._kept_documents += sum(len(located.documents) for located in known)
        return known

    def _find_lists(self, term: bytes) -> Iterator[Located]:
        """Yield the posting lists of a term."""
        for offset, segment in zip(self.offsets, self.segments, strict=True):
            found = segment.find_list(term)
            if found is not None:
                yield Located(offset, found.documents.astype(np.int64) + offset, found)

    def terms_from(self, prefix: str, limit: int) -> list[str]:
        """Return up to `limit` terms of each segment that begin so, without repeats."""
        raw = prefix.encode("utf-8", "replace")
        terms: dict[bytes, None] = {}
        for segment in self.segments:
            for _, term in zip(range(limit), segment.terms_from(raw), strict=False):
                terms[term] = None
        return [term.decode("utf-8", "replace") for term in sorted(terms)[:limit]]

    def visible(self, audiences: frozenset[str]) -> Visible:
        """Return what these audiences may know of; nothing for no audiences."""
        known = self._visible.get(audiences)
        if known is None:
            numbers = [self.dictionary.audiences.find(audience) for audience in audiences]
            wanted = [number for number in numbers if number is not None]
            mask = self.alive & np.isin(self.audiences, wanted)
            languages = np.bincount(self.stemmed[mask], minlength=len(self.dictionary.stemmed.keys))
            known = self._visible[audiences] = Visible(mask, int(mask.sum()), languages)
        return known

    @cached_property
    def title_ranks(self) -> Ints:
        """Return each document's place in the order of titles."""
        titles = [title for segment in self.segments for title in segment.sort_titles]
        ranks = np.empty(len(titles), np.int64)
        ranks[sorted(range(len(titles)), key=titles.__getitem__)] = np.arange(len(titles))
        return ranks

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the document of each key that is alive."""
        alive = self.alive.tolist()
        keys = (key for segment in self.segments for key in segment.keys)
        return {key: number for number, key in enumerate(keys) if alive[number]}

    def place(self, document: int) -> tuple[Segment, int]:
        """Return a document's segment and its number there."""
        at = bisect_right(self.offsets, document) - 1
        return self.segments[at], document - self.offsets[at]
