"""News as something to be followed: Atom (RFC 4287) and JSON Feed 1.1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from coalition.news.entries import summary_of
from coalition.news.markdown import Shown, to_html
from coalition.news.models import Post
from coalition.web.site import address_of, path_of, settings

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SMALL_WIDTH = 640  # pixels, the widest a small picture is


@dataclass(frozen=True, slots=True)
class Feed:
    """What can be followed: its name, language, own address and that of its page, and the posts."""

    title: str
    language: str
    address: str
    page: str
    posts: Sequence[Post]
    empty_since: datetime  # the moment of a feed without posts

    @property
    def updated_at(self) -> datetime:
        """Return when the feed last changed."""
        return max((updated_at(post) for post in self.posts), default=self.empty_since)


def updated_at(post: Post) -> datetime:
    """Return when a post was last changed, and never before it was out."""
    return max(post.changed_at, post.published_at or post.changed_at)


def shown_pictures(post: Post) -> Mapping[int, Shown]:
    """Return how each picture of a post is shown, by its number."""
    return {
        picture.number: Shown(
            large=path_of("news.picture", post_id=post.id, number=picture.number, size="large"),
            small=path_of("news.picture", post_id=post.id, number=picture.number, size="small"),
            description=picture.description,
            width=picture.width,
            height=picture.height,
            small_width=min(SMALL_WIDTH, picture.width),
        )
        for picture in post.pictures
    }


def as_atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    root = etree.Element(
        f"{{{_ATOM}}}feed",
        {_LANGUAGE: feed.language},
        nsmap={None: _ATOM},  # type: ignore[dict-item]
    )
    _add(root, "id", feed.page)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated_at.isoformat())
    _add(root, "link", rel="self", href=feed.address, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=feed.page, type="text/html")
    _add(_add(root, "author"), "name", settings().coalition_name)
    for post in feed.posts:
        _add_entry(root, post)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def as_json_feed(feed: Feed) -> dict[str, Any]:
    """Return a feed as the values of a JSON Feed."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": settings().coalition_name, "url": settings().site_url}],
        "items": [_item(post) for post in feed.posts],
    }


def _add_entry(root: etree._Element, post: Post) -> None:
    address = address_of("news.detail", post_id=post.id)
    entry = _add(root, "entry")
    entry.set(_LANGUAGE, post.language)
    _add(entry, "id", address)
    _add(entry, "title", " ".join(post.title.split()))
    _add(entry, "updated", updated_at(post).isoformat())
    _add(entry, "published", _moment(post))
    _add(entry, "link", rel="alternate", href=address, type="text/html")
    for tied in (post.meeting and post.meeting.name, post.session and post.session.title):
        if tied:
            _add(entry, "category", term=" ".join(tied.split()))
    _add(entry, "summary", summary_of(post.text), type="text")
    _add(entry, "content", _html(post), type="html")


def _item(post: Post) -> dict[str, Any]:
    address = address_of("news.detail", post_id=post.id)
    return {
        "id": address,
        "url": address,
        "title": " ".join(post.title.split()),
        "content_html": _html(post),
        "summary": summary_of(post.text),
        "date_published": _moment(post),
        "date_modified": updated_at(post).isoformat(),
        "language": post.language,
    }


def _html(post: Post) -> str:
    return str(to_html(post.text, shown_pictures(post), base=settings().site_url))


def _moment(post: Post) -> str:
    return post.published_at.isoformat() if post.published_at else ""


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None
    return element
