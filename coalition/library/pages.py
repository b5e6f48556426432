"""The reading page: a window of a version's pages, in paragraphs, with the words searched marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from flask_babel import gettext as _

from coalition.library import queries
from coalition.library.marks import Marker
from coalition.library.models import Version
from coalition.library.queries import PageSize
from coalition.web.viewer import Viewer

# A window holds at most so much, to keep its page under 100 kB over the wire.
MOST_PAGES = 50
MOST_CHARACTERS = 24_000
PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a paragraph; `place` numbers the marked ones through the window, 0 is unmarked."""

    text: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class PageShown:
    """One page, slide or part: its number, its name in words and its paragraphs."""

    number: int
    name: str
    paragraphs: tuple[tuple[Fragment, ...], ...]

    @property
    def first_place(self) -> int:
        """Return the number of the first mark on this page, 0 when there is none."""
        places = (fragment.place for paragraph in self.paragraphs for fragment in paragraph)
        return next(filter(None, places), 0)


@dataclass(frozen=True, slots=True)
class Window:
    """A range of pages shown together, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Text:
    """What the reading page shows: the pages of one window and the way to the others."""

    version: Version
    pages: tuple[PageShown, ...]
    place_count: int
    windows: tuple[Window, ...]
    shown: Window

    @property
    def previous(self) -> Window | None:
        """Return the window before this one."""
        at = self.windows.index(self.shown)
        return self.windows[at - 1] if at else None

    @property
    def following(self) -> Window | None:
        """Return the window after this one."""
        at = self.windows.index(self.shown) + 1
        return self.windows[at] if at < len(self.windows) else None


def text_of(version: Version, *, viewer: Viewer, page: int = 1, query: str = "") -> Text | None:
    """Return the window that holds this page, marked; None when nothing could be read.

    Three queries at most, whatever the number of pages. Raises NotFound.
    """
    outline = queries.outline(version, viewer=viewer)
    if not outline:
        return None
    windows = windows_of(outline)
    shown = next((w for w in windows if w.first <= page <= w.last), windows[0])
    marker = Marker(query, [version.language] if version.language else version.document.languages)
    places = count(1)
    pages = tuple(
        PageShown(
            stored.number,
            page_name(version.unit, stored.number, stored.label),
            tuple(_paragraphs(stored.text, marker, places)),
        )
        for stored in queries.pages_between(version, shown.first, shown.last, viewer=viewer)
    )
    return Text(version, pages, next(places) - 1, windows, shown)


def windows_of(outline: Sequence[PageSize]) -> tuple[Window, ...]:
    """Return the pages in windows whose borders depend on the text alone, so that links last."""
    windows: list[Window] = []
    characters = 0
    for page in outline:
        characters += page.characters
        last = windows[-1] if windows else None
        if last and characters <= MOST_CHARACTERS and page.number - last.first < MOST_PAGES:
            windows[-1] = Window(last.first, page.number)
        else:
            windows.append(Window(page.number, page.number))
            characters = page.characters
    return tuple(windows)


def page_name(unit: str, number: int, label: str = "") -> str:
    """Return what a page is called, such as "Page 5 (iii)" or "Slide 2"."""
    match unit:
        case "slide":
            return _("Slide %(number)d", number=number)
        case "part":
            return _("Part %(number)d", number=number)
    if label and label != str(number):
        return _("Page %(number)d (%(label)s)", number=number, label=label)
    return _("Page %(number)d", number=number)


def _paragraphs(text: str, marker: Marker, places: "count[int]") -> Iterator[tuple[Fragment, ...]]:
    for paragraph in PARAGRAPHS.split(text):
        if paragraph.strip():
            yield tuple(_fragments(paragraph.strip("\n"), marker, places))


def _fragments(paragraph: str, marker: Marker, places: "count[int]") -> Iterator[Fragment]:
    at = 0
    for start, end in marker.spans(paragraph):
        if start > at:
            yield Fragment(paragraph[at:start])
        yield Fragment(paragraph[start:end], next(places))
        at = end
    if at < len(paragraph):
        yield Fragment(paragraph[at:])
