"""How alike two texts are, told from short sketches of them: the same words in the same order.

One-permutation hashing with optimal densification (Li, Owen and Zhang 2012; Shrivastava 2017):
runs of five words are thrown into bins by a hash, and each bin keeps its smallest. The share of
bins in which two sketches agree estimates the share of runs that two texts have in common, to
about six per cent either way.
"""

import re
import zlib

BINS = 64
_DIGITS = 4  # hexadecimal ones a bin is written in
_ROWS = 4  # bins in a band: texts half alike share one of 16 bands two times in three
_RUN = 5  # words
_LEAST_WORDS = 50  # texts below are alike by chance: title pages, forms, thanks
_MOST_CHARACTERS = 2_000_000  # about a thousand pages; what follows changes no estimate
_MIXER = 0x9E3779B1  # 2³² over the golden ratio, after Knuth: spreads a checksum over all bits
_EMPTY = 1 << 32
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")


def sketch(text: str) -> str:
    """Return the sketch of a text, 256 hexadecimal digits; "" where it has under fifty words.

    Letter case, spaces and punctuation do not matter. Where words are not spaced (Chinese,
    Japanese, Thai …) each character counts as a word.
    """
    words = _WORD.findall(text[:_MOST_CHARACTERS].casefold())
    if len(words) < _LEAST_WORDS:
        return ""
    return "".join(f"{least & 0xFFFF:0{_DIGITS}x}" for least in _filled(_smallest(words)))


def share(one: str, other: str) -> float:
    """Return how much of two texts is the same, 0 to 1, from their sketches; 0 if one has none."""
    if not one or len(one) != len(other):
        return 0.0
    agreeing = sum(left == right for left, right in zip(_bins(one), _bins(other), strict=True))
    return agreeing / BINS


def bands(sketch: str) -> tuple[str, ...]:
    """Return the keys by which to look for sketches like this one: those alike share a key."""
    length = _ROWS * _DIGITS
    return tuple(
        f"{start // length:x}-{sketch[start : start + length]}"
        for start in range(0, len(sketch), length)
    )


def _smallest(words: list[str]) -> list[int]:
    """Return the smallest hash in each bin, _EMPTY where none fell: ten megabytes a second."""
    checksum = zlib.crc32
    least = [_EMPTY] * BINS
    following = (words[start:] for start in range(1, _RUN))
    for run in zip(words, *following, strict=False):
        hashed = checksum(" ".join(run).encode()) * _MIXER & 0xFFFFFFFF
        place = hashed >> 26  # the upper six bits; the lower are written
        if hashed < least[place]:
            least[place] = hashed
    return least


def _filled(least: list[int]) -> list[int]:
    """Give each empty bin what another holds, chosen the same way for every text."""
    return [
        value if value < _EMPTY else least[_lender(place, least)]
        for place, value in enumerate(least)
    ]


def _lender(place: int, least: list[int]) -> int:
    """Return the first bin that is not empty in an order of the place's own.

    Every bin comes within 600 attempts (tried for all places), so this ends.
    """
    attempt = 0
    while True:
        attempt += 1
        lender = zlib.crc32(bytes((place, attempt & 0xFF, attempt >> 8))) * _MIXER >> 26 & 63
        if least[lender] < _EMPTY:
            return lender


def _bins(sketch: str) -> list[str]:
    return [sketch[start : start + _DIGITS] for start in range(0, len(sketch), _DIGITS)]
