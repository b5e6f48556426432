"""What a search gives back: hits with their passages and reasons, counts, suggestions."""

from dataclasses import dataclass
from typing import Literal

from coalition.search.entries import Named
from coalition.search.finding.facets import Facet
from coalition.search.finding.passages import Fragment
from coalition.search.parser import Understood

Form = Literal["typed", "folded", "stem", "begins", "similar", "phrase"]
Source = Literal["title", "session", "news", "subject", "organisation", "word", "words"]


@dataclass(frozen=True, slots=True)
class Extract:
    """One passage of a page, the words marked."""

    page: int
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What one word of the search, found in one field, adds to a score.

    `field` is one of engine.records.REGIONS; `form` says how the word was met: as typed, without accents,
    by its stem, by its beginning, by likeness, or as part of a phrase; `count` is how often.
    """

    word: str
    field: str
    form: str  # a Form
    count: int
    points: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a hit stands where it does: score = sum of points x closeness x recency.

    `closeness` and `recency` are factors of 1 or more.
    """

    reasons: tuple[Reason, ...]
    closeness: float
    recency: float
    score: float


@dataclass(frozen=True, slots=True)
class Folded:
    """A document shown under a newer one, since its text is nearly the same."""

    key: str
    url: str
    title: str
    issued: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    `extracts` are up to three passages, the best first; `page_matches` are (page, number
    of places) of every page with words of the search; `snippet` is the beginning of abstract or
    text where there is no extract. `score` is that of the best among it and what is folded under
    it. `published_at` is ISO 8601 in UTC, or "". `older_versions` are
    the numbers of older versions that match too; `is_older` tells that only an older one matches.
    """

    key: str
    what: str
    url: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    organisation: Named | None
    kind: str
    languages: tuple[str, ...]
    issued: str | None
    subjects: tuple[Named, ...]
    published_at: str
    audience: str
    score: float
    unit: str
    version: int
    is_older: bool
    page_count: int
    page_matches: tuple[tuple[int, int], ...]
    extracts: tuple[Extract, ...]
    snippet: tuple[Fragment, ...]
    why: Why | None
    folded: tuple[Folded, ...] = ()
    older_versions: tuple[int, ...] = ()
    sessions: tuple[Named, ...] = ()

    @property
    def page(self) -> int | None:
        """Return the page of the best place in the text, None where the text does not match."""
        return self.extracts[0].page if self.extracts else None

    @property
    def match_count(self) -> int:
        """Return the number of places in the text."""
        return sum(count for _, count in self.page_matches)


@dataclass(frozen=True, slots=True)
class Correction:
    """Another way to write the search, and how many things that would find."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The search said in another language (BCP 47), and how many things that would find."""

    language: str
    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits with everything shown beside it.

    `total` counts what matches, `folded_count` how much of that is shown under other hits, so that
    `total - folded_count` rows can be turned through. `did_you_mean` and `elsewhere` are looked for
    only when little was found. `any_word` is the search with OR between its words.
    """

    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    understood: Understood
    folded_count: int = 0
    did_you_mean: Correction | None = None
    any_word: Correction | None = None
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def row_count(self) -> int:
        """Return the number of rows that can be turned through."""
        return self.total - self.folded_count


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by what was typed so far; `url` is where a title opens, else ""."""

    text: str
    source: Source
    url: str = ""


@dataclass(frozen=True, slots=True)
class WithinDocument:
    """Where a search stands in one document: every page with places, and passages of the first."""

    page_matches: tuple[tuple[int, int], ...]
    extracts: tuple[Extract, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A document that is about much the same, told by the words that are telling in both."""

    key: str
    url: str
    title: str
    kind: str
    issued: str | None
    organisation: Named | None
    languages: tuple[str, ...]
    audience: str
    shared_words: tuple[str, ...]
