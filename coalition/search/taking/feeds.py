"""A search as something to be followed: its hits as entries of a feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from coalition.search.results import Hit
from coalition.search.taking.opening import address_of
from coalition.search.taking.plain import one_line, summary_of
from coalition.web import feeds
from coalition.web.site import settings

FEED_LENGTH = feeds.FEED_LENGTH


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search that can be followed.

    `text` is what was searched, `page` counts from 1. `changed_at` stands for the moment of a page
    without hits.
    """

    title: str
    language: str
    text: str
    total: int
    page: int
    hits: tuple[Hit, ...]
    changed_at: datetime


def feed_of(found: Found, links: Mapping[str, str]) -> feeds.Feed:
    """Return the feed; `links` are its absolute addresses by their relation, as of any feed."""
    return feeds.Feed(
        id=links["first"],
        title=found.title,
        language=found.language,
        updated=max(map(moment_of, found.hits), default=found.changed_at.isoformat()),
        links=links,
        entries=tuple(_entry(hit, found.text) for hit in found.hits),
        searched=feeds.Searched(found.text, found.total, (found.page - 1) * FEED_LENGTH + 1),
    )


def moment_of(hit: Hit) -> str:
    """Return when a hit was published here, else the first moment of its own date, as RFC 3339."""
    if hit.published_at:
        return hit.published_at
    year, month, day, *_rest = [*(hit.issued or "1970").split("-"), "1", "1"]
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC).isoformat()
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC).isoformat()


def _entry(hit: Hit, text: str) -> feeds.Entry:
    """Return a hit. Its permanent address is its name for good; it opens where the words are."""
    moment = moment_of(hit)
    return feeds.Entry(
        id=settings().site_url + hit.url,
        address=settings().site_url + address_of(hit, text),
        title=hit.title,
        updated=moment,
        published=moment,
        summary=summary_of(hit),
        language=hit.languages[0] if hit.languages else "",
        languages=hit.languages,
        authors=tuple(map(feeds.Author, _authors(hit))),
        tags=tuple(subject.label for subject in hit.subjects),
    )


def _authors(hit: Hit) -> tuple[str, ...]:
    """Return the names of the authors, else that of the organisation."""
    if hit.authors:
        return tuple(map(one_line, hit.authors))
    return (one_line(hit.organisation.label),) if hit.organisation else ()
