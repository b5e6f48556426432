"""PPTX: slide by slide in the order shown, with tables, groups, diagrams and the speaker's notes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from coalition.ingest.archives import Archive
from coalition.ingest.findings import (
    count_notice,
    failure_notices,
    picture_notice,
    property_notices,
)
from coalition.ingest.normalise import clean
from coalition.ingest.office import (
    Package,
    main_part,
    office_metadata,
    office_people,
    package_notices,
    reference,
)
from coalition.ingest.parts import Block, page_of
from coalition.ingest.presentation.slides import Slide, Slides
from coalition.ingest.reading import Extract, Notice, Page, Unreadable

_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")
_LABEL = 80


def extract(path: Path) -> Extract:
    """Return one page a slide, labelled with its title. Raises Unreadable "damaged" and others.

    A slide that fails loses that slide alone, with the notice "page-failed"; what belongs to a
    slide, such as its notes, is lost alone likewise.
    """
    with Archive(path) as archive:
        main = main_part(archive, "ppt/presentation.xml")
        package = Package(archive)
        parts = _in_order(package, main) or _usual_slides(archive)
        slides = dict(_read(Slides(package), parts))
        found = [slide for slide in slides.values() if isinstance(slide, Slide)]
        if not found and (parts or package.failed):
            raise Unreadable("damaged", "pptx")
        metadata = office_metadata(archive, _language(found))
        notices = [
            *(
                Notice("page-failed", number, part)
                for number, part in slides.items()
                if isinstance(part, str)
            ),
            *_notices(found),
            *property_notices(metadata, [*office_people(archive), *_commentators(package, main)]),
            *package_notices(archive),
            *failure_notices(package.failed),
        ]
        pages = tuple(_page(number, slide) for number, slide in slides.items())
        return Extract("slide", pages, metadata, tuple(notices))


def _in_order(package: Package, main: str) -> list[str]:
    names = package.names(main)
    root = package.root(main)
    entries = root.iter("{*}sldId") if root is not None else ()
    found = (names.get(reference(entry)) for entry in entries)
    return list(dict.fromkeys(filter(None, found)))


def _usual_slides(archive: Archive) -> list[str]:
    """Return the slides by their usual names, where the order shown cannot be told."""
    found = (_SLIDE.fullmatch(name) for name in archive.names())
    numbered = sorted((int(match[1]), match[0]) for match in found if match)
    return [name for _, name in numbered]


def _read(slides: Slides, parts: Sequence[str]) -> Iterator[tuple[int, Slide | str]]:
    """Yield the slides by number, and the name of its part for one that cannot be read."""
    for number, part in enumerate(parts, start=1):
        try:
            yield number, slides.read(part)
        except Unreadable as error:
            if error.code == "entities":
                raise
            yield number, part


def _page(number: int, slide: Slide | str) -> Page:
    if isinstance(slide, str):
        return Page(number, None, "")
    titles = clean(" ".join(title.text for title in slide.titles))
    return page_of(number, " ".join(titles.split())[:_LABEL] or None, slide.blocks)


def _notices(slides: Sequence[Slide]) -> Iterator[Notice]:
    """Yield what is counted over all slides."""
    yield from count_notice("untitled-slides", sum(not _has_text(one.titles) for one in slides))
    yield from picture_notice(sum(one.bare_picture_count for one in slides))
    yield from count_notice("hidden-slides", sum(one.is_hidden for one in slides))
    yield from count_notice("speaker-notes", sum(_has_text(one.notes) for one in slides))
    yield from count_notice("comments", sum(len(one.comments) for one in slides))


def _has_text(blocks: Sequence[Block]) -> bool:
    return any(block.text.strip() for block in blocks)


def _language(slides: Sequence[Slide]) -> str | None:
    """Return the language that most runs of text are marked with (BCP 47), or None."""
    counted = sum((slide.languages for slide in slides), Counter[str]())
    return counted.most_common(1)[0][0] if counted else None


def _commentators(package: Package, main: str) -> Iterator[str]:
    """Yield who may have commented, as programs list them before 2021 and since."""
    for kind in ("commentAuthors", "authors"):
        for root in package.roots(main, kind):
            yield from (person.get("name") or "" for person in root)
