"""Two versions of a document compared: what was added, removed and changed, by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coalition.library import queries
from coalition.library.blocks import PARAGRAPHS
from coalition.library.changes import Change, Paragraph, Passage, changes_between
from coalition.library.models import Reading, Version
from coalition.web.viewer import Viewer

MOST_CHARACTERS = 3_000_000  # of each version: about a thousand pages
MOST_SHOWN = 40_000  # characters of changes, to keep their page under 100 kB


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
