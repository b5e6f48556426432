"""A shelf of entries for tests: the index beside the texts that the database would hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coalition.search.entries import Entry, Named, PageText
from coalition.search.finding.facets import Filters
from coalition.search.index import Index
from coalition.search.queries import Fragment, Hit, Results, Sort, find

PUBLIC = frozenset({"public"})
MEMBERS = frozenset({"public", "members"})
ROOMS = Named("organisation:1", "Federation of Reading Rooms")
DOORWAYS = Named("subject:1", "Doorways")


def make_entry(
    number: int,
    title: str = "A title",
    *pages: str,
    abstract: str = "",
    authors: tuple[str, ...] = (),
    organisation: Named | None = ROOMS,
    kind: str = "report",
    languages: tuple[str, ...] = ("en",),
    issued: str | None = "2012-11-08",
    subjects: tuple[Named, ...] = (DOORWAYS,),
    audience: str = "public",
    what: str = "document",
    sketch: str = "",
    published_at: datetime | None = None,
) -> Entry:
    """Return an entry with the given pages, numbered from 1."""
    return Entry(
        key=f"document:{number}",
        url=f"/library/{number}",
        title=title,
        abstract=abstract,
        authors=authors,
        organisation=organisation,
        kind=kind,
        languages=languages,
        issued=issued,
        subjects=subjects,
        audience=audience,
        what=what,
        sketch=sketch,
        published_at=published_at,
        pages=tuple(PageText(n, text) for n, text in enumerate(pages, start=1)),
    )


def passage_of(hit: Hit) -> tuple[Fragment, ...]:
    """Return the passage shown first under a hit: the best place, or the beginning."""
    return hit.extracts[0].fragments if hit.extracts else hit.snippet


@dataclass(frozen=True)
class Some:
    """Some entries as a source of a rebuild."""

    entries: Sequence[Entry]

    @property
    def size(self) -> int:
        """Return how many there are."""
        return len(self.entries)

    @contextmanager
    def __call__(self) -> Iterator[Sequence[Entry]]:
        """Give them."""
        yield self.entries


class Shelf:
    """An index and the texts of its pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[tuple[str, int], str] = {}
        self.index = Index(folder, texts=self.read)
        self.index.rebuild([])

    def read(self, wanted: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
        """Return the texts of the wanted pages that are known."""
        return {pair: self.texts[pair] for pair in wanted if pair in self.texts}

    def keep(self, entries: Iterable[Entry]) -> None:
        """Remember the texts of entries."""
        for entry in entries:
            self.texts |= {(entry.key, page.number): page.text for page in entry.pages}

    def put(self, *entries: Entry, removed: Iterable[str] = ()) -> None:
        """Write entries in one commit."""
        self.keep(entries)
        self.index.write(entries, removed)

    def find(
        self,
        text: str = "",
        audiences: frozenset[str] = PUBLIC,
        filters: Filters = Filters(),  # noqa: B008 frozen
        sort: Sort = "best",
        page: int = 1,
        per_page: int = 20,
    ) -> Results:
        """Search as a reader of these audiences."""
        return find(
            self.index,
            text,
            audiences=audiences,
            filters=filters,
            sort=sort,
            page=page,
            per_page=per_page,
        )

    def numbers(
        self, text: str = "", audiences: frozenset[str] = PUBLIC, sort: Sort = "best"
    ) -> list[int]:
        """Return the numbers of the documents found, in order."""
        found = self.find(text, audiences, sort=sort)
        return [int(hit.key.partition(":")[2]) for hit in found.hits]
