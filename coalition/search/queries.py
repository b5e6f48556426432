"""Every read of the index: hits, exact facets and passages of one result page."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from coalition.search.entries import Named
from coalition.search.facets import Facet, FacetValue, Filters, count, filter_masks
from coalition.search.generation import Generation
from coalition.search.index import Index, NotReady
from coalition.search.matching import Matched, Matcher
from coalition.search.parser import Understood, parse
from coalition.search.passages import Fragment, Passage, choose, show, show_beginning
from coalition.search.postings import Floats, Ints
from coalition.search.records import REGIONS
from coalition.search.results import Extract, Hit, Results, Similar, Suggestion, WithinDocument

Sort = Literal["best", "newest", "added", "title"]
SORTS: tuple[Sort, ...] = ("best", "newest", "added", "title")
DEEPEST_PAGE = 500  # pages that can be turned to

ABSTRACT = REGIONS.index("abstract")

__all__ = [
    "SORTS",
    "Facet",
    "FacetValue",
    "Filters",
    "Fragment",
    "Hit",
    "NotReady",
    "Results",
    "Sort",
    "Understood",
    "find",
    "results_as_json",
]


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit before its text is at hand."""

    key: str
    card: dict[str, Any]
    audience: str
    score: float
    passage: Passage | None
    first_page: int | None
    marked_abstract: tuple[int, ...]


def find(
    index: Index,
    text: str,
    *,
    audiences: frozenset[str],
    filters: Filters = Filters(),  # noqa: B008 frozen
    sort: Sort = "best",
    page: int = 1,
    per_page: int = 20,
    passages: bool = True,  # noqa: ARG001
    reasons: bool = False,  # noqa: ARG001
) -> Results:
    """Return one page of what these audiences may see of what was asked for.

    No audiences means no hits. Empty text means everything, newest first. `page` counts from 1.
    Without `passages` hits carry no extracts and are quicker, for lists taken along; with
    `reasons` each says why it stands where it does.
    Raises NotReady when the index must be rebuilt first.
    """
    began = time.perf_counter()
    page = min(max(page, 1), DEEPEST_PAGE)
    with index.searching() as generation:
        asked = (text, audiences, filters, sort, page, per_page)
        key = (generation.serial, asked)
        known = index.remembered(key)
        if isinstance(known, Results):
            return replace(known, took_ms=_since(began))
        results, found = _search(generation, *asked)
    hits = _with_snippets(index, found)
    results = replace(results, hits=hits, took_ms=_since(began))
    index.remember(key, results)
    return results


def suggest(
    index: Index, text: str, *, audiences: frozenset[str], limit: int = 10
) -> tuple[Suggestion, ...]:
    """Return what may be meant by the beginning of a search. Raises NotReady."""
    raise NotImplementedError


def within(index: Index, key: str, text: str, *, audiences: frozenset[str]) -> WithinDocument:
    """Return where a search stands in one entry; nothing where it may not be seen. Raises NotReady."""
    raise NotImplementedError


def similar(
    index: Index, key: str, *, audiences: frozenset[str], limit: int = 5
) -> tuple[Similar, ...]:
    """Return the entries most like one, best first, nothing where it may not be seen. Raises NotReady."""
    raise NotImplementedError


def _since(began: float) -> float:
    """Return the milliseconds since a reading of the clock."""
    return round(1000 * (time.perf_counter() - began), 2)


def _search(
    generation: Generation,
    text: str,
    audiences: frozenset[str],
    filters: Filters,
    sort: Sort,
    page: int,
    per_page: int,
) -> tuple[Results, list[_Found]]:
    """Return everything but the snippets."""
    node, understood = parse(text)
    matched = Matcher(generation, generation.visible(audiences)).match(node)
    masks = filter_masks(generation, filters)
    facets = count(generation, matched.mask, masks, filters)
    mask = matched.mask
    for chosen in masks.values():
        mask = mask & chosen
    documents = np.flatnonzero(mask)
    first = (page - 1) * per_page
    ranked = _ranked(generation, documents, matched.scores, sort, first + per_page)
    found = [_hit(generation, matched, d) for d in ranked[first : first + per_page].tolist()]
    return Results(len(documents), 0.0, (), facets, understood), found


def _ranked(
    generation: Generation, documents: Ints, scores: Floats, sort: Sort, wanted: int
) -> Ints:
    """Return at least the first `wanted` documents in their order, ties by date, then as written."""
    if len(documents) < 2:
        return documents
    issued = generation.issued[documents]
    if sort == "title":
        return documents[generation.title_ranks[documents].argsort(kind="stable")]
    if sort == "newest":
        return documents[(-issued).argsort(kind="stable")]
    mine = scores[documents]
    if len(documents) > 4 * wanted:
        # Only what may come on the page is sorted in full.
        least = np.partition(mine, len(mine) - wanted)[len(mine) - wanted]
        near = mine >= least
        documents, mine, issued = documents[near], mine[near], issued[near]
    return documents[np.lexsort((-issued, -mine))]


def _hit(generation: Generation, matched: Matched, document: int) -> _Found:
    """Return a hit with the place of its passage."""
    segment, local = generation.place(document)
    card = segment.card(local)
    starts = generation.starts[document]
    layout = segment.layout(local)
    passage = choose(layout, starts, matched.slots, document) if matched.slots else None
    marked: set[int] = set()
    if passage is None and card["abstract"]:
        first, end = starts[ABSTRACT : ABSTRACT + 2].tolist()
        for slot in matched.slots:
            for position in slot.positions(document).tolist():
                if first <= position < end:
                    marked.update(range(position - first, position - first + slot.length))
    return _Found(
        key=segment.keys[local],
        card=card,
        audience=generation.dictionary.audiences.keys[int(generation.audiences[document])],
        score=round(float(matched.scores[document]), 4),
        passage=passage,
        first_page=int(layout.numbers[0]) if len(layout.numbers) else None,
        marked_abstract=tuple(sorted(marked)),
    )


def _with_snippets(index: Index, found: list[_Found]) -> tuple[Hit, ...]:
    """Return the hits with their passages cut from their texts, which are asked for once."""
    wanted = [pair for pair in map(_page_of, found) if pair is not None]
    texts: Mapping[tuple[str, int], str] = index.texts(wanted) if wanted else {}
    return tuple([_finished(one, texts) for one in found])


def _page_of(one: _Found) -> tuple[str, int] | None:
    """Return the page whose text a hit's snippet needs, None when it needs none."""
    if one.passage:
        return one.key, one.passage.page
    if one.first_page is not None and not one.card["abstract"]:
        return one.key, one.first_page
    return None


def _finished(one: _Found, texts: Mapping[tuple[str, int], str]) -> Hit:
    """Return a hit with its snippet."""
    card = one.card
    pair = _page_of(one)
    text = texts.get(pair, "") if pair else ""
    snippet = show(text, one.passage) if one.passage else ()
    if not snippet and card["abstract"]:
        snippet = show_beginning(card["abstract"], one.marked_abstract)
    elif not snippet:
        snippet = show_beginning(text)
    organisation = card["organisation"]
    return Hit(
        key=one.key,
        what=card["what"],
        url=card["url"],
        title=card["title"],
        abstract=card["abstract"],
        authors=tuple(card["authors"]),
        organisation=Named(*organisation) if organisation else None,
        kind=card["kind"],
        languages=tuple(card["languages"]),
        issued=card["issued"],
        subjects=tuple(Named(key, label) for key, label in card["subjects"]),
        published_at=card["published_at"],
        audience=one.audience,
        score=one.score,
        unit=card["unit"],
        version=card["version"],
        is_older=False,
        page_count=card["page_count"],
        page_matches=one.passage.matches if one.passage else (),
        extracts=(Extract(one.passage.page, snippet),) if one.passage and snippet else (),
        snippet=snippet,
        why=None,
    )


def results_as_json(results: Results) -> dict[str, Any]:
    """Return results as plain values: {total, took_ms, hits, facets, ignored}.

    A hit is {id, title, url, score, page, snippet}; a snippet is a list of [text, marked].
    """
    return {
        "total": results.total,
        "took_ms": results.took_ms,
        "hits": [
            {
                "id": hit.key,
                "title": hit.title,
                "url": hit.url,
                "score": hit.score,
                "page": hit.page,
                "snippet": [[fragment.text, fragment.marked] for fragment in hit.snippet],
            }
            for hit in results.hits
        ],
        "facets": {
            facet.field: [
                {"key": value.key, "label": value.label, "count": value.count}
                for value in facet.values
            ]
            for facet in results.facets
        },
        "ignored": list(results.understood.ignored),
    }
