"""Results made by hand for tests of what the page shows of them."""

from dataclasses import replace

from coalition.search.entries import Named
from coalition.search.finding.facets import Facet, FacetValue
from coalition.search.finding.passages import Fragment
from coalition.search.parser import Understood
from coalition.search.results import Extract, Folded, Hit, Reason, Results, Why

HIT = Hit(
    key="document:7",
    what="document",
    url="/library/7",
    title="Open doors",
    abstract="On doors.",
    authors=("Working group",),
    organisation=Named("1", "Federation of Reading Rooms"),
    kind="report",
    languages=("en",),
    issued="2012-11-08",
    subjects=(),
    published_at="2012-11-09T10:00:00+00:00",
    audience="public",
    score=6.3,
    unit="page",
    version=2,
    is_older=False,
    page_count=9,
    page_matches=((2, 1), (3, 4), (9, 2)),
    extracts=(
        Extract(2, (Fragment("A ", False), Fragment("door", True))),
        Extract(9, (Fragment("Doors", True),)),
    ),
    snippet=(),
    why=Why(
        (Reason("door", "title", "stem", 1, 4.0), Reason("door", "body", "typed", 7, 1.0)),
        closeness=1.2,
        recency=1.05,
        score=6.3,
    ),
)
LIKE = Folded("document:6", "/library/6", "Open doors, a draft", "2011")
ORGANISATION = replace(
    HIT,
    key="organisation:3",
    what="organisation",
    url="/members/3",
    title="Federation of Reading Rooms",
    authors=(),
    organisation=None,
    kind="",
    issued=None,
    page_count=0,
    page_matches=(),
    extracts=(),
    snippet=(Fragment("Rooms with ", False), Fragment("doors", True)),
    why=None,
)


def make_facet(field: str, *chosen: str, **counts: int) -> Facet:
    """Return a facet of these values; those of years are given as y2012=3."""
    values = ((key.removeprefix("y"), count) for key, count in counts.items())
    return Facet(field, tuple(FacetValue(key, key, count, key in chosen) for key, count in values))


def make_results(*hits: Hit, facets: tuple[Facet, ...] = (), **changes: object) -> Results:
    """Return results with these hits."""
    results = Results(len(hits), 1.0, hits, facets, Understood("doors"))
    return replace(results, **changes)  # type: ignore[arg-type]
