"""PPTX: slide by slide in the order shown, with tables, groups, diagrams and the speaker's notes."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from coalition.ingest.archives import Archive
from coalition.ingest.markup import local, parse
from coalition.ingest.normalise import clean
from coalition.ingest.office import office_metadata, relations
from coalition.ingest.reading import Extract, Notice, Page, Unreadable

_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"sldNum", "dt", "ftr", "hdr", "sldImg"}  # repeated on each slide, says nothing
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")
_LABEL = 80


def extract(path: Path) -> Extract:
    """Return one page a slide, labelled with its title. Raises Unreadable "damaged" and others.

    A slide that fails loses that slide alone, with the notice "page-failed".
    """
    with Archive(path) as archive:
        slides = list(_slides(archive)) or _usual_slides(archive)
        if not slides:
            raise Unreadable("damaged", "pptx")
        pages: list[Page] = []
        notices: list[Notice] = []
        for number, name in enumerate(slides, start=1):
            try:
                pages.append(_page(archive, number, name))
            except Unreadable as error:
                if error.code == "entities":
                    raise
                pages.append(Page(number, None, ""))
                notices.append(Notice("page-failed", number, error.detail))
        if len(notices) == len(pages):
            raise Unreadable("damaged", "pptx")
        return Extract("slide", tuple(pages), office_metadata(archive), tuple(notices))


def _slides(archive: Archive) -> Iterator[str]:
    main = next(
        (name for _, kind, name in relations(archive, "") if kind.endswith("/officeDocument")),
        "ppt/presentation.xml",
    )
    names = {identifier: name for identifier, _, name in relations(archive, main)}
    for entry in parse(archive.read(main), main).iter("{*}sldId"):
        identifiers = (entry.get(f"{namespace}id") for namespace in _RELATION)
        name = next((names[one] for one in identifiers if one in names), None)
        if name:
            yield name


def _usual_slides(archive: Archive) -> list[str]:
    """Return the slides by their usual names, where the order shown cannot be told."""
    found = (_SLIDE.fullmatch(name) for name in archive.names())
    numbered = sorted((int(match[1]), match[0]) for match in found if match)
    return [name for _, name in numbered]


def _page(archive: Archive, number: int, name: str) -> Page:
    slide = parse(archive.read(name), name)
    titles: list[str] = []
    others: list[str] = []
    for shape in slide.iter("{*}spTree"):
        for is_title, text in _shapes(shape):
            (titles if is_title else others).append(text)
        break
    notes: list[str] = []
    for _, kind, target in relations(archive, name):
        if target in archive and kind.endswith("/diagramData"):
            others.append("\n".join(_paragraphs(parse(archive.read(target), target))))
        if target in archive and kind.endswith("/notesSlide"):
            notes += [text for _, text in _shapes(parse(archive.read(target), target))]
    text = "\n\n".join(one for one in (*titles, *others, *notes) if one.strip())
    return Page(number, _label(titles), clean(text))


def _shapes(container: etree._Element) -> Iterator[tuple[bool, str]]:
    """Yield (is a title, text) for each shape with text, in the order drawn, groups opened."""
    for element in container:
        match local(element):
            case "sp":
                placeholder = next((one.get("type", "") for one in element.iter("{*}ph")), "")
                text = "\n".join(_paragraphs(element))
                if placeholder not in _FURNITURE and text.strip():
                    yield placeholder in _TITLES, text
            case "tbl":
                rows = (_row(row) for row in element.iter("{*}tr"))
                yield False, "\n".join(row for row in rows if row.strip(" |"))
            case "AlternateContent":
                ways = (list(_shapes(way)) for way in element)
                yield from next(filter(None, ways), [])
            case _:
                yield from _shapes(element)


def _row(row: etree._Element) -> str:
    return " | ".join(
        " ".join(text for text in _paragraphs(cell) if text).strip()
        for cell in row
        if local(cell) == "tc"
    )


def _paragraphs(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter("{*}p"):
        pieces = (
            "\n" if local(one) == "br" else (one.text or "")
            for one in paragraph.iter("{*}t", "{*}br")
        )
        text = "".join(pieces).strip()
        if text:
            yield text


def _label(titles: list[str]) -> str | None:
    label = " ".join(clean(" ".join(titles)).split())
    return label[:_LABEL] or None
