"""Blocks with the language their markup declares, made into parts of one language each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coalition.ingest.parts import Block, split
from coalition.ingest.reading import Page

_LEAST = 1_000  # characters of a language that are worth a part of their own


@dataclass(frozen=True, slots=True)
class Passage:
    """A block, and the language (BCP 47) that the markup around it declares."""

    block: Block
    language: str | None


def parts(passages: Iterable[Passage], whole: str | None) -> Iterator[Page]:
    """Yield parts, numbered from 1, in one declared language each; `whole` is that of the file."""
    number = 0
    for language, blocks in _by_language(passages):
        for part in split(blocks):
            number += 1
            yield replace(part, number=number, language=language if language != whole else None)


def _by_language(passages: Iterable[Passage]) -> list[tuple[str | None, list[Block]]]:
    """Group passages by language; a few words in another stay with what is around them."""
    groups: list[tuple[str | None, list[Block]]] = []
    for language, stretch in groupby(passages, key=lambda passage: passage.language):
        blocks = [passage.block for passage in stretch]
        if groups and (groups[-1][0] == language or _length(blocks) < _LEAST):
            groups[-1][1].extend(blocks)
        elif groups and _length(groups[-1][1]) < _LEAST:
            groups[-1] = (language, [*groups[-1][1], *blocks])
        else:
            groups.append((language, blocks))
    return groups


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
