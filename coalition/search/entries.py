"""What other rooms hand to the index: one entry per thing that can be found."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A value with a key of its own and the label people read, such as an organisation."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page; `number` is the one its reader sees in the address `#page-3`.

    `language` is set where it is another than the entry's (BCP 47).
    """

    number: int
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found.

    `key` names it for good ("document:12"), `languages` are BCP 47 tags, `issued` is
    YYYY, YYYY-MM or YYYY-MM-DD, `audience` is "public" or "members". `pages` may be empty
    and may load its texts only when read.
    """

    key: str
    url: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    organisation: Named | None
    kind: str
    languages: tuple[str, ...]
    issued: str | None
    subjects: tuple[Named, ...]
    audience: str
    pages: Sequence[PageText]
    unit: str = "page"  # what a page of it is: page, slide or part
