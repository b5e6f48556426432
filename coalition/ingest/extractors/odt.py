"""ODT: headings, paragraphs, lists, tables, notes, text boxes, headers, footers and comments."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from coalition.ingest.archives import Archive
from coalition.ingest.findings import count_notice, heading_notices, picture_notice
from coalition.ingest.markup import local
from coalition.ingest.opendocument import Package, Styles, people, undescribed_pictures
from coalition.ingest.opendocument_text import Text
from coalition.ingest.parts import Block, split, unmarked
from coalition.ingest.reading import Extract, Unreadable


def extract(path: Path) -> Extract:
    """Return the text in parts. Raises Unreadable "damaged", "password", "entities" and others.

    Tracked insertions and deletions are shown as such, and "tracked-changes" tells of them.
    """
    with Archive(path) as archive:
        package = Package(archive)
        content = package.content()
        body = next((one for one in content.iterfind("{*}body/{*}text")), None)
        if body is None:
            raise Unreadable("damaged", "odt")
        text = Text(Styles(package.styles, content), body)
        header, footer = (_margins(text, package.styles, kind) for kind in ("header", "footer"))
        charts = (Block(unmarked(words)) for words in package.charts(body))
        pages = split([*header, *text.blocks(body), *charts, *footer])
        notices = (
            *count_notice("tracked-changes", _count(body, "changed-region")),
            *count_notice("comments", _count(body, "annotation")),
            *heading_notices(pages),
            *picture_notice(undescribed_pictures(body)),
            *package.notices(people(body)),
        )
        return Extract("part", pages, package.metadata(), notices)


def _margins(text: Text, styles: etree._Element | None, kind: str) -> list[Block]:
    """Return each different header or footer once; a page number alone says nothing."""
    if styles is None:
        return []
    found = (
        block.text for element in _surroundings(styles, kind) for block in text.blocks(element)
    )
    return [
        Block(text, role="margin") for text in dict.fromkeys(found) if any(map(str.isalpha, text))
    ]


def _surroundings(styles: etree._Element, kind: str) -> Iterator[etree._Element]:
    for master in styles.iter("{*}master-page"):
        yield from (element for element in master if local(element).startswith(kind))


def _count(body: etree._Element, name: str) -> int:
    return sum(1 for _ in body.iter(f"{{*}}{name}"))
