"""What a printed document is made of: its title page and its parts, all of them plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Look(StrEnum):
    """How a piece of text is to look; nothing is told by colour alone."""

    PLAIN = "plain"
    STRONG = "strong"
    SOFT = "soft"
    STRUCK = "struck"  # crossed out
    MARK = "mark"  # framed, as "Moved" is
    OWN = "own"  # white on black, as what is the coalition's is


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line, and where it leads; runs of a line stand beside one another."""

    text: str
    look: Look = Look.PLAIN
    url: str = ""


Line = Sequence[Run]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2; the first of a document is of level 1."""

    text: str
    level: int = 1
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its line breaks are kept. A note is smaller."""

    text: str
    is_note: bool = False
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines below one another, such as a legend."""

    lines: Sequence[Line]
    kind: ClassVar[str] = "lines"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of things without an order."""

    items: Sequence[str]
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of facts beside what they are: each a name with its lines."""

    rows: Sequence[tuple[str, Sequence[Line]]]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `is_own` draws a bar at its beginning."""

    lines: Sequence[Line] = ()
    rows: int = 1
    columns: int = 1
    is_own: bool = False
    is_shaded: bool = False
    breaks: bool = False  # may go on over the page


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on each page; a width of 0 is as wide as needed.

    Each name of the head stands over one column, or over as many as `spans` says.
    """

    head: Sequence[str]
    widths: Sequence[int]
    cells: Sequence[Cell]  # row by row, without those that a cell above or before reaches over
    spans: Sequence[int] = ()
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own."""

    kind: ClassVar[str] = "page-break"


Part = Heading | Paragraph | Lines | Bullets | Facts | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A document for A4 paper in one language (BCP 47), read right to left where that is.

    `page_of` says which page it is, with {page} and {pages} for the figures. `address` is where
    it lives on the web: it stands at the foot of each page and in the square code, which
    `code_text` describes to those who hear it. `is_tabular` sets it small and without serifs.
    """

    title: str
    language: str
    parts: Sequence[Part]
    is_right_to_left: bool = False
    is_tabular: bool = False
    is_wide: bool = False  # the page lies on its side
    authors: Sequence[str] = ()
    description: str = ""
    overline: str = ""  # above the title
    under: Sequence[str] = ()  # below the title, line by line
    header: str = ""  # on every page but the first, beside the title
    page_of: str = "{page} / {pages}"
    address: str = ""
    code_text: str = ""  # none: no code is shown
