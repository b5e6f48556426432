"""The table of contents of an EPUB: the navigation document of EPUB 3, the NCX of EPUB 2."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from coalition.ingest.hypertext.tree import tree_of
from coalition.ingest.markup import parse

_DEEPEST = 6  # levels
_FARTHEST = 40  # elements above a link that are looked at


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: level from 1, title, the member it leads to."""

    level: int
    title: str
    member: str


def navigation(data: bytes, member: str) -> Iterator[Entry]:
    """Yield the links of an EPUB 3 navigation document, of what it says is the contents."""
    for listing in tree_of(data, is_xml=True).css("nav"):
        if "toc" in (listing.attributes.get("epub:type") or "").split():
            for link in listing.css("a[href]"):
                address = link.attributes.get("href") or ""
                title = " ".join(link.text().split())
                yield Entry(_depth(link), title, target(member, address))


def ncx(data: bytes, member: str) -> Iterator[Entry]:
    """Yield the points of an EPUB 2 table of contents. Raises Unreadable "damaged"."""
    for point in parse(data, member).iter("{*}navPoint"):
        above = islice(point.iterancestors("{*}navPoint"), _DEEPEST - 1)
        title = " ".join((point.findtext("{*}navLabel/{*}text") or "").split())
        content = point.find("{*}content")
        address = content.get("src") if content is not None else None
        yield Entry(1 + sum(1 for _ in above), title, target(member, address or ""))


def target(member: str, address: str) -> str:
    """Return the name of the member that an address within another leads to."""
    path = unquote(address.partition("#")[0])
    return normpath(join("/", dirname(member), path)).lstrip("/")


def _depth(link: LexborNode) -> int:
    """Count the lists a link stands in, as far as a table of contents nests them."""
    count = 0
    above = link.parent
    for _ in range(_FARTHEST):
        if above is None or above.tag == "nav":
            break
        count += above.tag == "ol"
        above = above.parent
    return min(max(count, 1), _DEEPEST)
