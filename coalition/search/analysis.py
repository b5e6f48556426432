"""From text to terms: one tokenizer for all scripts, and the forms under which a word is found.

Each word is indexed as it stands (case folded, full-width made plain). Where dropping accents and
vowel marks changes it, also in that folded form, and where the document's language has a Snowball
stemmer and the stem differs, also as stem. Scripts written without spaces are cut into single
characters that are indexed as overlapping pairs.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from threading import local

import Stemmer
from rapidfuzz.distance import OSA

FOLDED = "\x02"  # marks a folded form; control characters never occur in a word
STEMMED = "\x01"  # marks a stem, followed by its language and a colon
_SHORT, _LONG = 3, 7  # letters of a word from which one, and two, may be mistyped
LONGEST_WORD = 64  # characters kept of one word; longer ones are keys and encoded files

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

# Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese: no spaces, or words hard to tell apart.
_UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a"
    "\u103f\u1050-\u1055\u1100-\u11ff\u1780-\u17b3\u3005\u3007\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003fffd"
)


def _ranges(codes: Iterable[int]) -> str:
    """Return the inside of a character class holding these ascending code points."""
    parts: list[list[int]] = []
    for code in codes:
        if parts and code == parts[-1][1] + 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in parts)


# Combining marks belong to the word they stand in; Python's \w leaves most of them out.
_MARKS = _ranges(c for c in range(0x300, 0xFE30) if unicodedata.category(chr(c)) in ("Mn", "Mc"))
_JOINED = f"{_MARKS}\u00ad\u200d"
_WORD = rf"[^\W_{_UNSPACED}]+(?:[{_JOINED}]+[^\W_{_UNSPACED}]*)*"
TOKEN = re.compile(rf"([{_UNSPACED}][{_JOINED}]*|{_WORD})")
UNSPACED = re.compile(rf"[{_UNSPACED}]")

_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"\d+|[^\W\d]+")

# Marks a reader leaves out in Latin, Greek, Cyrillic, Hebrew and Arabic; those of Indic scripts
# are vowels and stay.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe20-\ufe2f]"
)
_SPELT = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ŋ": "n",
        "ə": "e",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ہ": "ه",
        "ە": "ه",
        "ٱ": "ا",
        "ς": "σ",
        "’": "",
    }
)
_SPELT_UMLAUT = re.compile("([aou])e")
_DIGITS = {
    code: str(unicodedata.decimal(chr(code)))
    for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50)
    for code in range(start, start + 10)
}
_SPELT.update(_DIGITS)


def tokens(text: str) -> list[str]:
    """Return the words of a text as typed, single characters where words are not spaced."""
    return TOKEN.findall(text)


def token_end(text: str, start: int) -> int:
    """Return where the token that begins at this offset ends."""
    match = TOKEN.match(text, start)
    return match.end() if match else start


def is_unspaced(token: str) -> bool:
    """Tell whether this token is a character of a script written without spaces."""
    return not token.isascii() and UNSPACED.match(token) is not None


def surface(token: str) -> str:
    """Return a word as it is indexed: case folded, compatibility forms made plain."""
    if token.isascii():
        return token.lower()[:LONGEST_WORD]
    plain = unicodedata.normalize("NFKC", token.replace("\u00ad", "").replace("\u200d", ""))
    return unicodedata.normalize("NFKC", plain.casefold())[:LONGEST_WORD]


def surface_text(text: str) -> str:
    """Return a text of several words as it is compared: case folded, on one line."""
    plain = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(unicodedata.normalize("NFKC", plain).split())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return a surface form without accents, vowel marks and letters spelt in two ways."""
    if word.isascii():
        return word
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", word)).translate(_SPELT)
    return unicodedata.normalize("NFC", bare) or word


_stemmers = local()  # a Snowball stemmer must not be used by two threads at once


def stem(word: str, language: str) -> str:
    """Return the folded stem of a surface form in a language of STEMMERS."""
    known: dict[str, Stemmer.Stemmer] | None = getattr(_stemmers, "known", None)
    if known is None:
        known = _stemmers.known = {}
    stemmer = known.get(language)
    if stemmer is None:
        stemmer = known[language] = Stemmer.Stemmer(STEMMERS[language], 50_000)
    return fold(stemmer.stemWord(word))


def primary(tag: str) -> str:
    """Return the language of a BCP 47 tag without script and region: "pt" of "pt-BR"."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


def stemming_languages(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the languages among these BCP 47 tags that have a stemmer, without repeats."""
    return tuple(dict.fromkeys(p for p in map(primary, tags) if p in STEMMERS))


def further_forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the terms under which a surface form is indexed besides itself."""
    folded = fold(word)
    forms = [] if folded == word else [FOLDED + folded]
    if not word.isalpha() and _DIGIT.search(word):
        # RFC7993 is found by its letters and by its number; so is what a table ran together.
        parts = dict.fromkeys(part for part in _PARTS.findall(folded) if len(part) > 2)
        forms += [FOLDED + part for part in parts if part != folded]
    if not word.isdigit():
        for language in languages:
            stemmed = stem(word, language)
            if stemmed != folded:
                forms.append(f"{STEMMED}{language}:{stemmed}")
    return tuple(forms)


def wanted_forms(word: str) -> tuple[tuple[str, float], ...]:
    """Return the terms that hold a surface form or its folded form, with their weights."""
    folded = fold(word)
    forms = [(word, 1.0), (FOLDED + folded, 0.8)]
    if folded != word:
        forms.append((folded, 0.8))
    return tuple(forms)


def usual_distance(word: str) -> int:
    """Return in how many letters a word of this length may differ."""
    return 0 if len(word) < _SHORT else 1 if len(word) < _LONG else 2


def letters_apart(word: str, other: str, most: int) -> int:
    """Return in how many letters two words differ, more than `most` where it is more than that.

    Two letters that changed places count as one (optimal string alignment).
    """
    return OSA.distance(word, other, score_cutoff=most)


def without_spelt_umlauts(word: str) -> str:
    """Return a word with ae, oe and ue as a, o and u: how a folded umlaut is found; "" if none."""
    plain = _SPELT_UMLAUT.sub(r"\1", word)
    return plain if plain != word else ""


def wanted_stems(word: str, languages: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """Return the terms that share the stem of a surface form in these languages, with weights."""
    if word.isdigit():
        return ()
    folded = fold(word)
    forms: dict[str, float] = {}
    for language in languages:
        stemmed = stem(word, language)
        forms[f"{STEMMED}{language}:{stemmed}"] = 0.6
        if stemmed not in (folded, word):
            forms[stemmed] = 0.6
            forms[FOLDED + stemmed] = 0.5
    return tuple(forms.items())
