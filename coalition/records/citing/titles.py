"""Titles as styles print them: with capitals, where the language is English, and what ends them."""

import re

from markupsafe import Markup, escape

# Articles, conjunctions and prepositions, which stay small within a title.
_SMALL_WORDS = (
    "a about above across after against along among an and around as at before behind below"
    " beneath beside between beyond but by despite down during except for from in inside into like"
    " near nor of off on onto or out over per since so than the through till to toward towards"
    " under until unto up upon via vs with within without yet"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_ENDS = re.compile(r"[.?!…][\"'’”»)]*$")
_OPENS = re.compile(r"[:?!.—–][\"'’”»)]*$")
_BEGINS = re.compile(r"^[\"'“‘«(\[]*[^\W\d_]")
_UPRIGHT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def headline(title: str) -> str:
    """Return an English title in headline style: its words of small letters begin with a capital."""
    words = title.split(" ")
    last = len(words) - 1
    return " ".join(
        _capital(word)
        if at in {0, last} or _OPENS.search(words[at - 1]) or _bare(word) not in _SMALL
        else word
        for at, word in enumerate(words)
    )


def ended(text: str) -> str:
    """Return text with a full stop, unless a sign is there that ends a sentence."""
    return text if _ENDS.search(text) else f"{text}."


def italic(title: str) -> Markup:
    """Return a title in italics, which East Asian scripts do not have."""
    return escape(title) if _UPRIGHT.search(title) else Markup("<i>{}</i>").format(title)


def _bare(word: str) -> str:
    return word.strip("\"'“”‘’«»(),;")


def _capital(word: str) -> str:
    """Return a word with a capital in each part of a compound; parts that have any stay."""
    return "-".join(
        part if (at and part in _SMALL) or not part.islower() else _BEGINS.sub(_raised, part)
        for at, part in enumerate(word.split("-"))
    )


def _raised(found: re.Match[str]) -> str:
    return found[0].upper()
