"""What other rooms hand to the index: one entry per thing that can be found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# what can be found, in the order in which groups are shown
WHATS = ("document", "session", "organisation", "news")


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
    and may load its texts only when read. An older version of a document is an entry of its own
    ("document:12.1") whose `work` is the key of the newest ("document:12"): it is found only where
    the newest is not. `also` are further names by which it is found and that are shown nowhere;
    `sessions` those it belongs to. `sketch` is that of ingest.likeness; what is nearly the same text is shown
    under the newest of it. `published_at` is an aware moment.
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
    what: str = "document"  # a key of WHATS
    work: str = ""  # the key of the newest version, where this is an older one
    version: int = 1
    sketch: str = ""
    sessions: tuple[Named, ...] = ()
    also: tuple[str, ...] = ()
    published_at: datetime | None = None
