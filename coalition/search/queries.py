"""Every read of the index: hits, exact facets and passages of one result page."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from coalition.search.engine.arrays import Ints
from coalition.search.engine.generation import Generation
from coalition.search.engine.records import REGIONS
from coalition.search.entries import Named
from coalition.search.finding import similarity, suggesting
from coalition.search.finding.corrections import Corrector
from coalition.search.finding.facets import Facet, FacetValue, Filters, count, filter_masks
from coalition.search.finding.matching import Matcher
from coalition.search.finding.passages import (
    NOWHERE,
    Chooser,
    Fragment,
    Places,
    SlotPlaces,
    show,
    show_beginning,
)
from coalition.search.finding.ranking import SORTS, Ranked, Sort, rank, without_older
from coalition.search.finding.reasons import reasons_for
from coalition.search.finding.slots import SHIFT, Matched
from coalition.search.index import Index, NotReady
from coalition.search.parser import Understood, parse
from coalition.search.results import (
    Extract,
    Folded,
    Hit,
    Reason,
    Results,
    Similar,
    Suggestion,
    Why,
    WithinDocument,
)

DEEPEST_PAGE = 500  # pages that can be turned to
MOST_PASSAGES = 3
MOST_WITHIN = 60  # passages of one document
LITTLE = 5  # hits below which other ways to ask are looked for

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
    "Similar",
    "Sort",
    "Suggestion",
    "Understood",
    "find",
    "similar",
    "suggest",
    "within",
]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one generation."""

    text: str
    audiences: frozenset[str]
    filters: Filters
    sort: Sort
    page: int
    per_page: int
    passages: bool
    reasons: bool
    folds: bool
    today: date


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit before its text is at hand."""

    document: int
    key: str
    card: dict[str, Any]
    audience: str
    is_older: bool
    score: float
    places: Places
    first_page: int | None
    marked_abstract: tuple[int, ...]
    why: Why | None
    folded: tuple[Folded, ...]
    older_versions: tuple[int, ...]


def find(
    index: Index,
    text: str,
    *,
    audiences: frozenset[str],
    filters: Filters = Filters(),  # noqa: B008 frozen
    sort: Sort = "best",
    page: int = 1,
    per_page: int = 20,
    passages: bool = True,
    reasons: bool = False,
    folds: bool = True,
) -> Results:
    """Return one page of what these audiences may see of what was asked for.

    No audiences means no hits. Empty text means everything, newest first. `page` counts from 1.
    Without `passages` hits carry no extracts and are quicker, for lists taken along; with
    `reasons` each says why it stands where it does. Without `folds` nearly the same texts are rows
    of their own. Raises NotReady when the index must be rebuilt
    first.
    """
    began = time.perf_counter()
    page = min(max(page, 1), DEEPEST_PAGE)
    today = datetime.now(UTC).date()
    asked = _Asked(text, audiences, filters, sort, page, per_page, passages, reasons, folds, today)
    with index.searching() as generation:
        key = (generation.serial, asked)
        known = index.remembered(key)
        if isinstance(known, Results):
            return replace(known, took_ms=_since(began))
        results, found = _search(generation, asked)
    hits = _with_snippets(index, found, passages=passages)
    results = replace(results, hits=hits, took_ms=_since(began))
    if passages:  # lists taken along are long, and nobody asks for them again
        index.remember(key, results)
    return results


def suggest(
    index: Index, text: str, *, audiences: frozenset[str], limit: int = 10
) -> tuple[Suggestion, ...]:
    """Return what may be meant by the beginning of a search. Raises NotReady."""
    with index.searching() as generation:
        return suggesting.suggest(generation, text, generation.visible(audiences), limit)


def within(index: Index, key: str, text: str, *, audiences: frozenset[str]) -> WithinDocument:
    """Return where a search stands in one entry; nothing where it may not be seen. Raises NotReady."""
    with index.searching() as generation:
        visible = generation.visible(audiences)
        document = generation.numbers.get(key)
        if document is None or not visible.mask[document]:
            return WithinDocument((), ())
        matched = Matcher(generation, visible).match(parse(text)[0])
        documents = np.array([document])
        found = [SlotPlaces.of(slot, documents, generation.size) for slot in matched.slots]
        (places,) = Chooser(generation, documents, found).choose(MOST_WITHIN)
    wanted = [(key, passage.page) for passage in places.passages]
    texts = index.texts(wanted) if wanted else {}
    extracts = _extracts(key, places, texts)
    return WithinDocument(places.matches, tuple(sorted(extracts, key=lambda e: e.page)))


def similar(
    index: Index, key: str, *, audiences: frozenset[str], limit: int = 5
) -> tuple[Similar, ...]:
    """Return the documents most like one, best first, none where it may not be seen.

    Raises NotReady.
    """
    with index.searching() as generation:
        asked = ("similar", generation.serial, key, audiences, limit)
        known = index.remembered(asked)
        if isinstance(known, tuple):
            return known
        pages = similarity.first_pages(generation, key, generation.visible(audiences))
    text = " ".join(index.texts(pages).values()) if pages else ""
    with index.searching() as generation:
        found = similarity.similar(generation, key, text, generation.visible(audiences), limit)
    index.remember(asked, found)
    return found


def _since(began: float) -> float:
    """Return the milliseconds since a reading of the clock."""
    return round(1000 * (time.perf_counter() - began), 2)


def _search(generation: Generation, asked: _Asked) -> tuple[Results, list[_Found]]:
    """Return everything but the snippets."""
    visible = generation.visible(asked.audiences)
    node, understood = parse(asked.text)
    matched = Matcher(generation, visible).match(node)
    mask, older = without_older(generation, matched, visible.families)
    masks = filter_masks(generation, asked.filters)
    facets = count(generation, mask, masks, asked.filters)
    for chosen in masks.values():
        mask = mask & chosen
    first = (asked.page - 1) * asked.per_page
    wanted = first + asked.per_page
    ranked = rank(
        generation,
        matched,
        mask,
        visible.families,
        asked.sort,
        wanted,
        asked.today,
        folds=asked.folds,
    )
    documents = ranked.documents[first:wanted]
    hits = _hits(generation, matched, ranked, older, documents, asked)
    total = int(np.count_nonzero(mask))
    results = Results(total, 0.0, (), facets, understood, ranked.folded_count)
    if total < LITTLE and asked.text:
        results = _with_help(generation, asked, results)
    return results, hits


def _with_help(generation: Generation, asked: _Asked, results: Results) -> Results:
    """Return results with other ways to ask that find more."""
    visible = generation.visible(asked.audiences)
    masks = filter_masks(generation, asked.filters)

    def total_of(text: str) -> int:
        matched = Matcher(generation, visible).match(parse(text)[0])
        mask, _older = without_older(generation, matched, visible.families)
        for chosen in masks.values():
            mask = mask & chosen
        return int(np.count_nonzero(mask))

    corrector = Corrector(generation, visible, total_of)
    return replace(
        results,
        did_you_mean=corrector.correction(asked.text, results.total),
        any_word=corrector.any_word(asked.text, results.total),
        elsewhere=corrector.elsewhere(asked.text),
    )


def _hits(
    generation: Generation,
    matched: Matched,
    ranked: Ranked,
    older: Mapping[int, list[int]],
    documents: Ints,
    asked: _Asked,
) -> list[_Found]:
    """Return the hits of one page with the places of their passages."""
    order = documents.argsort()
    ascending = documents[order]
    places = [NOWHERE] * len(documents)
    reasons: list[tuple[Reason, ...]] = [()] * len(documents)
    found: list[SlotPlaces] = []
    if matched.slots and len(documents) and (asked.passages or asked.reasons):
        found = [SlotPlaces.of(slot, ascending, generation.size) for slot in matched.slots]
        if asked.passages:
            places = Chooser(generation, ascending, found).choose(MOST_PASSAGES)
        if asked.reasons:
            reasons = reasons_for(generation, ascending, found)
    factors = generation.recency(asked.today)
    hits: list[_Found] = [None] * len(documents)  # type: ignore[list-item] # filled below
    for n, at in enumerate(order.tolist()):
        document = int(ascending[n])
        why = None
        if asked.reasons:
            closeness, recency = ranked.closeness.get(document, 1.0), float(factors[document])
            # Its own, though it may stand at the place of one that is folded under it.
            score = float(matched.points[document]) * closeness * recency
            why = Why(reasons[n], closeness, recency, score)
        hits[at] = _hit(generation, document, places[n], found, n, why, ranked, older)
    return hits


def _hit(
    generation: Generation,
    document: int,
    places: Places,
    found: Sequence[SlotPlaces],
    n: int,
    why: Why | None,
    ranked: Ranked,
    older: Mapping[int, list[int]],
) -> _Found:
    """Return one hit."""
    segment, local = generation.place(document)
    card = segment.card(local)
    is_shown = card["abstract"] and not places.passages
    marked = _marked_abstract(generation, document, found, n) if is_shown else ()
    first, last = segment.words.arrays["page_bounds"][local : local + 2].tolist()
    has_pages = first < last
    return _Found(
        document=document,
        key=segment.keys[local],
        card=card,
        audience=generation.dictionary.audiences.keys[int(generation.audiences[document])],
        is_older=bool(segment.works[local]),
        score=round(ranked.scores[document], 4),
        places=places,
        first_page=int(segment.words.arrays["page_numbers"][first]) if has_pages else None,
        marked_abstract=marked,
        why=why,
        folded=tuple(_folded(generation, other) for other in ranked.folded.get(document, ())),
        older_versions=tuple(sorted(int(generation.versions[o]) for o in older.get(document, ()))),
    )


def _folded(generation: Generation, document: int) -> Folded:
    segment, local = generation.place(document)
    card = segment.card(local)
    return Folded(segment.keys[local], card["url"], card["title"], card["issued"])


def _marked_abstract(
    generation: Generation, document: int, found: Sequence[SlotPlaces], n: int
) -> tuple[int, ...]:
    """Return which words of the abstract are marked."""
    first, end = generation.starts[document, ABSTRACT : ABSTRACT + 2].tolist()
    marked: set[int] = set()
    for one in found:
        low, high = one.places.searchsorted((n << SHIFT | first, n << SHIFT | end)).tolist()
        for place in one.places[low:high].tolist():
            position = place & ((1 << SHIFT) - 1)
            marked.update(range(position - first, position - first + one.slot.length))
    return tuple(sorted(marked))


def _with_snippets(index: Index, found: list[_Found], *, passages: bool) -> tuple[Hit, ...]:
    """Return the hits with their passages cut from their texts, which are asked for once."""
    wanted = [pair for one in found for pair in _pages_of(one, passages=passages)]
    texts: Mapping[tuple[str, int], str] = index.texts(wanted) if wanted else {}
    return tuple([_finished(one, texts) for one in found])


def _pages_of(one: _Found, *, passages: bool) -> list[tuple[str, int]]:
    """Return the pages whose texts a hit's passages need."""
    if one.places.passages:
        return list(dict.fromkeys((one.key, passage.page) for passage in one.places.passages))
    if passages and one.first_page is not None and not one.card["abstract"]:
        return [(one.key, one.first_page)]
    return []


def _extracts(
    key: str, places: Places, texts: Mapping[tuple[str, int], str]
) -> tuple[Extract, ...]:
    """Return passages cut from their texts, without those whose text is another by now."""
    shown = (
        Extract(passage.page, show(texts.get((key, passage.page), ""), passage))
        for passage in places.passages
    )
    return tuple(extract for extract in shown if extract.fragments)


def _finished(one: _Found, texts: Mapping[tuple[str, int], str]) -> Hit:
    """Return a hit with its extracts, or the beginning of its abstract or text."""
    card = one.card
    extracts = _extracts(one.key, one.places, texts)
    snippet: tuple[Fragment, ...] = ()
    if not extracts and card["abstract"]:
        snippet = show_beginning(card["abstract"], one.marked_abstract)
    elif not extracts and one.first_page is not None:
        snippet = show_beginning(texts.get((one.key, one.first_page), ""))
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
        is_older=one.is_older,
        page_count=card["page_count"],
        page_matches=one.places.matches,
        extracts=extracts,
        snippet=snippet,
        why=one.why,
        folded=one.folded,
        older_versions=one.older_versions,
        # an entry written before sessions were kept has none
        sessions=tuple(Named(key, label) for key, label in card.get("sessions", ())),
    )
