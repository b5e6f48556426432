"""One state of the index as a process searches it: opened segments and their values as arrays.

Segments never change once written, so what is read of one is kept for as long as it lives; a new
generation costs only its new segments. Documents are numbered through all segments.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate, count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coalition.search.engine.arrays import Floats, Ints
from coalition.search.engine.commits import open_columns, words_path
from coalition.search.engine.families import SKETCH_DIGITS, Families, families_of
from coalition.search.engine.postings import PostingList, Words
from coalition.search.engine.records import REGIONS, Layout

Mask = npt.NDArray[np.bool_]

RECENT = 0.15  # how much more a document of today counts
HALF_LIFE = 6.0  # years after which it counts half as much more

FACETS = ("what", "kind", "language", "year", "organisation", "subject")
_NO_WORD = re.compile(r"\W")
_NO_NUMBERS = np.zeros(0, np.int64)
_NO_STARTS = np.zeros((0, len(REGIONS)), np.int32)


class Values:
    """Numbers for the values of one facet, with the label last seen for each."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.labels: list[str] = []
        self._numbers: dict[str, int] = {}
        self._ranks: Ints | None = None

    def number(self, key: str, label: str = "") -> int:
        """Return the number of a value, giving it one when new."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.keys)
            self.keys.append(key)
            self.labels.append(label or key)
            self._ranks = None
        elif label and label != self.labels[known]:
            self.labels[known] = label
            self._ranks = None
        return known

    def ranks(self) -> Ints:
        """Return the place of each value in the order of labels, then of keys."""
        if self._ranks is None:
            order = sorted(range(len(self.keys)), key=lambda n: (self.labels[n], self.keys[n]))
            self._ranks = np.empty(len(order), np.int64)
            self._ranks[order] = np.arange(len(order))
        return self._ranks

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
    """One opened segment: its words, its columns, its values as arrays."""

    def __init__(self, data: Path, storage: Any, known: Any, segment: Any, names: Dictionary):
        self.name: str = segment.segment_id()
        self.words = Words(words_path(data, segment))
        columns = open_columns(storage, known, segment)
        self._cards = columns["card"]
        rows = [json.loads(raw) for raw in columns["facts"]]
        self.size = len(rows)
        self.keys: list[str] = [row["key"] for row in rows]
        self.works: list[str] = [row["work"] for row in rows]
        self.sort_titles: list[str] = [row["sort"] for row in rows]
        self.title_text = _NO_WORD.sub(" ", "".join(f" {title}" for title in self.sort_titles))
        self.sketches = _sketches(row["sketch"] for row in rows)
        self.versions = _column(row["version"] for row in rows)
        self.audiences = _column(names.audiences.number(row["audience"]) for row in rows)
        self.stemmed = _column(names.stemmed.number(row["stemmed"]) for row in rows)
        self.issued = _column(_issued_number(row["issued"]) for row in rows)
        self.published = np.array([row["published"] for row in rows], np.float64)
        self.starts = np.array([row["starts"] for row in rows], np.int32).reshape(-1, len(REGIONS))
        self.region_weights = np.array([row["weights"] for row in rows], np.float32).reshape(
            -1, len(REGIONS)
        )
        self.pairs = {name: _pairs(rows, name, names.facets[name]) for name in FACETS}

    def card(self, document: int) -> dict[str, Any]:
        """Return what a hit shows of a document."""
        card: dict[str, Any] = json.loads(self._cards[document].decode())
        return card

    def layout(self, document: int) -> Layout:
        """Return where a document's pages begin and its words stand."""
        found = self.words.arrays
        page, last_page = found["page_bounds"][document : document + 2].tolist()
        step, last_step = found["step_bounds"][document : document + 2].tolist()
        return Layout(
            found["page_numbers"][page:last_page],
            found["page_firsts"][page:last_page],
            found["steps"][step:last_step],
        )


def _sketches(written: Iterable[str]) -> Ints:
    """Return sketches of ingest.likeness as rows of numbers, zeros for entries that have none."""
    blank = "0" * SKETCH_DIGITS
    joined = "".join(row if len(row) == SKETCH_DIGITS else blank for row in written)
    return np.frombuffer(bytes.fromhex(joined), ">u2").reshape(-1, SKETCH_DIGITS // 4)


def _column(values: Iterable[int]) -> Ints:
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
    families: Families


@dataclass(frozen=True, slots=True)
class Located:
    """A posting list with its documents in the numbering of the generation."""

    offset: int
    documents: Ints
    found: PostingList
    is_range: bool = False  # of several terms: documents repeat and do not ascend


class Generation:
    """Everything a search needs of one state of the index; not shared between threads unlocked."""

    _KEPT_TERMS = 5_000
    _KEPT_DOCUMENTS = 2_000_000
    _serials = count()

    def __init__(self, number: int, opened: list[tuple[Segment, set[int]]], known: Dictionary):
        self.number = number
        self.serial = next(self._serials)  # tells it from all others of this process
        self.segments = [segment for segment, _ in opened]
        self.offsets = [0, *accumulate(segment.size for segment in self.segments)]
        self.size = self.offsets.pop()
        self.dictionary = known
        self.alive = np.ones(self.size, np.bool_)
        for offset, (_segment, gone) in zip(self.offsets, opened, strict=True):
            self.alive[[offset + n for n in gone]] = False
        self.audiences = self._joined("audiences", np.int64)
        self.stemmed = self._joined("stemmed", np.int64)
        self.issued = self._joined("issued", np.int64)
        self.published = self._joined("published", np.float64)
        self.versions = self._joined("versions", np.int64)
        self.starts = np.concatenate([_NO_STARTS, *(s.starts for s in self.segments)])
        self.region_weights = np.concatenate(
            [_NO_STARTS.astype(np.float32), *(s.region_weights for s in self.segments)]
        )
        self.pairs = {name: self._joined_pairs(name) for name in FACETS}
        self._visible: dict[frozenset[str], Visible] = {}
        self._lists: dict[bytes, tuple[Located, ...]] = {}
        self._kept_documents = 0
        self._recency: tuple[date, Floats] | None = None

    def _joined(self, name: str, kind: type) -> Ints:
        """Return a column of all segments."""
        columns = [getattr(segment, name) for segment in self.segments]
        return np.concatenate(columns) if columns else np.zeros(0, kind)

    def _joined_pairs(self, name: str) -> tuple[Ints, Ints]:
        """Return a facet of all segments."""
        documents, numbers = [_NO_NUMBERS], [_NO_NUMBERS]
        for offset, segment in zip(self.offsets, self.segments, strict=True):
            own, values = segment.pairs[name]
            documents.append(own + offset)
            numbers.append(values)
        return np.concatenate(documents), np.concatenate(numbers)

    def lists(self, term: str) -> tuple[Located, ...]:
        """Return the posting lists of a term, one a segment that has it."""
        raw = term.encode("utf-8", "replace")
        known = self._lists.get(raw)
        if known is None:
            if len(self._lists) > self._KEPT_TERMS or self._kept_documents > self._KEPT_DOCUMENTS:
                self._lists.clear()
                self._kept_documents = 0
            known = self._lists[raw] = tuple(self._find_lists(raw))
            self._kept_documents += sum(len(located.documents) for located in known)
        return known

    def _find_lists(self, term: bytes) -> Iterator[Located]:
        """Yield the posting lists of a term."""
        for offset, segment in zip(self.offsets, self.segments, strict=True):
            number = segment.words.number_of(term)
            if number is not None:
                found = segment.words.list_of(number)
                yield Located(offset, found.documents.astype(np.int64) + offset, found)

    def lists_beginning(self, prefix: str) -> Iterator[Located]:
        """Yield the joined lists of all terms that begin so."""
        raw = prefix.encode("utf-8", "replace")
        for offset, segment in zip(self.offsets, self.segments, strict=True):
            first, last = segment.words.beginning(raw)
            if first < last:
                found = segment.words.list_of(first, last)
                yield Located(offset, found.documents.astype(np.int64) + offset, found, True)

    def visible(self, audiences: frozenset[str]) -> Visible:
        """Return what these audiences may know of; nothing for no audiences."""
        known = self._visible.get(audiences)
        if known is None:
            numbers = [self.dictionary.audiences.find(audience) for audience in audiences]
            wanted = [number for number in numbers if number is not None]
            mask = self.alive & np.isin(self.audiences, wanted)
            languages = np.bincount(self.stemmed[mask], minlength=len(self.dictionary.stemmed.keys))
            families = families_of(self, mask)
            known = self._visible[audiences] = Visible(mask, int(mask.sum()), languages, families)
        return known

    def recency(self, today: date) -> Floats:
        """Return the factor that its date gives each document, see matching."""
        known = self._recency
        if known is None or known[0] != today:
            known = self._recency = (today, _recency(self.issued, today))
        return known[1]

    @cached_property
    def title_ranks(self) -> Ints:
        """Return each document's place in the order of titles."""
        titles = [title for segment in self.segments for title in segment.sort_titles]
        ranks = np.empty(len(titles), np.int64)
        ranks[sorted(range(len(titles)), key=titles.__getitem__)] = np.arange(len(titles))
        return ranks

    @cached_property
    def title_text(self) -> tuple[str, list[int]]:
        """Return all titles as they are compared, a space before each, and where each begins."""
        titles = "".join(segment.title_text for segment in self.segments)
        lengths = (len(title) + 1 for segment in self.segments for title in segment.sort_titles)
        return titles, [*accumulate(lengths, initial=0)][:-1]

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

    def key(self, document: int) -> str:
        """Return a document's key."""
        segment, local = self.place(document)
        return segment.keys[local]


def _recency(issued: Ints, today: date) -> Floats:
    """Return 1 + RECENT for what is of today, halved every HALF_LIFE years; 1 where undated."""
    years = issued // 10_000 + np.maximum(issued // 100 % 100 - 1, 0) / 12
    age = np.maximum(today.year + (today.month - 1) / 12 - years, 0.0)
    factor: Floats = (1 + RECENT * 2.0 ** (-age / HALF_LIFE)).astype(np.float32)
    factor[issued == 0] = 1.0
    return factor
