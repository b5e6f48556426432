"""A search as something to be followed: Atom (RFC 4287, 5005) and JSON Feed 1.1."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from coalition.search.results import Hit
from coalition.search.taking.opening import address_of
from coalition.search.taking.plain import one_line, summary_of
from coalition.web.site import settings

FEED_LENGTH = 50

_ATOM = "http://www.w3.org/2005/Atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_NAMESPACES: dict[Any, str] = {None: _ATOM, "opensearch": _OPENSEARCH, "dc": _DUBLIN_CORE}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES = {
    "alternate": "text/html",
    "search": "application/opensearchdescription+xml",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a search that can be followed.

    `text` is what was searched, `page` counts from 1. `links` are absolute addresses by their
    relation: self, first, alternate, search, and previous and next where there are such pages.
    `changed_at` stands for the moment of a page without hits.
    """

    title: str
    language: str
    text: str
    total: int
    page: int
    hits: tuple[Hit, ...]
    links: Mapping[str, str]
    changed_at: datetime

    @property
    def updated(self) -> str:
        """Return when the newest of the hits was published, as RFC 3339."""
        return max(map(moment_of, self.hits), default=self.changed_at.isoformat())


def moment_of(hit: Hit) -> str:
    """Return when a hit was published here, else the first moment of its own date, as RFC 3339."""
    if hit.published_at:
        return hit.published_at
    year, month, day, *_rest = [*(hit.issued or "1970").split("-"), "1", "1"]
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC).isoformat()
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC).isoformat()


def as_atom(feed: Feed) -> bytes:
    """Return a feed as Atom, with what OpenSearch adds to it."""
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: feed.language}, nsmap=_NAMESPACES)
    _add(root, "id", feed.links["first"])
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    for relation, address in feed.links.items():
        kind = _TYPES.get(relation, "application/atom+xml")
        _add(root, "link", rel=relation, href=address, type=kind)
    _add(_add(root, "author"), "name", settings().coalition_name)
    first = (feed.page - 1) * FEED_LENGTH + 1
    for name, number in (
        ("totalResults", feed.total),
        ("startIndex", first),
        ("itemsPerPage", FEED_LENGTH),
    ):
        _add(root, name, str(number), space=_OPENSEARCH)
    asked = one_line(feed.text)
    _add(root, "Query", space=_OPENSEARCH, role="request", searchTerms=asked)
    for hit in feed.hits:
        _add_entry(root, hit, feed.text)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def as_json_feed(feed: Feed) -> dict[str, Any]:
    """Return a feed as the values of a JSON Feed."""
    links = feed.links
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": links["alternate"],
        "feed_url": links["self"],
        "next_url": links.get("next"),
        "language": feed.language,
        "authors": [{"name": settings().coalition_name, "url": settings().site_url}],
        "items": [dict(_item(hit, feed.text)) for hit in feed.hits],
    }
    return {name: value for name, value in values.items() if value is not None}


def _add(
    parent: etree._Element, name: str, text: str = "", space: str = _ATOM, **attributes: str
) -> etree._Element:
    """Add an element to another and return it."""
    element = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    element.text = one_line(text) or None
    return element


def _add_entry(root: etree._Element, hit: Hit, text: str) -> None:
    """Add a hit. Its permanent address is its name for good; it opens where the words are."""
    entry = _add(root, "entry")
    if hit.languages:
        entry.set(_LANGUAGE, hit.languages[0])
    moment = moment_of(hit)
    _add(entry, "id", settings().site_url + hit.url)
    _add(entry, "title", hit.title)
    _add(entry, "updated", moment)
    _add(entry, "published", moment)
    href = settings().site_url + address_of(hit, text)
    _add(entry, "link", rel="alternate", href=href, type="text/html")
    for author in _authors(hit):
        _add(_add(entry, "author"), "name", author)
    for subject in hit.subjects:
        _add(entry, "category", term=one_line(subject.label))
    for language in hit.languages:
        _add(entry, "language", language, space=_DUBLIN_CORE)
    _add(entry, "summary", summary_of(hit), type="text")


def _item(hit: Hit, text: str) -> Iterator[tuple[str, Any]]:
    """Yield the members of an item that have a value; its text may not be missing."""
    moment, summary = moment_of(hit), summary_of(hit)
    given = {
        "id": settings().site_url + hit.url,
        "url": settings().site_url + address_of(hit, text),
        "title": one_line(hit.title),
        "content_text": summary or one_line(hit.title),
        "summary": summary,
        "date_published": moment,
        "date_modified": moment,
        "authors": [{"name": author} for author in _authors(hit)],
        "tags": [one_line(subject.label) for subject in hit.subjects],
        "language": hit.languages[0] if hit.languages else "",
    }
    return ((name, value) for name, value in given.items() if value)


def _authors(hit: Hit) -> tuple[str, ...]:
    """Return the names of the authors, else that of the organisation."""
    if hit.authors:
        return tuple(map(one_line, hit.authors))
    return (one_line(hit.organisation.label),) if hit.organisation else ()
