"""What is new: published since a search was saved, and not told of yet."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from coalition.search.asking import Asked
from coalition.search.index import Index
from coalition.search.queries import DEEPEST_PAGE, Results, find
from coalition.search.results import Hit

MOST_SHOWN = 20  # finds that a letter shows; the others are counted
_PER_PAGE = 500  # hits looked through at once


@dataclass(frozen=True, slots=True)
class Finds:
    """What a letter tells of: the hits it shows, and the keys of these and of all the others."""

    shown: tuple[Hit, ...]
    keys: tuple[str, ...]


def new_finds(
    index: Index,
    asked: Asked,
    since: datetime,
    *,
    told: Collection[str],
    audiences: frozenset[str],
) -> Finds:
    """Return what a search finds that was published since then and is not told, latest first.

    All of it is looked through, since what is read late stands behind what was told already.
    Raises NotReady.
    """
    wanted = replace(asked, filters=replace(asked.filters, since=since), sort="added")
    new: dict[str, tuple[int, Hit]] = {}
    for page in range(1, DEEPEST_PAGE + 1):
        results = _page(index, wanted, audiences, page, _PER_PAGE, passages=False)
        first = (page - 1) * _PER_PAGE
        for place, hit in enumerate(results.hits, first):
            if key_of(hit) not in told:
                new.setdefault(key_of(hit), (place, hit))
        if first + _PER_PAGE >= results.row_count:
            break
    shown = list(new.values())[:MOST_SHOWN]
    return Finds(_with_passages(index, wanted, audiences, shown), tuple(new))


def key_of(hit: Hit) -> str:
    """Return the key by which a find is known to be told: versions of a document are one find."""
    return hit.key.partition(".")[0]


def _with_passages(
    index: Index, wanted: Asked, audiences: frozenset[str], shown: list[tuple[int, Hit]]
) -> tuple[Hit, ...]:
    """Return the hits with their passages, which cost too much to cut for all that is found."""
    full: dict[str, Hit] = {}
    for page in sorted({place // MOST_SHOWN + 1 for place, _ in shown}):
        results = _page(index, wanted, audiences, page, MOST_SHOWN, passages=True)
        full |= {hit.key: hit for hit in results.hits}
    return tuple(full.get(hit.key, hit) for _, hit in shown)


def _page(
    index: Index,
    wanted: Asked,
    audiences: frozenset[str],
    page: int,
    per_page: int,
    *,
    passages: bool,
) -> Results:
    return find(
        index,
        wanted.text,
        audiences=audiences,
        filters=wanted.filters,
        sort=wanted.sort,
        page=page,
        per_page=per_page,
        passages=passages,
        folds=False,  # a find under one that was told of is a find all the same
    )
