"""Runs: stretches of a paragraph's text, each with the style it was set in."""

from collections.abc import Iterable
from itertools import groupby

from coalition.ingest.parts import styled, unmarked
from coalition.ingest.reading import Style

Run = tuple[str, Style | None]


def joined(runs: Iterable[Run]) -> str:
    """Join runs, marking each stretch of a style as a whole, without the spaces around it."""
    pieces: list[str] = []
    for style, stretch in groupby(runs, key=lambda run: run[1]):
        text = "".join(unmarked(text) for text, _ in stretch)
        core = text.strip()
        if style and core:
            before, _, after = text.partition(core)
            text = f"{before}{styled(core, style)}{after}"
        pieces.append(text)
    return "".join(pieces)


def plain(runs: Iterable[Run]) -> str:
    """Join runs without their styles."""
    return unmarked("".join(text for text, _ in runs))
