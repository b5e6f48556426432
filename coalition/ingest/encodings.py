"""Bytes to text: the byte-order mark, then UTF-8, then what the file says, then what it looks like."""

import codecs
import re
from collections.abc import Sequence

from coalition.ingest.language import detect

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 100_000
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_FREQUENT = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё")
_RARE_INSIDE = frozenset("ЎўЄєЇїЂЃѓЉЊЌЋЏђљњќћџҐґЅѕЈј")


_BY_LANGUAGE = (  # as `detect` calls them
    ("cp1252", frozenset("ca da de en es eu fi fr gl is it nb nl nn oc pt sv".split())),  # noqa: SIM905
    ("cp1254", frozenset({"tr"})),
)
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_STRANGE = re.compile(  # many letters in a row, or no letter within a word
    r"[^\x00-\x7f]{3,}|(?<=[a-z])[^\x00-\x7f\w’·](?=[a-z])"
)


def decode(data: bytes, declared: Sequence[str] = ()) -> str:
    """Return the text of the bytes; `declared` are encodings the file itself names.

    Raises Unreadable "unsupported" when no encoding gives text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > 1000 and error.start >= len(data) - 3:  # cut off within its last letter
            return data.decode("utf-8", "ignore")
    for encoding in declared:
        text = _try(data, encoding)
        if text is not None:
            return text
    return _by_looks(data)


def _try(data: bytes, encoding: str) -> str | None:
    """Return the text, or None where the name is no text encoding or does not fit."""
    try:
        name = codecs.lookup(encoding).name
        if name in ("iso8859-1", "ascii"):
            name = "cp1252"  # as browsers do: what says Latin-1 is nearly always Windows
        return data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _by_looks(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) // 5:
        return data.decode("utf-16-le", "replace")
    if sample[0::2].count(0) > len(sample) // 5:
        return data.decode("utf-16-be", "replace")
    cyrillic = _cyrillic(sample)
    if cyrillic:
        return data.decode(cyrillic, "replace")
    for encoding, languages in _BY_LANGUAGE:
        text = _try(data, encoding)
        if text is not None and _reads_as(text[:_SAMPLE], languages):
            return text
    from charset_normalizer import from_bytes  # slow to load, seldom needed

    best = from_bytes(sample).best()
    text = _try(data, best.encoding) if best else None
    if text is None:
        text = _try(data, "cp1252") or data.decode("latin-1")
    return text


def _reads_as(text: str, languages: frozenset[str]) -> bool:
    """Tell whether the text is plainly in one of the languages.

    charset_normalizer takes Portuguese and Spanish for the alphabets of Central Europe.
    """
    strange = len(_STRANGE.findall(text))
    return strange * 10 <= len(_BEYOND.findall(text)) and detect(text) in languages


def _cyrillic(sample: bytes) -> str | None:
    """Return the Cyrillic encoding of the sample, or None when it is not plainly Cyrillic.

    The five encodings differ so much that only in the right one nearly all of the high bytes
    are the small letters that Slavic texts are made of.
    """
    high = sum(byte >= 0x80 for byte in sample)
    if high < 20 or high * 3 < len(sample):
        return None
    scores = {encoding: _plausible(sample.decode(encoding, "ignore")) for encoding in _CYRILLIC}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0.8 else None


def _plausible(text: str) -> float:
    beyond = [character for character in text if character >= "\x80"]
    good = sum(character in _FREQUENT for character in beyond)
    good += sum(  # a capital counts where a word starts
        1
        for before, character in zip(" " + text, text, strict=False)
        if character >= "\x80"
        and character.lower() in _FREQUENT
        and character.isupper()
        and not before.isalpha()
    )
    bad = sum(character in _RARE_INSIDE for character in beyond)
    return (good - bad) / max(len(beyond), 1)
