"""Feeds of any room in one hand: Atom (RFC 4287, 5005, 6721) and JSON Feed 1.1, told of a hub."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, request
from lxml import etree

from coalition.web.plain import one_line
from coalition.web.site import settings

FEED_LENGTH = 50  # entries on a page
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed changed that never had an entry
ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"

_ATOM = "http://www.w3.org/2005/Atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES = {
    "alternate": "text/html",
    "search": "application/opensearchdescription+xml",
    "hub": "",
}


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an entry, and the address that names them, or ""."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a feed; moments are in RFC 3339, addresses absolute.

    `id` names it for good, `address` is where it opens. `html` is its whole text, or "".
    """

    id: str
    address: str
    title: str
    updated: str
    published: str = ""
    summary: str = ""
    html: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()  # all it is written in, where they are told one by one
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry that was in the feed and may be shown no longer, since that moment (RFC 3339)."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What a feed of a search says of it, as OpenSearch 1.1 does: `first` counts from 1."""

    text: str
    total: int
    first: int


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of what can be followed.

    `links` are absolute addresses by their relation: self and alternate, and first, next,
    previous, search and hub where there are such. `id` names the feed for good.
    """

    id: str
    title: str
    language: str
    updated: str
    links: Mapping[str, str]
    entries: tuple[Entry, ...]
    gone: tuple[Gone, ...] = field(default=())
    searched: Searched | None = None


def as_atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    spaces: dict[Any, str] = {None: _ATOM}
    if feed.searched:
        spaces["opensearch"] = _OPENSEARCH
    if feed.gone:
        spaces["at"] = _TOMBSTONES
    if any(entry.languages for entry in feed.entries):
        spaces["dc"] = _DUBLIN_CORE
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: feed.language}, nsmap=spaces)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    for relation, address in feed.links.items():
        kind = _TYPES.get(relation, ATOM_TYPE)
        _add(root, "link", rel=relation, href=address, **({"type": kind} if kind else {}))
    _add(_add(root, "author"), "name", settings().coalition_name)
    if feed.searched:
        _add_search(root, feed.searched)
    for gone in feed.gone:
        _add(root, "deleted-entry", space=_TOMBSTONES, ref=gone.id, when=gone.at)
    for entry in feed.entries:
        _add_entry(root, entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def as_json_feed(feed: Feed) -> dict[str, Any]:
    """Return a feed as the values of a JSON Feed."""
    hub = feed.links.get("hub")
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.links["alternate"],
        "feed_url": feed.links["self"],
        "next_url": feed.links.get("next"),
        "language": feed.language,
        "authors": [{"name": settings().coalition_name, "url": settings().site_url}],
        "hubs": [{"type": "WebSub", "url": hub}] if hub else None,
        "items": [_item(entry) for entry in feed.entries],
    }
    return {name: value for name, value in values.items() if value is not None}


def hub_link() -> dict[str, str]:
    """Return the link to the hub that is told of changes, none without WEBSUB_HUB."""
    return {"hub": settings().websub_hub} if settings().websub_hub else {}


def answer_with(feed: Feed, form: str, changed_at: datetime, max_age: int = 0) -> Response:
    """Return a feed as "atom" or "json"; it is not sent again to those who have it already.

    A moment that has just begun is not named, since more may still happen in it. `max_age` is for
    how many seconds a reader may keep it unasked.
    """
    if form == "atom":
        answer = Response(as_atom(feed), content_type=f"{ATOM_TYPE}; charset=utf-8")
    else:
        body = json.dumps(as_json_feed(feed), ensure_ascii=False).encode()
        answer = Response(body, content_type=f"{JSON_TYPE}; charset=utf-8")
    for relation in ("hub", "self"):  # as WebSub asks of feeds of any form
        if "hub" in feed.links:
            answer.headers.add("Link", f'<{feed.links[relation]}>; rel="{relation}"')
    answer.add_etag()
    if datetime.now(UTC) - changed_at > timedelta(seconds=1):
        answer.last_modified = changed_at
    if max_age:
        answer.cache_control.max_age = max_age
    return answer.make_conditional(request)  # type: ignore[return-value]  # itself


def _add(
    parent: etree._Element, name: str, text: str = "", space: str = _ATOM, **attributes: str
) -> etree._Element:
    """Add an element to another and return it."""
    element = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    element.text = one_line(text) or None
    return element


def _add_search(root: etree._Element, searched: Searched) -> None:
    for name, number in (
        ("totalResults", searched.total),
        ("startIndex", searched.first),
        ("itemsPerPage", FEED_LENGTH),
    ):
        _add(root, name, str(number), space=_OPENSEARCH)
    asked = one_line(searched.text)
    _add(root, "Query", space=_OPENSEARCH, role="request", searchTerms=asked)


def _add_entry(root: etree._Element, given: Entry) -> None:
    entry = _add(root, "entry")
    if given.language:
        entry.set(_LANGUAGE, given.language)
    _add(entry, "id", given.id)
    _add(entry, "title", given.title)
    _add(entry, "updated", given.updated)
    _add(entry, "published", given.published or given.updated)
    _add(entry, "link", rel="alternate", href=given.address, type="text/html")
    for author in given.authors:
        person = _add(entry, "author")
        _add(person, "name", author.name)
        if author.address:
            _add(person, "uri", author.address)
    for tag in given.tags:
        _add(entry, "category", term=one_line(tag))
    for language in given.languages:
        _add(entry, "language", language, space=_DUBLIN_CORE)
    _add(entry, "summary", given.summary, type="text")
    if given.html:
        _add(entry, "content", type="html").text = given.html


def _item(entry: Entry) -> dict[str, Any]:
    """Return the members of an item that have a value; its text may not be missing."""
    title = one_line(entry.title)
    text = {"content_html": entry.html} if entry.html else {"content_text": entry.summary or title}
    given: dict[str, Any] = {
        "id": entry.id,
        "url": entry.address,
        "title": title,
        **text,
        "summary": entry.summary,
        "date_published": entry.published or entry.updated,
        "date_modified": entry.updated,
        "authors": [
            {"name": author.name} | ({"url": author.address} if author.address else {})
            for author in entry.authors
        ],
        "tags": [one_line(tag) for tag in entry.tags],
        "language": entry.language,
    }
    return {name: value for name, value in given.items() if value}
