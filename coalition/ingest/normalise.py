"""Text as people write and search it: composed, without control characters, ligatures undone."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

# Latin ligatures, Hebrew and Arabic presentation forms, Kangxi and CJK radicals (common in PDFs).
_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufb4f\ufb50-\ufdfb\ufe70-\ufefc\u2e80-\u2fdf]")
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TABLE: dict[int, str | None] = {
    **{code: None for code in range(32) if code not in (9, 10, 12, 13)},
    **dict.fromkeys(range(0x7F, 0xA0)),
    **dict.fromkeys(range(0xD800, 0xE000)),
    **dict.fromkeys(range(0xE000, 0xF900)),  # private use: nobody can search for it
    **dict.fromkeys(map(ord, _BIDI)),
    0xFEFF: None,
    0x200B: None,
    0xFFFE: None,
    0xFFFF: None,
    0x85: "\n",
    0x0B: "\n",
    0x0C: "\n\n",
    0x2028: "\n",
    0x2029: "\n\n",
    0xA0: " ",
    0x202F: " ",
    0x2007: " ",
}
_SOFT_HYPHEN_AT_END = re.compile("\u00ad[ \t]*\n[ \t]*")
# The hyphen first and what is before it after: a look back from every letter would take long.
_LINE_END_HYPHEN = re.compile(r"[-\u2010](?<=[^\W\d_][-\u2010])[ \t]*\n[ \t]*(?=([^\W\d_]+))")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_PARTED = "\0"  # between the halves of a word in two lines
_WRITTEN = re.compile(r"[^\W\d_]+(?:[-\u2010\0][^\W\d_]+)*")
_HYPHENS = ("-", "\u2010")
_LONGEST_WORD = 80
_SHORTEST_HALF = 3  # letters
_STRANGE = re.compile("[" + re.escape("".join(map(chr, sorted(_TABLE)))) + "]")
_COMBINING = {
    "\u00a8": "\u0308",
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u02c7": "\u030c",
    "\u02da": "\u030a",
}
_DRAWN_ACCENT = re.compile("([\u00a8\u00b4\u02c6\u02dc\u02c7\u02da])([A-Za-zıȷ])")
_ODD_SPACES = re.compile("[\t\u2002-\u200a\u205f]")
_SPACES = re.compile(" {2,}")
_AROUND_BREAKS = re.compile(r" \n ?|\n ")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INDENT = re.compile(r"[ \t]+\n")
_BREAKS = re.compile(r"\n{3,}")


def clean(text: str, *, layout: bool = False) -> str:
    """Return the text in NFC, fit to be stored, read and searched.

    Drops NUL, other controls, lone surrogates and private use; folds presentation forms; mends
    soft hyphens. Spaces are made single, unless `layout` is true (plain text and its tables);
    paragraph breaks stay, as one empty line.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _merge_surrogates(text)
    text = _SOFT_HYPHEN_AT_END.sub("", text).replace("\u00ad", "")
    if _STRANGE.search(text):
        text = text.translate(_TABLE)
    text = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = unicodedata.normalize("NFC", text)
    if layout:
        text = _INDENT.sub("\n", text)
        return _BREAKS.sub("\n\n", text).strip("\n").rstrip()
    text = _ODD_SPACES.sub(" ", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    text = _AROUND_BREAKS.sub("\n", text)
    return _BREAKS.sub("\n\n", text).strip()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a document writes within its lines, and those with a hyphen; small letters."""

    words: frozenset[str] = frozenset()
    hyphened: frozenset[str] = frozenset()


def vocabulary(text: str) -> Vocabulary:
    """Return the words of a text that decide at its line ends; none where no word is parted."""
    if not _LINE_END_HYPHEN.search(text):
        return Vocabulary()
    whole = set(_LINE_END_HYPHEN.sub(_PARTED, text.lower()).split())
    words: set[str] = set()
    hyphened: set[str] = set()
    for written in _WRITTEN.findall(" ".join(whole)):
        if written.isalpha():
            words.add(written)
        elif _PARTED not in written:
            parts = written.replace("\u2010", "-").split("-")
            words.update(parts)
            hyphened.update(map("-".join, pairwise(parts)))
    return Vocabulary(frozenset(words), frozenset(hyphened))


def mend_hyphens(text: str, known: Vocabulary = Vocabulary()) -> str:
    r"""Join words parted at a line's end, as far as the hyphen is not their own.

    "infor-\nmation" becomes "information". The hyphen stays in "old-\nfashioned" when the document
    writes "old-fashioned" elsewhere, or both its words and nowhere "oldfashioned"; and before a
    capital ("Bosnia-\nHerzegovina") unless both are one word elsewhere.
    """

    def mended(found: re.Match[str]) -> str:
        before = _LAST_WORD.search(text, max(0, found.start() - _LONGEST_WORD), found.start())
        if before is None:
            return ""
        chained = text[before.start() - 1 : before.start()] in _HYPHENS
        return "-" if _is_compound(before.group(), found.group(1), chained, known) else ""

    return _LINE_END_HYPHEN.sub(mended, text)


def _is_compound(first: str, second: str, chained: bool, known: Vocabulary) -> bool:
    small, other = first.lower(), second.lower()
    if f"{small}-{other}" in known.hyphened:
        return True
    if small + other in known.words:
        return False
    if not second[0].islower() or len(first) == 1:
        return True  # no word is parted after its first letter: "e-mail"
    if first.istitle():
        return False  # German nouns are parted more often than sentences begin with a compound
    # syllables of two letters are often words as well ("in-formation"), unless in "up-to-date"
    shortest = 1 if chained else _SHORTEST_HALF
    return min(len(first), len(second)) >= shortest and {small, other} <= known.words


def mend_accents(text: str) -> str:
    """Put accents that a PDF draws beside their letter onto it: "na¨ıve" becomes "naïve"."""
    return _DRAWN_ACCENT.sub(
        lambda found: (
            {"ı": "i", "ȷ": "j"}.get(found.group(2), found.group(2)) + _COMBINING[found.group(1)]
        ),
        text,
    )


def _merge_surrogates(text: str) -> str:
    """Join pairs of surrogates into the character they stand for; lone ones fall later."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
