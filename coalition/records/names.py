"""A person's name taken apart: the part it is sorted by, and the rest."""

import re
import unicodedata
from dataclasses import dataclass

# Words that begin a family name. Those of the second line do so with a capital too.
_PARTICLES = frozenset(
    [
        "af",
        "aus",
        "'m",
        "'t",
        "'s",
        "auf",
        "da",
        "das",
        "dal",
        "dalla",
        "dalle",
        "dei",
        "degli",
        "delle",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "het",
        "i",
        "in",
        "op",
        "'n",
        "te",
        "ten",
        "ter",
        "vander",
        "vande",
        "vom",
        "y",
        "zu",
        "zum",
        "zur",
        "und",
    ]
)
_PROUD = frozenset(
    [
        "abu",
        "al",
        "ap",
        "bar",
        "ben",
        "bin",
        "bint",
        "de",
        "del",
        "della",
        "d'",
        "el",
        "ibn",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "mac",
        "st",
        "st.",
        "van",
        "von",
        "ul",
        "ud",
        "bou",
        "ould",
        "ag",
    ]
)
_JOINING = frozenset({"y", "e", "i"})  # between the two family names of one person
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq)\.?", re.IGNORECASE)
# Scripts that write the family name first and mostly without a space.
_WHOLE = re.compile(r"CJK UNIFIED|HANGUL|HIRAGANA|KATAKANA|BOPOMOFO|TIBETAN")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts: family "van der Berg", given "Anna", suffix "Jr."; a whole one is family."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def particle(self) -> str:
        """Return the words of small letters the family name begins with, such as "van der"."""
        words = self.family.split(" ")[:-1]
        small = next((at for at, word in enumerate(words) if not word.islower()), len(words))
        return " ".join(words[:small])


def parted(name: str) -> tuple[str, str]:
    """Return the family name and the given names, which end with a suffix such as Jr.

    What cannot be taken apart is all family name: one word, names in East Asian scripts.
    """
    found = parts_of(name)
    return found.family, " ".join(filter(None, (found.given, found.suffix)))


def parts_of(name: str) -> Name:
    """Return the parts of a person's name, printed given names first or "Family, Given"."""
    plain = " ".join(name.split())
    pieces = [piece.strip() for piece in plain.split(",")]
    suffixes = [piece for piece in pieces[1:] if _SUFFIX.fullmatch(piece)]
    family, *given = [piece for piece in pieces if piece and piece not in suffixes] or [plain]
    if given:
        return Name(family, ", ".join(given), " ".join(suffixes))
    return _in_order(family, suffixes)


def _in_order(name: str, suffixes: list[str]) -> Name:
    """Return the parts of a name without a comma."""
    words = name.split(" ")
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffixes = [words.pop(), *suffixes]
    suffix = " ".join(suffixes)
    if len(words) < 2 or _is_whole(name):
        return Name(" ".join(words), suffix=suffix)
    begins = _family_begins(words)
    return Name(" ".join(words[begins:]), " ".join(words[:begins]), suffix)


def _family_begins(words: list[str]) -> int:
    """Return the place of the first word of the family name."""
    if words[0].islower() and _is_particle(words[0]):
        return 0
    last = len(words) - 1
    begins = next((at for at in range(1, last) if _is_particle(words[at])), last)
    # Ortega y Gasset, Costa e Silva: the word before belongs to it, where a given name is left.
    return begins - 1 if words[begins] in _JOINING and begins > 1 else begins


def _is_particle(word: str) -> bool:
    plain = word.replace("’", "'")
    return plain in _PARTICLES or plain in _PROUD or (plain.lower() in _PROUD and plain.istitle())


def _is_whole(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    return any(_WHOLE.match(unicodedata.name(letter, "")) for letter in letters)
