"""Files without pages are split in parts a reader can address, at headings and paragraph borders."""

from collections.abc import Iterable
from dataclasses import dataclass

from coalition.ingest.normalise import clean
from coalition.ingest.reading import Page

SIZE = 3_000  # characters a part aims at: about one printed page
_LABEL = 80
_LONGEST_WORD = 1_000  # characters; what is longer is an encoded picture or a table of bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list entry or table row; `level` is 1 to 9 for headings, 0 for others."""

    text: str
    level: int = 0


def split(blocks: Iterable[Block], size: int = SIZE, *, layout: bool = False) -> tuple[Page, ...]:
    """Return the blocks, cleaned, as parts of about `size` characters, no word cut in two.

    A heading opens a new part once the present one is half full. A part that opens with a
    heading has it as its label. No blocks with text give no parts.
    """
    parts: list[list[Block]] = [[]]
    filled = 0
    for block in _sized(blocks, size, layout):
        heading_opens = block.level > 0 and filled >= size // 2
        if parts[-1] and (heading_opens or filled + len(block.text) > size * 5 // 4):
            carried = _trailing_headings(parts[-1]) if not block.level else []
            parts.append(carried)
            filled = sum(len(one.text) for one in carried)
        parts[-1].append(block)
        filled += len(block.text)
    return tuple(
        Page(number, _label(part), "\n\n".join(block.text for block in part))
        for number, part in enumerate((part for part in parts if part), start=1)
    )


def _trailing_headings(part: list[Block]) -> list[Block]:
    """Take headings from a part's end, so that none is parted from what it is above."""
    carried: list[Block] = []
    while len(part) > 1 and part[-1].level:
        carried.insert(0, part.pop())
    return carried


def _sized(blocks: Iterable[Block], size: int, layout: bool) -> Iterable[Block]:
    for block in blocks:
        text = clean(block.text, layout=layout)
        if not text.strip():
            continue
        if len(text) <= size * 5 // 4:
            yield Block(text, block.level)
        else:
            yield from (Block(piece, block.level) for piece in _pieces(text, size))


def _pieces(text: str, size: int) -> Iterable[str]:
    """Cut a long text at line ends, else sentence ends, else spaces."""
    start = 0
    while len(text) - start > size * 5 // 4:
        end = _border(text, start + size // 2, start + size)
        yield text[start:end].strip("\n ")
        start = end
    yield text[start:].strip("\n ")


def _border(text: str, low: int, high: int) -> int:
    for mark in ("\n\n", "\n", ". ", "。", "؟ ", "? ", "! ", "؛ ", "; ", ", ", "，", "、", " "):
        at = text.rfind(mark, low, high)
        if at >= 0:
            return at + len(mark)
    if _is_unspaced(text[high - 1]):
        return high  # Chinese, Japanese, Thai …: no spaces to wait for
    following = [
        at
        for at in (text.find(mark, high, high + _LONGEST_WORD) for mark in (" ", "\n"))
        if at >= 0
    ]
    nearest = min(following, default=len(text))
    return nearest + 1 if nearest < high + _LONGEST_WORD else high


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    return (
        0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
        or (0x3040 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF)
    )


def _label(part: list[Block]) -> str | None:
    if not part[0].level:
        return None
    label = " ".join(part[0].text.split())
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…"
