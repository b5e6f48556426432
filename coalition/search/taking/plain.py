"""Text as feeds, tables and citations can hold it: one line, and nothing that cannot be printed."""

import re
from collections.abc import Iterable

from coalition.search.finding.passages import Fragment
from coalition.search.results import Hit

# What XML 1.0 has no way to write, line ends, and the controls that no reader shows.
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def one_line(text: str) -> str:
    """Return text on one line without control characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def joined(fragments: Iterable[Fragment]) -> str:
    """Return the text of a passage without its marks."""
    return one_line("".join(fragment.text for fragment in fragments))


def summary_of(hit: Hit) -> str:
    """Return the best passage of a hit, else its abstract, else the beginning of its text."""
    if hit.extracts:
        return joined(hit.extracts[0].fragments)
    return one_line(hit.abstract) or joined(hit.snippet)
