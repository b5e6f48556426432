"""What the index should hold of entries, told by hand in plain Python, and what it does hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from hypothesis import strategies as st

from coalition.search import analysis
from coalition.search.engine.arrays import Ints
from coalition.search.engine.commits import inverted
from coalition.search.engine.postings import terms_in
from coalition.search.engine.records import BOOSTS
from coalition.search.engine.vocabulary import PAIR, Vocabulary
from coalition.search.entries import Entry, Named, PageText
from tests.search.shelf import make_entry

Places = dict[bytes, dict[int, list[int]]]  # positions by term and document
Weights = dict[tuple[bytes, int], float]
Pages = list[tuple[list[int], list[int], list[int]]]  # numbers, firsts, steps of each document
Word = tuple[int, str, float]  # position, surface form, weight

WORDS = [
    "library",
    "libraries",
    "Libraries",
    "access",
    "RFC7993",
    "2012",
    "a",
    "of",
    "Bibliothèque",
    "bibliotheque",
    "straße",
    "библиотека",
    "مكتبة",
    "مَكتَبة",
    "图书馆",
    "图",
    "ห้องสมุด",
    "שָׁלוֹם",
]

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
languages = st.sampled_from([(), ("en",), ("xx",), ("fr", "ru", "en")])


@st.composite
def entries(draw: st.DrawFn, least: int = 1) -> list[Entry]:
    """Entries of a few words in several languages and scripts, some without any."""
    return [
        make_entry(
            number,
            draw(texts),
            *draw(st.lists(texts, max_size=3)),
            abstract=draw(texts),
            authors=tuple(draw(st.lists(texts, max_size=2))),
            subjects=(),
            languages=draw(languages),
        )
        for number in range(draw(st.integers(least, 5)))
    ]


def invert(entries: Sequence[Entry]) -> dict[str, Ints]:
    """Return the arrays of entries that fit in one batch."""
    ((found, _records),) = inverted(entries, Vocabulary())
    return found


def places_in(found: Mapping[str, Ints]) -> Places:
    """Return what arrays hold, by term and document."""
    firsts, bounds = found["firsts"].tolist(), found["bounds"].tolist()
    documents, positions = found["documents"].tolist(), found["positions"].tolist()
    return {
        term: {
            documents[n]: positions[bounds[n] : bounds[n + 1]]
            for n in range(firsts[number], firsts[number + 1])
        }
        for number, term in enumerate(terms_in(found))
    }


def weights_in(found: Mapping[str, Ints]) -> Weights:
    """Return the weight of each posting that arrays hold."""
    pairs = [(term, document) for term, held in places_in(found).items() for document in held]
    return dict(zip(pairs, found["weights"].tolist(), strict=True))


def pages_in(found: Mapping[str, Ints]) -> Pages:
    """Return the pages of each document that arrays hold."""
    pages, steps = found["page_bounds"].tolist(), found["step_bounds"].tolist()
    return [
        (
            found["page_numbers"][pages[n] : pages[n + 1]].tolist(),
            found["page_firsts"][pages[n] : pages[n + 1]].tolist(),
            found["steps"][steps[n] : steps[n + 1]].tolist(),
        )
        for n in range(len(pages) - 1)
    ]


def expected(entries: Sequence[Entry]) -> tuple[Places, Weights]:
    """Return what the index should hold of entries, numbered from 0."""
    places: Places = {}
    weights: Weights = {}
    for document, entry in enumerate(entries):
        words, body = _words(entry)
        for position, word, weight in words:
            for form in (word, *analysis.further_forms(word, _stemmed(entry))):
                term = form.encode()
                places.setdefault(term, {}).setdefault(document, []).append(position)
                weights[term, document] = weights.get((term, document), 0.0) + weight
        for term in _pairs(words, body):
            places.setdefault(term, {})[document] = []
            weights[term, document] = 0.0
    return places, weights


def expected_pages(entries: Sequence[Entry]) -> Pages:
    """Return the pages that the index should hold of entries."""
    return [_pages(entry.pages) for entry in entries]


def _pages(pages: Sequence[PageText]) -> tuple[list[int], list[int], list[int]]:
    firsts: list[int] = []
    steps: list[int] = []
    for page in pages:
        firsts.append(len(steps))
        starts = [match.start() for match in analysis.TOKEN.finditer(page.text)]
        steps += [start - before for before, start in zip([0, *starts], starts, strict=False)]
    return [page.number for page in pages], firsts, steps


def _stemmed(entry: Entry) -> tuple[str, ...]:
    return tuple(tag for tag in entry.languages if tag in analysis.STEMMERS)


def _words(entry: Entry) -> tuple[list[Word], int]:
    """Return all words of an entry, and the position at which its pages begin."""
    words: list[Word] = []
    position = 0
    for region, texts in (
        ("title", [entry.title]),
        ("abstract", [entry.abstract]),
        ("author", entry.authors),
        ("organisation", _labels([entry.organisation] if entry.organisation else [])),
        ("subject", _labels(entry.subjects)),
    ):
        spelt = [list(_surfaces(text)) for text in texts]
        weight = _weight(region, sum(map(len, spelt)))
        for surfaces in spelt:
            words += [(position + n, word, weight) for n, word in enumerate(surfaces)]
            position += len(surfaces) + 1
    body = position
    surfaces = [word for page in entry.pages for word in _surfaces(page.text)]
    weight = _weight("body", len(surfaces))
    return words + [(body + n, word, weight) for n, word in enumerate(surfaces)], body


def _labels(named: Sequence[Named]) -> list[str]:
    return [one.label for one in named]


def _weight(region: str, words: int) -> float:
    boost, usual = BOOSTS[region]
    return boost / (0.5 + 0.5 * words / usual)


def _surfaces(text: str) -> Iterator[str]:
    """Give the words of a text; characters of unspaced scripts with the one that follows."""
    found = list(analysis.TOKEN.finditer(text))
    for n, match in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        if (
            following
            and following.start() == match.end()
            and analysis.is_unspaced(match[0])
            and analysis.is_unspaced(following[0])
        ):
            yield analysis.surface(match[0] + following[0])
        else:
            yield analysis.surface(match[0])


def _pairs(words: Sequence[Word], body: int) -> set[bytes]:
    """Return the terms of pairs of words that count: met twice, or once before the pages."""
    times: Counter[tuple[str, str]] = Counter()
    for (place, first, _), (next_place, second, _) in pairwise(words):
        if next_place == place + 1 and _is_pairable(first) and _is_pairable(second):
            times[first, second] += 2 if place < body else 1
    return {f"{PAIR}{first} {second}".encode() for (first, second), n in times.items() if n >= 2}


def _is_pairable(word: str) -> bool:
    return len(word) >= 3 and word.isalpha() and not analysis.is_unspaced(word)
