"""Where a long text is cut: at the border nearest to what a reader would choose, never in a word."""

from collections.abc import Iterable

_LONGEST_WORD = 1_000  # characters; what is longer is an encoded picture or a table of bytes


def spans(text: str, size: int) -> Iterable[tuple[int, int]]:
    """Cut a text into pieces of about `size` characters; give the starts and ends of each.

    Cuts at line ends, else sentence ends, else spaces, which the pieces are given without.
    """
    start = 0
    while start < len(text):
        is_last = len(text) - start <= size * 5 // 4
        end = len(text) if is_last else _border(text, start + size // 2, start + size)
        piece = text[start:end]
        before = len(piece) - len(piece.lstrip("\n "))
        yield start + before, start + max(before, len(piece.rstrip("\n ")))
        start = end


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
