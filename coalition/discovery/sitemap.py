"""The sitemap: an index of parts, and what stands in each (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from coalition.discovery.queries import Kept
from coalition.web.site import address_of

MEDIA_TYPE = "application/xml"
PAGES = "pages"  # the part of those that are no things
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SPACES: dict[Any, str] = {None: _SPACE}
_PAGES = (
    "home.index",
    "library.index",
    "members.index",
    "programme.index",
    "news.index",
    "search.help",
    "privacy.index",
)
_ADDRESSES: Mapping[str, Callable[[int], str]] = {
    "documents": lambda number: address_of("library.detail", document_id=number),
    "organisations": lambda number: address_of("members.detail", organisation_id=number),
    "meetings": lambda number: address_of("programme.detail", meeting_id=number),
    "sessions": lambda number: address_of("sessions.detail", session_id=number),
    "news": lambda number: address_of("news.detail", post_id=number),
}


def index_of(parts: Mapping[str, Iterable[Kept]]) -> bytes:
    """Return the index: the pages, and each part with the last change in it."""
    root = etree.Element(f"{{{_SPACE}}}sitemapindex", nsmap=_SPACES)
    _add(root, "sitemap", address_of("discovery.sitemap_part", things=PAGES, number=1))
    for things, found in parts.items():
        for part in found:
            place = address_of("discovery.sitemap_part", things=things, number=part.number)
            _add(root, "sitemap", place, part.changed_at)
    return _written(root)


def part_of(things: str, found: Iterable[Kept]) -> bytes:
    """Return a part: things of one kind, each with its last change."""
    root = _url_set()
    for one in found:
        _add(root, "url", _ADDRESSES[things](one.number), one.changed_at)
    return _written(root)


def pages() -> bytes:
    """Return the part of the pages that are no things; they change whenever anything does."""
    root = _url_set()
    for endpoint in _PAGES:
        _add(root, "url", address_of(endpoint))
    return _written(root)


def _url_set() -> etree._Element:
    return etree.Element(f"{{{_SPACE}}}urlset", nsmap=_SPACES)


def _add(root: etree._Element, name: str, address: str, changed_at: datetime | None = None) -> None:
    entry = etree.SubElement(root, f"{{{_SPACE}}}{name}")
    etree.SubElement(entry, f"{{{_SPACE}}}loc").text = address
    if changed_at:
        changed = changed_at.isoformat(timespec="seconds")
        etree.SubElement(entry, f"{{{_SPACE}}}lastmod").text = changed


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
