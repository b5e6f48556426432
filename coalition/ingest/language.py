"""The language of a text: by its script, then by letters and small words only that language has.

Whatever a file claims is a hint: office programs write the language they were installed in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from coalition.ingest.stopwords import ARABIC, CYRILLIC, DEVANAGARI, HEBREW, LATIN

SAMPLE = 24_000  # characters looked at: from the start, the middle and the end
_LEAST_LETTERS = 12
_LEAST_HITS = 3
_LEAST_SHARE = 0.06  # of the words; running text in a language known here has 0.2 and more
_LONG = 300  # words; such a text has many of the small words there are
_LEAST_DIFFERENT = 16  # small words, or two fifths of a short list, in a long text
_BESIDE_ENGLISH = 0.5
_AHEAD, _FAR_AHEAD = 1.02, 1.15  # of the next best, in running text and in a few lines

# Scripts by range; most are written by one language far more than by any other.
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x41, 0x24F, "latin"),
    (0x370, 0x3FF, "el"),
    (0x400, 0x52F, "cyrillic"),
    (0x531, 0x58F, "hy"),
    (0x590, 0x5FF, "hebrew"),
    (0x600, 0x6FF, "arabic"),
    (0x700, 0x74F, "syr"),
    (0x750, 0x77F, "arabic"),
    (0x780, 0x7BF, "dv"),
    (0x7C0, 0x7FF, "nqo"),
    (0x900, 0x97F, "devanagari"),
    (0x980, 0x9FF, "bn"),
    (0xA00, 0xA7F, "pa"),
    (0xA80, 0xAFF, "gu"),
    (0xB00, 0xB7F, "or"),
    (0xB80, 0xBFF, "ta"),
    (0xC00, 0xC7F, "te"),
    (0xC80, 0xCFF, "kn"),
    (0xD00, 0xD7F, "ml"),
    (0xD80, 0xDFF, "si"),
    (0xE00, 0xE7F, "th"),
    (0xE80, 0xEFF, "lo"),
    (0xF00, 0xFFF, "bo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "am"),
    (0x13A0, 0x13FF, "chr"),
    (0x1400, 0x167F, "iu"),
    (0x1780, 0x17FF, "km"),
    (0x1800, 0x18AF, "mn-Mong"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "el"),
    (0x2D30, 0x2D7F, "zgh"),
    (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "han"),
    (0xA000, 0xA4CF, "ii"),
    (0xAC00, 0xD7AF, "ko"),
    (0x20000, 0x3FFFF, "han"),
)
_WORDS = {
    "latin": LATIN,
    "cyrillic": CYRILLIC,
    "arabic": ARABIC,
    "devanagari": DEVANAGARI,
    "hebrew": HEBREW,
}
# Letters that mark a language (present) within its script, with how much one counts as words.
_MARKS = {
    "ru": "ыэ",
    "uk": "їєґі",
    "be": "ўі",
    "bg": "ъ",
    "mk": "ѓќѕ",
    "sr": "ђћџ",
    "kk": "қңұһғ",
    "fa": "پچژگکی",
    "ur": "ٹڈڑےںھ",
    "ps": "ړښڼځڅېۍ",
    "ug": "ۇۈۋېەڭ",
    "ckb": "ێۆڕڵە",
    "sd": "ڄڃڻڳڪ",
    "vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư",
    "tr": "ğış",
    "az": "ə",
    "pl": "łżśńęą",
    "ro": "țșă",
    "cs": "ěřů",
    "sk": "ľĺŕô",
    "hu": "őű",
    "lv": "ķļņģā",
    "lt": "ųėįž",
    "mt": "ħġż",
    "is": "ðþ",
    "de": "ß",
    "es": "ñ¿¡",
}
# Close kin: when the file claims one and the text looks like another, the file knows better.
_KIN = (
    {"nb", "nn", "no", "da"},
    {"id", "ms"},
    {"hr", "bs", "sr", "sr-Latn", "cnr"},
    {"pt", "gl"},
    {"fa", "prs", "tg"},
    {"am", "ti"},
    {"hi", "mr", "ne", "bho", "mai"},
    {"zh", "yue", "wuu"},
    {"he", "yi"},
    {"cs", "sk"},
)
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0903\u093a-\u094f])"
_TOKEN = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")


def detect(text: str, claimed: str | None = None) -> str | None:
    """Return the BCP 47 tag of the language the text is in; None when it is not clear.

    `claimed` is what the file says; it decides between close kin and where the text alone is too
    short to tell, provided its letters fit.
    """
    sample = _sample(text)
    scripts = _scripts(sample)
    letters = sum(scripts.values())
    if letters < _LEAST_LETTERS:
        return None
    found = _by_script(sample, scripts, letters)
    primary = (claimed or "").partition("-")[0]
    if found is None:
        fits = _WORDS.get(_leading(scripts), {})
        return primary if letters < 400 and primary in fits else None
    return primary if _are_kin(found, primary) else found


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    third = SAMPLE // 3
    middle = len(text) // 2
    return f"{text[:third]} {text[middle : middle + third]} {text[-third:]}"


def _scripts(sample: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for character, count in Counter(sample).items():
        if character.isalpha():
            counts[_script(ord(character))] += count
    return counts


def _script(code: int) -> str:
    for first, last, script in _SCRIPTS:
        if first <= code <= last:
            return script
    return ""


def _leading(scripts: Counter[str]) -> str:
    return scripts.most_common(1)[0][0]


def _by_script(sample: str, scripts: Counter[str], letters: int) -> str | None:
    east = scripts["han"] + scripts["kana"] + scripts["ko"]
    if east * 4 > letters:  # a character says as much as three letters
        if scripts["kana"] * 20 > east:
            return "ja"
        return "ko" if scripts["ko"] * 5 > east else "zh"
    # Names and technical words are Latin everywhere: another script leads from a quarter on.
    others = Counter({name: count for name, count in scripts.items() if name != "latin"})
    leading = _leading(scripts)
    if leading == "latin" and others and others.most_common(1)[0][1] * 4 > letters:
        leading = _leading(others)
    if leading in _WORDS:
        return _by_words(sample, leading)
    return leading or None


def _by_words(sample: str, script: str) -> str | None:
    lists = _WORDS[script]
    words = _TOKEN.findall(sample.lower().replace("’", "'"))
    tokens = Counter(word for word in words if _script(ord(word[0])) == script)
    hits = {language: _weigh(tokens, words) for language, words in lists.items()}
    accented = {word: count for word, count in tokens.items() if not word.isascii()}
    for language in lists.keys() & _MARKS.keys():  # no mark is an ASCII letter
        hits[language] += _marked(accented, frozenset(_MARKS[language]))
    ranked = sorted(hits, key=lambda language: (-hits[language], language))
    best, second = ranked[0], ranked[1]
    if best == "en" and hits[second] > hits[best] * _BESIDE_ENGLISH:
        best, second = second, best  # English words and quotations stand in texts of any language
    elif hits[best] < hits[second] * _lead(tokens) and not _are_kin(best, second):
        return None
    return best if _is_plain(tokens, lists[best]) else None


def _lead(tokens: Counter[str]) -> float:
    return _AHEAD if sum(tokens.values()) > 100 else _FAR_AHEAD


def _are_kin(first: str, second: str) -> bool:
    return any(first in kin and second in kin for kin in _KIN)


def _is_plain(tokens: Counter[str], words: frozenset[str]) -> bool:
    """Tell whether enough of the small words are there, and enough different ones."""
    total = sum(tokens.values())
    # single Latin letters stand in formulas and lists; elsewhere they are words like any other
    found = [word for word in words if word in tokens and (len(word) > 1 or word > "\u024f")]
    known = sum(tokens[word] for word in found)
    if known < min(_LEAST_HITS, total) or known < _LEAST_SHARE * total:
        return False
    return total < _LONG or len(found) >= min(_LEAST_DIFFERENT, len(words) * 2 // 5)


def _weigh(tokens: Counter[str], words: frozenset[str]) -> float:
    """Count the small words; one that many languages share says less, a letter least."""
    return sum(
        tokens[word] * (0.7 + 0.3 / _SHARED[word]) * (1 if len(word) > 1 else 0.6)
        for word in words & tokens.keys()
    )


def _marked(tokens: Mapping[str, int], marks: frozenset[str]) -> float:
    return 0.5 * sum(count for word, count in tokens.items() if not marks.isdisjoint(word))


def _count_shared(tables: Iterable[dict[str, frozenset[str]]]) -> Counter[str]:
    return Counter(word for table in tables for words in table.values() for word in words)


_SHARED = _count_shared(_WORDS.values())
