"""One file from identifying to the finished reading: what the child process does."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from coalition.ingest.answers import MOST_PAGES, to_json
from coalition.ingest.kinds import Kind, identify, name_notice, unsafe_names
from coalition.ingest.language import SAMPLE, detect
from coalition.ingest.likeness import sketch
from coalition.ingest.programs import find
from coalition.ingest.reading import (
    BETWEEN_CELLS,
    BETWEEN_PIECES,
    Extract,
    Heading,
    Notice,
    Page,
    Reading,
)

_LEAST_LETTERS = 200  # characters of a page whose language is worth telling apart
_MOST_HEADINGS = 1_000
_DEEPEST = 3  # level of headings in an outline


class Extractor(Protocol):
    """A module of `extractors`: how one kind of file is read."""

    def extract(self, path: Path) -> Extract:
        """Return the text. Raises Unreadable."""


def programs(order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the programs the file's extractor may start, as absolute paths. Raises Unreadable."""
    extractor = _extractor(identify(Path(order["path"]), str(order["name"])))
    found = (find(name) for name in getattr(extractor, "PROGRAMS", ()))
    return tuple(path for path in found if path)


def prepare(order: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Return what reads the file the order names, as `to_json` gives it, with all it needs loaded."""
    path, name, most = Path(order["path"]), str(order["name"]), int(order["text_bytes"])
    kind = identify(path, name)
    extractor = _extractor(kind)
    return lambda: to_json(compose(path, name, kind, extractor, most))


def compose(path: Path, name: str, kind: Kind, extractor: Extractor, text_bytes: int) -> Reading:
    """Return the reading of a file, its text cut off after `text_bytes` bytes of UTF-8.

    Raises Unreadable when nothing can be read.
    """
    extract = extractor.extract(path)
    pages = _within(extract.pages, text_bytes)
    language = detect(_sample(pages), extract.metadata.language)
    return Reading(
        kind=kind.key,
        media_type=kind.media_type,
        unit=extract.unit,
        pages=tuple(_with_language(page, language) for page in pages),
        metadata=extract.metadata,
        language=language,
        notices=_notices(path, name, kind, extract, pages),
        outline=(extract.outline or tuple(_headings(pages)))[:_MOST_HEADINGS],
        likeness=sketch(BETWEEN_PIECES.join(page.text for page in pages)),
    )


def _extractor(kind: Kind) -> Extractor:
    module: Any = importlib.import_module(f"coalition.ingest.extractors.{kind.key}")
    extractor: Extractor = module
    return extractor


def _notices(
    path: Path, name: str, kind: Kind, extract: Extract, pages: tuple[Page, ...]
) -> tuple[Notice, ...]:
    notices = list(extract.notices)
    differs = name_notice(kind, name)
    if differs:
        notices.insert(0, differs)
    outside = unsafe_names(path, kind)
    if outside:
        notices.append(Notice("unsafe-names", None, str(len(outside))))
    if len(pages) < len(extract.pages):
        notices.append(Notice("cut", None, str(len(extract.pages))))
    codes = {notice.code for notice in notices}
    if not any(page.text.strip() for page in pages) and "scan" not in codes:
        notices.append(Notice("no-text"))
    return tuple(notices)


def _with_language(page: Page, language: str | None) -> Page:
    """Say a page's language where it plainly is another than that of the whole."""
    if page.language or len(page.text) < _LEAST_LETTERS:
        return page
    own = detect(page.text)
    return replace(page, language=own) if own and own != language else page


def _headings(pages: tuple[Page, ...]) -> Iterator[Heading]:
    """Make the outline of the headings in the pages."""
    for page in pages:
        at = 0
        for piece in page.shape:
            length = sum(piece.lengths) + len(BETWEEN_CELLS) * (len(piece.lengths) - 1)
            level = int(piece.role[-1]) if piece.role.startswith("heading-") else 0
            title = piece.standing(page.text[at : at + length]) if 0 < level <= _DEEPEST else ""
            if title:
                yield Heading(level, title, page.number)
            at += length + len(BETWEEN_PIECES)


def _within(pages: tuple[Page, ...], text_bytes: int) -> tuple[Page, ...]:
    held = 0
    for count, page in enumerate(pages):
        held += len(page.text.encode("utf-8", "ignore"))
        if held > text_bytes or count == MOST_PAGES:
            return pages[:count]
    return pages


def _sample(pages: tuple[Page, ...]) -> str:
    """Join pages from all over a long document: enough for the detector, not the whole book."""
    step = 1 + sum(len(page.text) for page in pages) // (8 * SAMPLE)
    return "\n".join(page.text for page in pages[::step])
