"""Text as people write and search it: composed, without control characters, ligatures undone."""

import re
import unicodedata

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
_LINE_END_HYPHEN = re.compile(r"([^\W\d_]+)[-\u2010][ \t]*\n[ \t]*(?=([^\W\d_]+))")
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
# Only what differs from its replacement is matched: a call for each space would take seconds.
_SPACES = re.compile("[ \t\u2002-\u200a\u205f]{2,}|[\t\u2002-\u200a\u205f]")
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
    text = _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", text))
    return _BREAKS.sub("\n\n", text).strip()


def mend_hyphens(text: str, known: frozenset[str] = frozenset()) -> str:
    r"""Join words parted at a line's end; `known` holds hyphened words (small) to keep as they are.

    "infor-\nmation" becomes "information"; "well-\nknown" stays "well-known" where the document
    writes it so elsewhere, or where the second half begins with a capital.
    """

    def joined(found: re.Match[str]) -> str:
        first, second = found.groups()
        hyphened = f"{first}-{second}"
        if not second[0].islower() or hyphened.lower() in known:
            return f"{first}-"
        return first

    return _LINE_END_HYPHEN.sub(joined, text)


def mend_accents(text: str) -> str:
    """Put accents that a PDF draws beside their letter onto it: "na¨ıve" becomes "naïve"."""
    return _DRAWN_ACCENT.sub(
        lambda found: (
            {"ı": "i", "ȷ": "j"}.get(found.group(2), found.group(2)) + _COMBINING[found.group(1)]
        ),
        text,
    )


def hyphened_words(text: str) -> frozenset[str]:
    """Return the words written with a hyphen within a line, in small letters."""
    return frozenset(word.lower() for word in re.findall(r"[^\W\d_]+-[^\W\d_]+", text))


def _merge_surrogates(text: str) -> str:
    """Join pairs of surrogates into the character they stand for; lone ones fall later."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
