"""What comes out of a file: pages, metadata, notices; and the refusal when nothing does."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

Unit = Literal["page", "slide", "part"]
Role = Literal[
    "paragraph",
    "heading-1",
    "heading-2",
    "heading-3",
    "heading-4",
    "heading-5",
    "heading-6",
    "item",  # of a list
    "header-row",  # of a table
    "row",
    "quotation",
    "code",
    "note",  # a footnote or an endnote
    "comment",
    "speaker-note",
    "margin",  # a header or footer of printed pages
]
_ROLES = frozenset(get_args(Role))
BETWEEN_PIECES = "\n\n"
BETWEEN_CELLS = " | "
LEAST_CHARACTERS = 40  # on a page; below it a picture is what the page is, where there is one
MOST_LISTED = 20  # numbers of pages in a notice, and notices of pages that failed
SCANNED = frozenset({"scan", "scanned-pages"})  # notices of pages that are pictures


class Unreadable(Exception):
    """Nothing could be read; `code` is a key of `sentences`, `detail` a word or figure for it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


Style = Literal["inserted", "deleted", "strong", "emphasis"]
_STYLES = frozenset(get_args(Style))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters start to end of a piece's text that were set in a style."""

    start: int
    end: int
    style: Style


@dataclass(frozen=True, slots=True)
class Piece:
    """What a stretch of a page's text is: its role, the length of its cells, styles in it.

    A page's text is its pieces in order with BETWEEN_PIECES between them; a piece of several
    cells (a table row) has BETWEEN_CELLS between those. Lengths are in characters.
    """

    role: Role
    lengths: tuple[int, ...]
    styles: tuple[Stretch, ...] = ()

    def standing(self, text: str) -> str:
        """Return the piece's text as one line, without what is marked in it as deleted."""
        at, kept = 0, ""
        for one in self.styles:
            if one.style == "deleted":
                kept += text[at : one.start]
                at = one.end
        return " ".join((kept + text[at:]).split())


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide or part: numbered from 1; the label is what the file itself calls it.

    `shape` says which piece of the text is a heading, a table row and so on, and is empty where
    that is not known. `language` is set where it is not that of the whole file (BCP 47).
    """

    number: int
    label: str | None
    text: str
    shape: tuple[Piece, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the file's outline: level from 1, title, number of the page it stands on."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself: a hint, never a fact. `issued` is YYYY, YYYY-MM or YYYY-MM-DD."""

    title: str = ""
    authors: tuple[str, ...] = ()
    issued: str | None = None
    language: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the depositor should know; `code` is a key of `sentences`."""

    code: str
    page: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What one extractor gives: pages in order, metadata as found, notices."""

    unit: Unit
    pages: tuple[Page, ...]
    metadata: Metadata = Metadata()
    notices: tuple[Notice, ...] = ()
    outline: tuple[Heading, ...] = ()  # left empty, it is made of the headings in the pages


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: `language` is what the text is in (BCP 47), None when it is not clear.

    `likeness` is the sketch of its text that `likeness.share` compares, empty for short texts.
    """

    kind: str
    media_type: str
    unit: Unit
    pages: tuple[Page, ...]
    metadata: Metadata
    language: str | None
    notices: tuple[Notice, ...]
    outline: tuple[Heading, ...] = ()
    likeness: str = ""

    @property
    def character_count(self) -> int:
        """Count the characters of all pages."""
        return sum(len(page.text) for page in self.pages)


def shape_to_json(shape: tuple[Piece, ...]) -> list[Any]:
    """Return a page's shape as short lists: [role, lengths] or [role, lengths, styles]."""
    return [
        [piece.role, list(piece.lengths), [[s.start, s.end, s.style] for s in piece.styles]]
        if piece.styles
        else [piece.role, list(piece.lengths)]
        for piece in shape
    ]


def shape_from_json(shape: list[Any]) -> tuple[Piece, ...]:
    """Return what `shape_to_json` was given. Raises ValueError and TypeError on anything else."""
    return tuple(
        Piece(
            _one_of(piece[0], _ROLES),
            tuple(int(length) for length in piece[1]),
            tuple(
                Stretch(int(start), int(end), _one_of(style, _STYLES))
                for start, end, style in (piece[2] if len(piece) > 2 else ())
            ),
        )
        for piece in shape
    )


def _one_of(value: Any, known: frozenset[Any]) -> Any:
    if value not in known:
        raise ValueError(value)
    return value
