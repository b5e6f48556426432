"""The contents of a version: its outline, short enough to be shown beside the text."""

from collections import Counter
from dataclasses import dataclass

from coalition.library.models import Version

MOST_ENTRIES = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: its depth from 1, its title, and the page it stands on."""

    level: int
    title: str
    page: int


def contents_of(version: Version) -> tuple[Entry, ...]:
    """Return the outline in order; of a long one the upper levels alone, at most MOST_ENTRIES.

    Levels are closed up, so that the uppermost is 1 and none is skipped.
    """
    outline = [
        Entry(int(level), str(title), int(page))
        for level, title, page in version.outline
        if str(title).strip()
    ]
    shown = _levels_shown(outline)
    ranks = {level: rank for rank, level in enumerate(shown, start=1)}
    entries = (
        Entry(ranks[entry.level], entry.title, entry.page)
        for entry in outline
        if entry.level in ranks
    )
    return tuple(entries)[:MOST_ENTRIES]


def _levels_shown(outline: list[Entry]) -> list[int]:
    counts = sorted(Counter(entry.level for entry in outline).items())
    shown: list[int] = []
    total = 0
    for level, count in counts:
        total += count
        if shown and total > MOST_ENTRIES:
            break
        shown.append(level)
    return shown
