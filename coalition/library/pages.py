"""The reading page: a window of a version's pages, in blocks, with the words searched marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from coalition.library import queries
from coalition.library.blocks import Block, Typesetter
from coalition.library.contents import Entry, contents_of
from coalition.library.marks import Marker
from coalition.library.models import Version
from coalition.library.queries import PageSize
from coalition.web.viewer import Viewer

# A window holds at most so much, to keep its page under 100 kB over the wire.
MOST_PAGES = 50
MOST_CHARACTERS = 24_000


@dataclass(frozen=True, slots=True)
class PageShown:
    """One page, slide or part: its number, its name in words and its blocks.

    `language` (BCP 47) is "" where it is the version's.
    """

    number: int
    name: str
    blocks: tuple[Block, ...]
    language: str = ""
    is_recognised: bool = False

    @property
    def first_place(self) -> int:
        """Return the number of the first mark on this page, 0 when there is none."""
        return next((place for block in self.blocks for place in block.places), 0)


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
    contents: tuple[Entry, ...] = ()

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
    typesetter = Typesetter(marker)
    pages = tuple(
        PageShown(
            stored.number,
            page_name(version.unit, stored.number, stored.label),
            typesetter.blocks_of(stored),
            stored.language,
            stored.is_recognised,
        )
        for stored in queries.pages_between(version, shown.first, shown.last, viewer=viewer)
    )
    return Text(version, pages, typesetter.place_count, windows, shown, contents_of(version))


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
