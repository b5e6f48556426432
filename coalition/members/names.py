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
CLOSE = 0.86  # of names of thirty letters, four may differ: a typing fault, not another name


def fold(text: str) -> str:
    """Return text without case and accents, in one width, with single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def are_close(one: str, other: str) -> bool:
    """Tell whether two names are likely of the same organisation.

    Either their letters agree nearly, or the words that set them apart are the same in any order.
    """
    one, other = fold(one), fold(other)
    if not one or not other:
        return False
    if one == other:
        return True
    telling = _telling_words(one)
    if len(telling) > 1 and telling == _telling_words(other):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= CLOSE and matcher.ratio() >= CLOSE


def _telling_words(folded: str) -> frozenset[str]:
    return frozenset(WORD.findall(folded)) - COMMON
