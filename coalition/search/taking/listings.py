"""All that a search finds, up to a limit, as a list to take along; and that list as a table."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from flask_babel import gettext as _

from coalition.search.asking import Asked
from coalition.search.index import Index
from coalition.search.queries import find
from coalition.search.results import Hit
from coalition.search.taking.plain import one_line
from coalition.web.site import settings
from coalition.web.spreadsheets import as_csv

MOST_LISTED = 5_000
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """The hits of a search in their order; `total` is how many rows there would be without limit."""

    hits: tuple[Hit, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Tell whether more was found than is listed."""
        return len(self.hits) < self.total

    @property
    def notice(self) -> str:
        """Return a sentence for the reader of a list that was cut, else nothing."""
        if not self.is_cut:
            return ""
        return _(
            "Only the first %(listed)d of %(total)d are listed here. "
            "Narrow the search to have the rest.",
            listed=len(self.hits),
            total=self.total,
        )


def list_all(
    index: Index,
    asked: Asked,
    *,
    audiences: frozenset[str],
    documents_only: bool = False,
    most: int = MOST_LISTED,
) -> Listing:
    """Return the hits of all pages, at most so many. Raises NotReady.

    Whatever else is found is left out of what is `documents_only`, such as references.
    """
    if documents_only:
        if asked.filters.what and "document" not in asked.filters.what:
            return Listing((), 0)
        asked = replace(asked, filters=replace(asked.filters, what=("document",)))
    hits: dict[str, Hit] = {}
    for page in count(1):
        results = find(
            index,
            asked.text,
            audiences=audiences,
            filters=asked.filters,
            sort=asked.sort,
            page=page,
            per_page=_PER_PAGE,
            passages=False,
        )
        # What is published meanwhile moves others to the next page; nothing is listed twice.
        hits |= {hit.key: hit for hit in results.hits}
        if page * _PER_PAGE >= min(results.row_count, most):
            break
    kept = tuple(hits.values())[:most]
    return Listing(kept, results.row_count if results.row_count > most else len(kept))


def as_table(
    listing: Listing,
    *,
    kind_label: Callable[[str], str],
    language_name: Callable[[str], str],
) -> str:
    """Return a list as CSV for spreadsheets, kinds and languages named for its reader."""
    head = (
        _("Title"),
        _("Authors"),
        _("Organisation"),
        _("Kind"),
        _("Date"),
        _("Languages"),
        _("Subjects"),
        _("Address"),
        _("Published"),
    )

    of_no_kind = {
        "document": kind_label(""),
        "organisation": _("Organisation"),
        "news": _("News"),
    }

    def rows() -> Iterator[tuple[str, ...]]:
        for hit in listing.hits:
            yield (
                one_line(hit.title),
                _several(hit.authors),
                one_line(hit.organisation.label) if hit.organisation else "",
                kind_label(hit.kind) if hit.kind else of_no_kind.get(hit.what, ""),
                hit.issued or "",
                _several(map(language_name, hit.languages)),
                _several(subject.label for subject in hit.subjects),
                settings().site_url + hit.url,
                hit.published_at,
            )
        if listing.is_cut:
            yield (listing.notice,)

    return as_csv(head, rows())


def _several(values: Iterable[str]) -> str:
    return "; ".join(map(one_line, values))
