"""Runs of text, as office files cut it, joined again with each stretch of a style marked whole."""

from collections.abc import Iterable
from itertools import groupby

from coalition.ingest.parts import styled, unmarked
from coalition.ingest.reading import Style

Run = tuple[str, Style | None]


def joined(runs: Iterable[Run]) -> str:
    """Return the text of runs for a Block, marking stretches without the spaces around them."""
    pieces: list[str] = []
    for style, stretch in groupby(runs, key=lambda run: run[1]):
        text = "".join(unmarked(text) for text, _ in stretch)
        core = text.strip()
        if style and core:
            before, _, after = text.partition(core)
            text = f"{before}{styled(core, style)}{after}"
        pieces.append(text)
    return "".join(pieces)
