"""Results as plain values, the same for the interface for programs and for the command."""

from collections.abc import Iterable
from math import ceil
from typing import Any

from coalition.search.asking import Asked
from coalition.search.entries import Named
from coalition.search.finding.facets import Facet
from coalition.search.finding.passages import Fragment
from coalition.search.queries import DEEPEST_PAGE
from coalition.search.results import Correction, Elsewhere, Extract, Folded, Hit, Results, Why
from coalition.search.taking.opening import address_of
from coalition.web import site

# What the same search can also be had as: the name of the link and the page that gives it.
_OTHER_FORMS = {
    "html": "search.index",
    "atom": "search.atom",
    "json_feed": "search.json_feed",
    "csv": "search.csv",
    "bibtex": "records.bibtex",
    "ris": "records.ris",
    "csl_json": "records.csl",
}


def results_as_values(results: Results, asked: Asked, *, reasons: bool = False) -> dict[str, Any]:
    """Return one page of results as openapi.json describes it, with absolute addresses."""
    return {
        "total": results.total,
        "row_count": results.row_count,
        "page": asked.page,
        "pages": pages_of(results, asked),
        "per_page": asked.per_page,
        "took_ms": results.took_ms,
        "understood": results.understood.text,
        "ignored": list(results.understood.ignored),
        "hits": [_hit(hit, asked.text, reasons=reasons) for hit in results.hits],
        "facets": {facet.field: _facet(facet) for facet in results.facets},
        "did_you_mean": _correction(results.did_you_mean, asked),
        "any_word": _correction(results.any_word, asked),
        "elsewhere": [_elsewhere(one, asked) for one in results.elsewhere],
        "links": _links(results, asked, reasons=reasons),
    }


def pages_of(results: Results, asked: Asked) -> int:
    """Return how many pages can be turned to."""
    return min(ceil(results.row_count / asked.per_page), DEEPEST_PAGE)


def _links(results: Results, asked: Asked, *, reasons: bool) -> dict[str, str]:
    """Return this page, those beside it, and the same search in its other forms."""
    last = pages_of(results, asked)
    turned = {"self": asked.page}
    if asked.page < last:
        turned["next"] = asked.page + 1
    if 1 < asked.page <= last:
        turned["prev"] = asked.page - 1
    more = {"reasons": 1} if reasons else {}
    links = {
        name: site.address_of("search.api", **asked.arguments(page=page if page > 1 else 0, **more))
        for name, page in turned.items()
    }
    given = asked.arguments(per_page=None)
    return links | {
        name: site.address_of(endpoint, **given) for name, endpoint in _OTHER_FORMS.items()
    }


def _hit(hit: Hit, text: str, *, reasons: bool) -> dict[str, Any]:
    """Return a hit; `url` is its permanent address, `opens_at` the place of the best passage."""
    values = {
        "id": hit.key,
        "what": hit.what,
        "url": site.settings().site_url + hit.url,
        "opens_at": _opens_at(hit, text),
        "title": hit.title,
        "abstract": hit.abstract,
        "authors": list(hit.authors),
        "organisation": _named(hit.organisation) if hit.organisation else None,
        "kind": hit.kind,
        "languages": list(hit.languages),
        "issued": hit.issued,
        "subjects": [_named(subject) for subject in hit.subjects],
        "sessions": [_named(session) for session in hit.sessions],
        "published_at": hit.published_at or None,
        "audience": hit.audience,
        "score": hit.score,
        "unit": hit.unit,
        "version": hit.version,
        "is_older": hit.is_older,
        "page_count": hit.page_count,
        "page": hit.page,
        "match_count": hit.match_count,
        "page_matches": [{"page": page, "count": count} for page, count in hit.page_matches],
        "extracts": [_extract(extract, hit, text) for extract in hit.extracts],
        "snippet": _fragments(hit.snippet),
        "folded": [_folded(folded) for folded in hit.folded],
        "older_versions": list(hit.older_versions),
    }
    return values | {"why": _why(hit.why)} if reasons else values


def _opens_at(hit: Hit, text: str, page: int | None = None) -> str:
    return site.settings().site_url + address_of(hit, text, page)


def _named(named: Named) -> dict[str, str]:
    return {"key": named.key, "label": named.label}


def _extract(extract: Extract, hit: Hit, text: str) -> dict[str, Any]:
    return {
        "page": extract.page,
        "opens_at": _opens_at(hit, text, extract.page),
        "fragments": _fragments(extract.fragments),
    }


def _fragments(fragments: Iterable[Fragment]) -> list[dict[str, Any]]:
    return [{"text": fragment.text, "marked": fragment.marked} for fragment in fragments]


def _folded(folded: Folded) -> dict[str, Any]:
    return {
        "id": folded.key,
        "url": site.settings().site_url + folded.url,
        "title": folded.title,
        "issued": folded.issued,
    }


def _why(why: Why | None) -> dict[str, Any] | None:
    if why is None:
        return None
    return {
        "score": why.score,
        "closeness": why.closeness,
        "recency": why.recency,
        "reasons": [
            {
                "word": reason.word,
                "field": reason.field,
                "form": reason.form,
                "count": reason.count,
                "points": reason.points,
            }
            for reason in why.reasons
        ],
    }


def _facet(facet: Facet) -> dict[str, Any]:
    return {
        "values": [
            {
                "key": value.key,
                "label": value.label,
                "count": value.count,
                "chosen": value.chosen,
            }
            for value in facet.values
        ],
        "further": facet.further,
    }


def _correction(correction: Correction | None, asked: Asked) -> dict[str, Any] | None:
    if correction is None:
        return None
    return {
        "text": correction.text,
        "total": correction.total,
        "url": _search_for(correction.text, asked),
    }


def _elsewhere(found: Elsewhere, asked: Asked) -> dict[str, Any]:
    return {
        "language": found.language,
        "text": found.text,
        "total": found.total,
        "url": _search_for(found.text, asked),
    }


def _search_for(text: str, asked: Asked) -> str:
    """Return the address of another search under the same choices."""
    return site.address_of("search.api", **asked.arguments(q=text))
