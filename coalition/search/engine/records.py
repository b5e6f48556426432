"""An entry as it lies in the index: its words, and the columns from which pages are answered.

All text of an entry is one sequence of positions: title, abstract, authors, organisation,
subjects, sessions, then the pages. A position before `body` belongs to the regions in front of it.
The weight of a posting already holds the boost of its region and the length of that region, so
ranking reads one list a term.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from whoosh.fields import COLUMN, Schema

from coalition.search import analysis
from coalition.search.engine.arrays import Ints
from coalition.search.engine.inverting import MOST_POSITIONS, Text
from coalition.search.engine.vocabulary import Vocabulary
from coalition.search.entries import Entry

SHAPE = 4  # raised with every change of what lies on disk; an index of another shape is rebuilt

REGIONS = ("title", "abstract", "author", "organisation", "subject", "session", "body")
BODY = REGIONS.index("body")
# boost, and the number of words at which a region counts exactly its boost
BOOSTS = {
    "title": (6.0, 10.0),
    "abstract": (2.0, 100.0),
    "author": (3.0, 10.0),
    "organisation": (2.0, 10.0),
    "subject": (2.5, 10.0),
    "session": (2.5, 10.0),
    "body": (1.0, 1_500.0),
}
_LENGTH_SHARE = 0.5  # how much a region's length counts, from 0 (not) to 1 (in full)

_MOST_STEMMED = 3  # languages of an entry; each costs a further term a word
_GAP = 1  # an empty position keeps phrases from running out of a title into what follows
_LONGEST_STEP = 65_535


def schema() -> Schema:
    """Return Whoosh's description of a record: columns; its words lie beside them."""
    return Schema(card=COLUMN(), facts=COLUMN())


@dataclass(frozen=True, slots=True)
class Record:
    """An analysed entry, ready to be written."""

    text: Text
    card: bytes  # JSON: what a hit shows
    facts: bytes  # JSON: what is counted, filtered and sorted by


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the pages of an entry begin and its words stand."""

    numbers: Ints  # the page numbers
    firsts: Ints  # the first position of each page, counted from the beginning of the body
    steps: Ints  # distance of each word's beginning from that of the word before it on its page


class _Collected:
    """Collects the words of an entry, region by region."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.numbers: list[int] = []
        self.positions: list[Ints] = []
        self.steps: list[Ints] = []
        self.next = 0

    def add(self, text: str, keep_steps: bool = False) -> int:
        """Add a text and return its number of words."""
        pieces = analysis.TOKEN.split(text)
        tokens = pieces[1::2][: max(MOST_POSITIONS - 2 - self.next, 0)]
        if not tokens:
            return 0
        numbers = self._vocabulary.numbers_of(tokens)
        if not text.isascii() and analysis.UNSPACED.search(text):
            self._pair(numbers, tokens, pieces)
        self.numbers += numbers
        self.positions.append(np.arange(self.next, self.next + len(tokens), dtype=np.uint32))
        self.next += len(tokens)
        if keep_steps:
            ends = np.fromiter(map(len, pieces[: 2 * len(tokens)]), np.int64).cumsum()
            starts = ends[::2]
            self.steps.append(np.diff(starts, prepend=0).clip(0, _LONGEST_STEP).astype("<u2"))
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


def make_record(entry: Entry, vocabulary: Vocabulary) -> Record:
    """Analyse an entry into what the index keeps of it."""
    languages = _stemmed(entry)
    found = _Collected(vocabulary)
    starts, weights = _add_head(found, entry)
    head_words = len(found.numbers)
    numbers, firsts = [], []
    words = 0
    for page in entry.pages:
        numbers.append(page.number)
        firsts.append(words)
        words += found.add(page.text, keep_steps=True)
    text = Text(
        np.array(found.numbers, np.int64),
        np.concatenate(found.positions) if found.positions else np.zeros(0, np.uint32),
        head_words,
        np.repeat(np.array(weights, np.float32), np.diff(starts)),
        _weight("body", words),
        languages,
        numbers,
        firsts,
        np.concatenate(found.steps) if found.steps else np.zeros(0, "<u2"),
    )
    weights.append(text.body_weight)
    return Record(text, _card(entry), _facts(entry, starts, weights, languages))


def _add_head(found: _Collected, entry: Entry) -> tuple[list[int], list[float]]:
    """Add what stands before the pages; return where all regions begin, and the weights of these."""
    starts: list[int] = []
    weights: list[float] = []
    for region, texts in _head(entry):
        starts.append(found.next)
        words = 0
        for text in texts:
            words += found.add(text)
            found.next += _GAP
        weights.append(_weight(region, words))
    starts.append(found.next)
    return starts, weights


def _head(entry: Entry) -> tuple[tuple[str, Sequence[str]], ...]:
    """Return the regions before the pages with their texts, in the order of REGIONS."""
    return (
        ("title", (entry.title,)),
        ("abstract", (entry.abstract, *entry.also)),
        ("author", entry.authors),
        ("organisation", (entry.organisation.label,) if entry.organisation else ()),
        ("subject", tuple(subject.label for subject in entry.subjects)),
        ("session", tuple(session.label for session in entry.sessions)),
    )


def _weight(region: str, words: int) -> float:
    """Return what one word counts in a region of so many words."""
    boost, usual = BOOSTS[region]
    return round(boost / (1 - _LENGTH_SHARE + _LENGTH_SHARE * words / usual), 5)


def _stemmed(entry: Entry) -> tuple[str, ...]:
    """Return the languages whose stems are kept: the entry's own, then those of most pages."""
    further = Counter(page.language for page in entry.pages if page.language)
    tags = (*entry.languages, *(tag for tag, _ in further.most_common()))
    return analysis.stemming_languages(tags)[:_MOST_STEMMED]


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
        "sessions": [[session.key, session.label] for session in entry.sessions],
        "published_at": entry.published_at.isoformat() if entry.published_at else "",
        "page_count": entry.pages[-1].number if entry.pages else 0,
    }
    return json.dumps(card, ensure_ascii=False).encode("utf-8", "replace")


def _facts(
    entry: Entry, starts: list[int], weights: list[float], languages: tuple[str, ...]
) -> bytes:
    """Return what an entry is counted, filtered and sorted by, as JSON."""
    organisation = entry.organisation
    facts = {
        "key": entry.key,
        "work": entry.work,
        "version": entry.version,
        "sketch": entry.sketch,
        "audience": entry.audience,
        "what": entry.what,
        "kind": entry.kind,
        "languages": list(dict.fromkeys(entry.languages)),
        "stemmed": languages[0] if languages else "",
        "issued": entry.issued or "",
        "published": entry.published_at.timestamp() if entry.published_at else 0.0,
        "organisation": [organisation.key, organisation.label] if organisation else None,
        "subjects": [[subject.key, subject.label] for subject in entry.subjects],
        "starts": starts,
        "weights": weights,
        "sort": analysis.fold(analysis.surface_text(entry.title)),
    }
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
