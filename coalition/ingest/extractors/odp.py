"""ODP: a page a slide, its title first; with notes, tables, text boxes and comments."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from coalition.ingest.archives import Archive
from coalition.ingest.findings import count_notice, picture_notice
from coalition.ingest.markup import local
from coalition.ingest.normalise import clean
from coalition.ingest.opendocument import (
    Package,
    Styles,
    attribute,
    people,
    undescribed_pictures,
)
from coalition.ingest.opendocument_margins import Margins
from coalition.ingest.opendocument_text import Text
from coalition.ingest.parts import Block, page_of, unmarked
from coalition.ingest.reading import Extract, Notice, Page, Unreadable

_FURNITURE = frozenset({"header", "footer", "date-time", "page-number"})
_LABEL = 80  # characters


def extract(path: Path) -> Extract:
    """Return the slides, hidden ones too. Raises Unreadable "damaged", "password" and others."""
    with Archive(path) as archive:
        package = Package(archive)
        content = package.content()
        slides = content.findall("{*}body/{*}presentation/{*}page")
        if not slides:
            raise Unreadable("damaged", "odp")
        styles = Styles(package.styles, content)
        margins = Margins(package.styles, Text(styles))
        pages = tuple(
            _page(number, slide, Text(styles), package, margins)
            for number, slide in enumerate(slides, start=1)
        )
        notices = (
            *count_notice("hidden-slides", sum(_is_hidden(slide, styles) for slide in slides)),
            *_page_notices(pages),
            *picture_notice(sum(map(undescribed_pictures, slides))),
            *package.notices(name for slide in slides for name in people(slide)),
        )
        return Extract("slide", pages, package.metadata(), notices)


def _page(
    number: int, slide: etree._Element, text: Text, package: Package, margins: Margins
) -> Page:
    titles: list[Block] = []
    others: list[Block] = []
    notes: list[Block] = []
    for element in slide:
        kind = attribute(element, "class")
        if local(element) == "notes":
            notes += text.blocks(_without_furniture(element), "speaker-note")
        elif kind == "title":
            titles += text.blocks([element])
        else:
            others += text.blocks(_without_furniture([element]))
    others += (Block(unmarked(words)) for words in package.charts(slide))
    title = " ".join(block.text for block in titles)
    label = " ".join(clean(unmarked(title)).split())[:_LABEL]
    around = margins.of_slide(slide)
    return page_of(number, label or None, [Block(title, level=1), *others, *notes, *around])


def _without_furniture(elements: Iterable[etree._Element]) -> list[etree._Element]:
    return [element for element in elements if attribute(element, "class") not in _FURNITURE]


def _page_notices(pages: tuple[Page, ...]) -> Iterator[Notice]:
    yield from count_notice("untitled-slides", sum(page.label is None for page in pages))
    yield from count_notice("speaker-notes", sum("speaker-note" in _roles(page) for page in pages))
    comments = sum(_roles(page).count("comment") for page in pages)
    yield from count_notice("comments", comments)


def _roles(page: Page) -> list[str]:
    return [piece.role for piece in page.shape]


def _is_hidden(slide: etree._Element, styles: Styles) -> bool:
    style = attribute(slide, "style-name")
    return styles.property("drawing-page", style, "visibility") == "hidden"
