"""Hits as feeds, tables and citations can hold them: on one line."""

from collections.abc import Iterable

from coalition.search.finding.passages import Fragment
from coalition.search.results import Hit
from coalition.web.plain import one_line as one_line


def joined(fragments: Iterable[Fragment]) -> str:
    """Return the text of a passage without its marks."""
    return one_line("".join(fragment.text for fragment in fragments))


def summary_of(hit: Hit) -> str:
    """Return the best passage of a hit, else its abstract, else the beginning of its text."""
    if hit.extracts:
        return joined(hit.extracts[0].fragments)
    return one_line(hit.abstract) or joined(hit.snippet)
