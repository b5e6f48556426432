"""What the head of a page tells programs, whatever the page is of."""

from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global

from coalition.records.formats.json_ld import Node
from coalition.web.languages import ASKED
from coalition.web.site import settings

LONGEST_DESCRIPTION = 300  # characters; search engines show about half of it
ARTICLE, SITE = "article", "website"  # types of Open Graph

Tag = tuple[str, str]  # name and content of a <meta>


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a page besides its title, which it has anyway.

    address: permanent and absolute, without a language · kind: a type of Open Graph · picture: an
    absolute address, or "" · tags: by name · properties: those of Open Graph that it alone has ·
    things: nodes of schema.org.
    """

    address: str
    title: str = ""  # where the page's own says more than the thing's name
    description: str = ""
    kind: str = SITE
    picture: str = ""
    tags: tuple[Tag, ...] = ()
    properties: tuple[Tag, ...] = ()
    things: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternate:
    """The address at which a page is in a language (BCP 47), or in that of whoever asks."""

    language: str
    address: str


def in_language(address: str, language: str) -> str:
    """Return the address at which a page is in this language, whoever asks."""
    return f"{address}{'&' if '?' in address else '?'}{ASKED}={language}"


def alternates(address: str) -> list[Alternate]:
    """Return the addresses of a page in each of the site's languages; none where it has but one."""
    languages = settings().interface_languages
    if len(languages) < 2:
        return []
    found = [Alternate(tag, in_language(address, tag)) for tag in languages]
    return [*found, Alternate("x-default", address)]


@lru_cache(100)
def graph_locale(tag: str) -> str:
    """Return a language as Open Graph writes it, with the country where most speak it: fr_FR."""
    likely: dict[str, str] = dict(get_global("likely_subtags"))
    parts = likely.get(tag.replace("-", "_"), tag.replace("-", "_")).split("_")
    country = next((part for part in parts[1:] if len(part) == 2), "")
    return f"{parts[0]}_{country}" if country else parts[0]


def shortened(text: str) -> str:
    """Return the beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_DESCRIPTION:
        return line
    return line[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(".,;:") + "…"
