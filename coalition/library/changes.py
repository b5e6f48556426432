"""The changes that lead from one text to another, in passages with a line of what is around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from coalition.ingest.reading import BETWEEN_PIECES
from coalition.library.differences import Span, Words, changed_words, differing

LONGEST_PASSAGE = 6_000  # characters of one shown whole
CONTEXT = 100  # characters of what stands before and after a change

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a version and the page it begins on."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that differs: `page` is the newer version's, the older's for one removed."""

    kind: Kind
    page: int
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Passages that stand together on a page of the newer version, between what is the same."""

    page: int
    passages: tuple[Passage, ...]
    before: str = ""
    after: str = ""


def changes_between(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[Change]:
    """Return the changes that lead from one text to the other, in the order of the newer."""
    return list(_changes(before, after))


def _changes(
    before: Sequence[Paragraph], after: Sequence[Paragraph], *, by_line: bool = False
) -> Iterator[Change]:
    older, newer = _plain(before), _plain(after)
    for span in differing(older, newer):
        removed = before[span.older_start : span.older_end]
        added = after[span.newer_start : span.newer_end]
        words = changed_words(_together(removed), _together(added)) if removed and added else None
        if words is None and removed and added and not by_line:
            yield from _changes(_lines(removed), _lines(added), by_line=True)
        elif words is None or words:
            yield Change(
                _page_at(after, span),
                _passages(removed, added, words),
                _ending(newer[span.newer_start - 1]) if span.newer_start else "",
                _beginning(newer[span.newer_end]) if span.newer_end < len(newer) else "",
            )


def _passages(
    removed: Sequence[Paragraph], added: Sequence[Paragraph], words: list[Words] | None
) -> tuple[Passage, ...]:
    if words is not None:
        return (Passage("changed", added[0].page, tuple(words)),)
    return (*_whole("removed", removed), *_whole("added", added))


def _whole(kind: Literal["added", "removed"], paragraphs: Sequence[Paragraph]) -> Iterator[Passage]:
    """Give the paragraphs of each page as one passage, a very long one cut."""
    for page, some in groupby(paragraphs, key=lambda paragraph: paragraph.page):
        text = _together(list(some))
        if len(text) > LONGEST_PASSAGE:
            text = text[:LONGEST_PASSAGE].rstrip() + "…"
        yield Passage(kind, page, (Words(kind, text),))


def _lines(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    return [
        Paragraph(paragraph.page, line)
        for paragraph in paragraphs
        for line in paragraph.text.splitlines()
        if line.strip()
    ]


def _ending(text: str) -> str:
    """Return the last words of what stands before a change."""
    if len(text) <= CONTEXT:
        return text
    cut = text[-CONTEXT:]
    return "… " + (cut.partition(" ")[2] or cut)  # Chinese has no spaces to cut at


def _beginning(text: str) -> str:
    """Return the first words of what stands after a change."""
    if len(text) <= CONTEXT:
        return text
    cut = text[:CONTEXT]
    return (cut.rpartition(" ")[0] or cut) + " …"


def _plain(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Return the paragraphs as they are compared: how lines break does not matter."""
    return [" ".join(paragraph.text.split()) for paragraph in paragraphs]


def _together(paragraphs: Sequence[Paragraph]) -> str:
    return BETWEEN_PIECES.join(paragraph.text for paragraph in paragraphs)


def _page_at(after: Sequence[Paragraph], span: Span) -> int:
    """Return the page of the newer version that a change stands on, 1 when it is empty."""
    at = span.newer_start if span.newer_end > span.newer_start else span.newer_start - 1
    return after[max(at, 0)].page if after else 1
