"""An entry as it lies in the index: its postings, and the columns from which pages are answered.

All text of an entry is one sequence of positions: title, abstract, authors, organisation,
subjects, then the pages. A position before `body` belongs to the regions in front of it. The weight
of a posting already holds the boost of its region and the length of that region, so ranking reads
one list a term.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from coalition.search import analysis
from coalition.search.entries import Entry
from coalition.search.postings import Ints

SHAPE = 3  # raised with every change of what lies on disk; an index of another shape is rebuilt

REGIONS = ("title", "abstract", "author", "organisation", "subject", "body")
BODY = REGIONS.index("body")
# boost, and the number of words at which a region counts exactly its boost
_BOOSTS = {
    "title": (6.0, 10.0),
    "abstract": (2.0, 100.0),
    "author": (3.0, 10.0),
    "organisation": (2.0, 10.0),
    "subject": (2.5, 10.0),
    "body": (1.0, 1_500.0),
}
_LENGTH_SHARE = 0.5  # how much a region's length counts, from 0 (not) to 1 (in full)

_MOST_STEMMED = 3  # languages of an entry; each costs a further term a word
_GAP = 1  # an empty position keeps phrases from running out of a title into what follows
_LAYOUT = struct.Struct("<I")

Posting = tuple[bytes, int, float, bytes]


class TextField(FieldType):  # type: ignore[misc] # Whoosh has no types
    """A Whoosh field that is given its postings ready made."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: Iterable[Posting], **_options: object) -> Iterator[Posting]:
        """Pass the prepared postings on."""
        yield from value


def schema() -> Schema:
    """Return Whoosh's description of a record."""
    return Schema(text=TextField(), card=COLUMN(), facts=COLUMN(), layout=COLUMN())


@dataclass(frozen=True, slots=True)
class Record:
    """An analysed entry, ready to be written."""

    postings: list[Posting]
    card: bytes  # JSON: what a hit shows
    facts: bytes  # JSON: what is counted, filtered and sorted by
    layout: bytes  # where the pages and their words begin

    def fields(self) -> dict[str, Any]:
        """Return the record as arguments of Whoosh's add_document."""
        return {
            "text": self.postings,
            "card": self.card,
            "facts": self.facts,
            "layout": self.layout,
        }


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the pages of an entry begin and its words stand."""

    numbers: Ints  # the page numbers
    firsts: Ints  # the first position of each page, counted from the beginning of the body
    steps: Ints  # distance of each word's beginning from that of the word before it on its page

    @classmethod
    def read(cls, data: bytes) -> "Layout":
        """Return the layout written by `bytes_of`."""
        (pages,) = _LAYOUT.unpack_from(data)
        numbers = np.frombuffer(data, "<u4", pages, _LAYOUT.size)
        firsts = np.frombuffer(data, "<u4", pages, _LAYOUT.size + 4 * pages)
        return cls(numbers, firsts, np.frombuffer(data, "<u2", -1, _LAYOUT.size + 8 * pages))

    def bytes_of(self) -> bytes:
        """Return the layout as bytes."""
        head = _LAYOUT.pack(len(self.numbers))
        return head + self.numbers.tobytes() + self.firsts.tobytes() + self.steps.tobytes()

    def page_index(self, words: Ints | int) -> Any:
        """Return which page, by its place in the list, holds the words of the body."""
        return self.firsts.searchsorted(words, side="right") - 1

    def page_range(self, page: int) -> tuple[int, int]:
        """Return the first word of a page and that of the next."""
        last = page + 1 == len(self.firsts)
        return int(self.firsts[page]), len(self.steps) if last else int(self.firsts[page + 1])

    def offsets(self, first: int, last: int) -> Ints:
        """Return where words from a page's first on begin in its text, in characters."""
        return self.steps[first:last].cumsum(dtype=np.int64)


class Vocabulary:
    """Numbers for typed words and their surface forms, kept while many entries are analysed."""

    _LIMIT = 400_000

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._by_surface: dict[str, int] = {}
        self.words: list[str] = []
        self._further: dict[tuple[str, ...], dict[int, tuple[bytes, ...]]] = {}
        self._own: dict[int, bytes] = {}

    def forget_when_full(self) -> None:
        """Begin anew once the words take too much memory; call between entries only."""
        if len(self._numbers) > self._LIMIT:
            self.__init__()  # type: ignore[misc] # the plainest way to forget everything

    def numbers_of(self, tokens: list[str]) -> list[int]:
        """Return the number of each token's surface form."""
        known = self._numbers
        try:
            return [known[token] for token in tokens]
        except KeyError:
            for token in tokens:
                if token not in known:
                    known[token] = self.number_of_word(analysis.surface(token))
            return [known[token] for token in tokens]

    def number_of_word(self, word: str) -> int:
        """Return the number of a surface form."""
        number = self._by_surface.get(word)
        if number is None:
            number = self._by_surface[word] = len(self.words)
            self.words.append(word)
            self._own[number] = word.encode("utf-8", "replace")
        return number

    def terms(self, number: int, languages: tuple[str, ...]) -> tuple[bytes, tuple[bytes, ...]]:
        """Return the terms of a word: its own, and its folded and stemmed ones."""
        further = self._further.setdefault(languages, {})
        terms = further.get(number)
        if terms is None:
            forms = analysis.further_forms(self.words[number], languages)
            terms = further[number] = tuple(form.encode("utf-8", "replace") for form in forms)
        return self._own[number], terms


class _Body:
    """Collects the words of an entry, region by region."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.numbers: list[int] = []
        self.positions: list[Ints] = []
        self.weights: list[Ints] = []
        self.steps: list[Ints] = []
        self.next = 0

    def add(self, text: str, keep_steps: bool = False) -> int:
        """Add a text and return its number of words."""
        pieces = analysis.TOKEN.split(text)
        tokens = pieces[1::2]
        if not tokens:
            return 0
        numbers = self._vocabulary.numbers_of(tokens)
        if analysis.UNSPACED.search(text):
            self._pair(numbers, tokens, pieces)
        self.numbers += numbers
        self.positions.append(np.arange(self.next, self.next + len(tokens), dtype=np.uint32))
        self.next += len(tokens)
        if keep_steps:
            ends = np.fromiter(map(len, pieces[:-1]), np.int64, len(pieces) - 1).cumsum()
            starts = ends[::2]
            self.steps.append(np.diff(starts, prepend=0).clip(0, 65_535).astype("<u2"))
        return len(tokens)

    def _pair(self, numbers: list[int], tokens: list[str], pieces: list[str]) -> None:
        """Replace characters of unspaced scripts by the pairs they begin."""
        last = len(tokens) - 1
        for n, token in enumerate(tokens):
            if n < last and not pieces[2 * n + 2] and analysis.is_unspaced(token):
                following = tokens[n + 1]
                if analysis.is_unspaced(following):
                    pair = analysis.surface(token + following)
                    numbers[n] = self._vocabulary.number_of_word(pair)

    def weigh(self, region: str, words: int) -> None:
        """Give the words just added the weight of their region."""
        boost, usual = _BOOSTS[region]
        weight = boost / (1 - _LENGTH_SHARE + _LENGTH_SHARE * words / usual)
        self.weights.append(np.full(words, weight, np.float32))


def make_record(entry: Entry, vocabulary: Vocabulary) -> Record:
    """Analyse an entry into what the index keeps of it."""
    vocabulary.forget_when_full()
    languages = _stemmed(entry)
    body = _Body(vocabulary)
    starts = []
    for region, texts in (
        ("title", (entry.title,)),
        ("abstract", (entry.abstract,)),
        ("author", entry.authors),
        ("organisation", (entry.organisation.label,) if entry.organisation else ()),
        ("subject", tuple(subject.label for subject in entry.subjects)),
    ):
        starts.append(body.next)
        words = 0
        for text in texts:
            words += body.add(text)
            body.next += _GAP
        body.weigh(region, words)
    starts.append(body.next)
    numbers, firsts = [], []
    words = 0
    for page in entry.pages:
        numbers.append(page.number)
        firsts.append(words)
        words += body.add(page.text, keep_steps=True)
    body.weigh("body", words)
    layout = Layout(
        np.array(numbers, "<u4"),
        np.array(firsts, "<u4"),
        np.concatenate(body.steps) if body.steps else np.zeros(0, "<u2"),
    )
    postings = _postings(body, vocabulary, languages)
    return Record(postings, _card(entry), _facts(entry, starts, languages), layout.bytes_of())


def _stemmed(entry: Entry) -> tuple[str, ...]:
    """Return the languages whose stems are kept: the entry's own, then those of most pages."""
    further = Counter(page.language for page in entry.pages if page.language)
    tags = (*entry.languages, *(tag for tag, _ in further.most_common()))
    return analysis.stemming_languages(tags)[:_MOST_STEMMED]


def _postings(body: _Body, vocabulary: Vocabulary, languages: tuple[str, ...]) -> list[Posting]:
    """Return term, count, weight and position bytes of every term of an entry."""
    if not body.numbers:
        return []
    numbers = np.array(body.numbers, np.int64)
    order = numbers.argsort(kind="stable")
    ordered = numbers[order]
    positions = np.concatenate(body.positions)[order]
    weights = np.concatenate(body.weights)[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-1))
    sums = np.add.reduceat(weights, begins).tolist()
    raw = positions.astype("<u4").tobytes()
    bounds = [*begins.tolist(), len(ordered)]
    found: list[Posting] = []
    shared: dict[bytes, list[tuple[float, bytes]]] = {}
    for n, number in enumerate(ordered[begins].tolist()):
        value = raw[4 * bounds[n] : 4 * bounds[n + 1]]
        own, further = vocabulary.terms(number, languages)
        found.append((own, bounds[n + 1] - bounds[n], sums[n], value))
        for term in further:
            shared.setdefault(term, []).append((sums[n], value))
    for term, parts in shared.items():
        value = parts[0][1]
        if len(parts) > 1:
            value = np.sort(np.frombuffer(b"".join(v for _, v in parts), "<u4")).tobytes()
        found.append((term, len(value) // 4, sum(w for w, _ in parts), value))
    return found


def _card(entry: Entry) -> bytes:
    """Return what a hit shows, as JSON."""
    organisation = entry.organisation
    card = {
        "url": entry.url,
        "title": entry.title,
        "abstract": entry.abstract,
        "authors": entry.authors,
        "organisation": [organisation.key, organisation.label] if organisation else None,
        "kind": entry.kind,
        "languages": entry.languages,
        "issued": entry.issued,
        "unit": entry.unit,
        "what": entry.what,
        "version": entry.version,
        "work": entry.work,
        "subjects": [[subject.key, subject.label] for subject in entry.subjects],
        "published_at": entry.published_at.isoformat() if entry.published_at else "",
        "page_count": entry.pages[-1].number if entry.pages else 0,
    }
    return json.dumps(card, ensure_ascii=False).encode("utf-8", "replace")


def _facts(entry: Entry, starts: list[int], languages: tuple[str, ...]) -> bytes:
    """Return what an entry is counted, filtered and sorted by, as JSON."""
    organisation = entry.organisation
    facts = {
        "key": entry.key,
        "audience": entry.audience,
        "what": entry.what,
        "kind": entry.kind,
        "languages": list(dict.fromkeys(entry.languages)),
        "stemmed": languages[0] if languages else "",
        "issued": entry.issued or "",
        "organisation": [organisation.key, organisation.label] if organisation else None,
        "subjects": [[subject.key, subject.label] for subject in entry.subjects],
        "starts": starts,
        "sort": analysis.fold(analysis.surface(entry.title))[:64],
    }
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
