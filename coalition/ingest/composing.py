"""One file from identifying to the finished reading: what the child process does."""

import importlib
from collections.abc import Callable
from pathlib import Path

from coalition.ingest.kinds import Kind, identify, name_notice, unsafe_names
from coalition.ingest.language import SAMPLE, detect
from coalition.ingest.reading import Extract, Notice, Page, Reading

Extractor = Callable[[Path], Extract]


def prepare(path: Path, name: str) -> tuple[Kind, Extractor]:
    """Return the file's kind and its extractor, loaded. Raises Unreadable as `identify` does."""
    kind = identify(path, name)
    module = importlib.import_module(f"coalition.ingest.extractors.{kind.key}")
    extractor: Extractor = module.extract
    return kind, extractor


def compose(path: Path, name: str, kind: Kind, extractor: Extractor, text_bytes: int) -> Reading:
    """Return the reading of a file, its text cut off after `text_bytes` bytes of UTF-8.

    Raises Unreadable when nothing can be read.
    """
    extract = extractor(path)
    pages = _within(extract.pages, text_bytes)
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
    return Reading(
        kind=kind.key,
        media_type=kind.media_type,
        unit=extract.unit,
        pages=pages,
        metadata=extract.metadata,
        language=detect(_sample(pages), extract.metadata.language),
        notices=tuple(notices),
    )


def _within(pages: tuple[Page, ...], text_bytes: int) -> tuple[Page, ...]:
    held = 0
    for count, page in enumerate(pages):
        held += len(page.text.encode("utf-8", "ignore"))
        if held > text_bytes:
            return pages[:count]
    return pages


def _sample(pages: tuple[Page, ...]) -> str:
    """Join pages from all over a long document: enough for the detector, not the whole book."""
    step = 1 + sum(len(page.text) for page in pages) // (8 * SAMPLE)
    return "\n".join(page.text for page in pages[::step])
