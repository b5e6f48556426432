"""Names compared the way people compare them: without case, accents, and common words."""

import re
import unicodedata
from difflib import SequenceMatcher

WORD = re.compile(r"\w+")
COMMON = frozenset(
    WORD.findall(
        "a an and at by for in of on the to de des du der die das del den di da do e el et i la las "
        "le les los und y association council federation foundation institute international "
        "national organisation organization society"
    )
)
CLOSE = 0.8  # of a word of five letters one may be wrong: Narobi is Nairobi, Lund is not Bonn


def fold(text: str) -> str:
    """Return text without case and accents, in one width, with single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def are_close(one: str, other: str) -> bool:
    """Tell whether two names are likely of the same organisation.

    They are when the words that set them apart agree one by one, in any order, but for a letter;
    whole names are not compared, because "Library Association of …" makes half of all names alike.
    """
    one, other = fold(one), fold(other)
    if one == other:
        return bool(one)
    words, others = _telling_words(one), _telling_words(other)
    if not words or len(words) != len(others):
        return False
    left = list(others)
    for word in words:
        match = next((each for each in left if _alike(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _telling_words(folded: str) -> list[str]:
    return sorted(set(WORD.findall(folded)) - COMMON)


def _alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= CLOSE
