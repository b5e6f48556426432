"""Runs: stretches of a paragraph's text, each with the style it was set in."""

from collections.abc import Iterable
from itertools import groupby

from coalition.ingest.parts import styled, unmarked
from coalition.ingest.reading import Style

Run = tuple[str, Style | None]
_REPLACED = {"inserted", "deleted"}


def joined(runs: Iterable[Run]) -> str:
    """Join runs, marking each stretch of a style as a whole, without the spaces around it.

    A space parts a word from the one that replaced it, so that each can be found.
    """
    pieces: list[str] = []
    last: tuple[Style | None, str] = (None, "")
    for style, stretch in groupby(runs, key=lambda run: run[1]):
        text = "".join(unmarked(text) for text, _ in stretch)
        if {style, last[0]} == _REPLACED and last[1].isalnum() and text[:1].isalnum():
            pieces.append(" ")
        last = style, text[-1:]
        core = text.strip()
        if style and core:
            before, _, after = text.partition(core)
            text = f"{before}{styled(core, style)}{after}"
        pieces.append(text)
    return "".join(pieces)


def plain(runs: Iterable[Run]) -> str:
    """Join runs without their styles."""
    return unmarked("".join(text for text, _ in runs))
