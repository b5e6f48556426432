"""Two versions of a document compared: what was added, removed and changed, by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from coalition.ingest.reading import BETWEEN_PIECES
from coalition.library import queries
from coalition.library.blocks import PARAGRAPHS
from coalition.library.differences import Span, Words, changed_words, differing
from coalition.library.models import Reading, Version
from coalition.web.viewer import Viewer

MOST_CHARACTERS = 3_000_000  # of each version: about a thousand pages
MOST_SHOWN = 40_000  # characters of changes, to keep their page under 100 kB
LONGEST_PASSAGE = 4_000  # characters of one shown whole
CONTEXT = 120  # characters of what stands before and after a change

Kind = Literal["added", "removed", "changed"]


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


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A page of the newer version with the changes on it, in order."""

    number: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions.

    `unreadable` are those that have no text to compare. Counts are of passages, also of those
    beyond what is shown. `compared_to` is the last page of each that was looked at, if not all.
    """

    older: Version
    newer: Version
    unreadable: tuple[Version, ...] = ()
    pages: tuple[ChangedPage, ...] = ()
    added_count: int = 0
    removed_count: int = 0
    changed_count: int = 0
    is_cut: bool = False
    compared_to: tuple[int, int] | None = None

    @property
    def is_same(self) -> bool:
        """Tell whether both say the same, as far as they were compared."""
        return not (self.added_count or self.removed_count or self.changed_count)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a version and the page it begins on."""

    page: int
    text: str


def compare(older: Version, newer: Version, *, viewer: Viewer) -> Comparison:
    """Return how two versions' texts differ. Four queries. Raises NotFound.

    Takes a second or two for a thousand pages; what is longer is compared as far as that.
    """
    unreadable = tuple(v for v in (older, newer) if v.reading != Reading.READABLE)
    if unreadable:
        return Comparison(older, newer, unreadable)
    before, last_before = _paragraphs(older, viewer)
    after, last_after = _paragraphs(newer, viewer)
    changes = changes_between(before, after)
    kinds = [passage.kind for change in changes for passage in change.passages]
    shown = _within(changes, MOST_SHOWN)
    shown_count = sum(len(change.passages) for change in shown)
    is_whole = (last_before, last_after) == (older.page_count, newer.page_count)
    return Comparison(
        older,
        newer,
        pages=tuple(
            ChangedPage(number, tuple(found))
            for number, found in groupby(shown, key=lambda change: change.page)
        ),
        added_count=kinds.count("added"),
        removed_count=kinds.count("removed"),
        changed_count=kinds.count("changed"),
        is_cut=shown_count < len(kinds),
        compared_to=None if is_whole else (last_before, last_after),
    )


def changes_between(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[Change]:
    """Return the changes that lead from one text to the other, in the order of the newer."""
    found = []
    older, newer = _plain(before), _plain(after)
    for span in differing(older, newer):
        passages = _passages(before, after, span)
        if passages:
            page = _page_at(after, span)
            start, end = span.newer_start, span.newer_end
            context_before = newer[start - 1][-CONTEXT:] if start else ""
            context_after = newer[end][:CONTEXT] if end < len(newer) else ""
            found.append(Change(page, passages, context_before, context_after))
    return found


def _passages(
    before: Sequence[Paragraph], after: Sequence[Paragraph], span: Span
) -> tuple[Passage, ...]:
    removed = before[span.older_start : span.older_end]
    added = after[span.newer_start : span.newer_end]
    if removed and added:
        words = changed_words(_together(removed), _together(added))
        if words is not None:
            return (Passage("changed", added[0].page, tuple(words)),) if words else ()
    return (
        *(_whole("removed", paragraph) for paragraph in removed),
        *(_whole("added", paragraph) for paragraph in added),
    )


def _whole(kind: Literal["added", "removed"], paragraph: Paragraph) -> Passage:
    text = paragraph.text
    cut = text if len(text) <= LONGEST_PASSAGE else text[:LONGEST_PASSAGE].rstrip() + "…"
    return Passage(kind, paragraph.page, (Words(kind, cut),))


def _plain(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Return the paragraphs as they are compared: how lines break does not matter."""
    return [" ".join(paragraph.text.split()) for paragraph in paragraphs]


def _together(paragraphs: Sequence[Paragraph]) -> str:
    return BETWEEN_PIECES.join(paragraph.text for paragraph in paragraphs)


def _page_at(after: Sequence[Paragraph], span: Span) -> int:
    """Return the page of the newer version that a change stands on, 1 when it is empty."""
    at = span.newer_start if span.newer_end > span.newer_start else span.newer_start - 1
    return after[max(at, 0)].page if after else 1


def _paragraphs(version: Version, viewer: Viewer) -> tuple[list[Paragraph], int]:
    """Return a version's paragraphs and the last page they are from."""
    last = characters = 0
    for size in queries.outline(version, viewer=viewer):
        characters += size.characters
        if last and characters > MOST_CHARACTERS:
            break
        last = size.number
    texts = queries.texts_between(version, 1, last, viewer=viewer)
    paragraphs = [
        Paragraph(number, paragraph.strip("\n"))
        for number, text in texts
        for paragraph in PARAGRAPHS.split(text)
        if paragraph.strip()
    ]
    return paragraphs, last


def _within(changes: Sequence[Change], most: int) -> list[Change]:
    """Return the first changes and passages, those of at most so many characters; one at least."""
    shown: list[Change] = []
    for change in changes:
        passages: list[Passage] = []
        for passage in change.passages:
            most -= sum(len(words.text) for words in passage.words)
            if most < 0 and (shown or passages):
                break
            passages.append(passage)
        if passages:
            shown.append(replace(change, passages=tuple(passages)))
        if most < 0:
            break
    return shown
