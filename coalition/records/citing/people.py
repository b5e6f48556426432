"""Names of authors as each style writes them, and lists of them."""

import re
from collections.abc import Callable, Sequence

from coalition.records.names import Name, parts_of
from coalition.records.record import Creator
from coalition.web.plain import one_line

_INITIAL = re.compile(r"[^\W\d_]")


def initials(given: str, after: str) -> str:
    """Return the first letters of given names, each with a full stop: A. M., J.-P. or A.M."""
    return after.join(_initial(word) for word in given.replace(".", ". ").split())


def _initial(word: str) -> str:
    parts = [part for part in word.split("-") if part]
    return "-".join(f"{part[0]}." for part in parts if _INITIAL.match(part))


def in_full(given: str) -> str:
    """Return given names as they are, but single letters with a full stop."""
    words = re.sub(r"\.(?=[^\s.-])", ". ", given).split()
    return " ".join(f"{word}." if len(word) == 1 and word.isupper() else word for word in words)


def inverted(creator: Creator, given: Callable[[str], str], *, demoting: bool = False) -> str:
    """Return "Family, Given, Suffix"; an organisation, or a whole name, as it is.

    Where `demoting`, a particle such as van der stands behind the given names.
    """
    parts = _parts(creator)
    if not parts.given:
        return parts.family
    family, first = parts.family, given(parts.given)
    if demoting and parts.particle:
        family = family.removeprefix(parts.particle).strip()
        first = f"{first} {parts.particle}"
    return ", ".join(filter(None, (family, first, parts.suffix)))


def forward(creator: Creator) -> str:
    """Return "Given Family Suffix", as later authors are named."""
    parts = _parts(creator)
    return " ".join(filter(None, (in_full(parts.given), parts.family, parts.suffix)))


def listed(names: Sequence[str], before_last: str, between: str = ", ") -> str:
    """Return names with a sign between them, and another before the last."""
    *others, last = names
    return f"{between.join(others)}{before_last}{last}" if others else last


def _parts(creator: Creator) -> Name:
    name = one_line(creator.name)
    return Name(name) if creator.is_organisation else parts_of(name)
