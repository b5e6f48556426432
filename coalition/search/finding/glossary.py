"""The words of the field in several languages, so that a search in one can be said in the others."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from coalition.search.analysis import STEMMERS, fold, stem, surface, tokens

MOST_TOKENS = 40  # of a search that is looked up; a character counts where words are not spaced

_FILE = Path(__file__).with_name("glossary.toml")
_OPERATORS = {"AND", "OR", "NOT"}
_SIGNS = re.compile(r'[()*~:"“”„«»＂]|(?:^|\s)[-−+]|\.\.')  # of the query language

Key = tuple[str, ...]
Form = Callable[[str, str], str]  # (surface form, language) → what it is compared by


@dataclass(frozen=True, slots=True)
class Glossary:
    """What a search is looked up in.

    `rows` hold the usual form of each term by language; `places` find by language the row of what
    is typed, told by its compared words, None for words that only join others.
    """

    languages: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    places: Mapping[str, Mapping[Key, int | None]]
    longest: int


def translations(text: str) -> dict[str, str]:
    """Return the whole search said in each other language, by BCP 47 tag; {} where it cannot be.

    It can be when it has no operators and each of its words is one of a term, a joining word or a
    number: `translations("public libraries 2012")` gives "bibliothèque publique" in quotes and
    2012 under "fr", and so on. Plurals and missing accents meet their term. What reads the same as
    it was typed is left out, and so is a language that has no word for one of the terms.
    """
    typed = tokens(text) if _is_plain(text) else []
    if not 0 < len(typed) <= MOST_TOKENS:
        return {}
    known = glossary()
    words = [surface(token) for token in typed]
    for language in known.languages:
        found = _rows_of(words, language, known)
        if found is not None:
            return _said(found, text, language, known)
    return {}


@cache
def glossary() -> Glossary:
    """Return the glossary of glossary.toml, read once."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    terms = [{language: _forms(given) for language, given in row.items()} for row in read["terms"]]
    joining: dict[str, str] = read["joining"]
    languages = tuple(sorted(joining, key=lambda language: (language != "en", language)))
    places = {
        language: _places(
            [(form, n) for n, row in enumerate(terms) for form in row.get(language, ())],
            joining[language].split(),
            language,
        )
        for language in languages
    }
    return Glossary(
        languages,
        tuple({language: forms[0] for language, forms in row.items()} for row in terms),
        places,
        max(len(key) for found in places.values() for key in found),
    )


def _forms(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _is_plain(text: str) -> bool:
    """Tell whether a search is words alone, without anything of the query language."""
    return not _SIGNS.search(text) and not _OPERATORS & set(text.split())


def _places(
    forms: list[tuple[str, int]], joining: list[str], language: str
) -> dict[Key, int | None]:
    """Return the rows of a language's terms by each way of comparing; the first of a kind wins."""
    found: dict[Key, int | None] = {}
    for compared in _COMPARED:
        for text, row in forms:
            words = [surface(token) for token in tokens(text)]
            found.setdefault(tuple(compared(word, language) for word in words), row)
        if compared is _folded:
            for word in joining:
                found.setdefault((fold(surface(word)),), None)
    return found


def _folded(word: str, _language: str) -> str:
    """Return a word without accents."""
    return fold(word)


def _stemmed(word: str, language: str) -> str:
    """Return the stem of a word, marked so that it is compared with stems alone."""
    return "\x01" + (stem(word, language) if language in STEMMERS else fold(word))


def _stemmed_bare(word: str, language: str) -> str:
    """Return the stem of a word typed without accents, marked likewise."""
    return "\x02" + (stem(fold(word), language) if language in STEMMERS else fold(word))


_COMPARED: tuple[Form, ...] = (_folded, _stemmed, _stemmed_bare)  # the most exact first


def _rows_of(words: list[str], language: str, known: Glossary) -> list[int | str] | None:
    """Return the row of each term or the number in a search, None where a word is not known."""
    found: list[int | str] = []
    at = 0
    while at < len(words):
        if words[at].isdigit():
            found.append(words[at])
            at += 1
            continue
        length, row = _longest(words[at : at + known.longest], language, known.places[language])
        if not length:
            return None
        if row is not None:
            found.append(row)
        at += length
    return found if any(isinstance(part, int) for part in found) else None


def _longest(
    words: list[str], language: str, places: Mapping[Key, int | None]
) -> tuple[int, int | None]:
    """Return how many of the first words are a term and its row; (0, None) where none is."""
    for length in range(len(words), 0, -1):
        for compared in _COMPARED:
            key = tuple(compared(word, language) for word in words[:length])
            if key in places:
                return length, places[key]
    return 0, None


def _said(found: list[int | str], text: str, language: str, known: Glossary) -> dict[str, str]:
    """Return a search in each language but its own that has a word for every term."""
    said = {}
    typed = _bare(text)
    for other in known.languages:
        if other == language:
            continue
        parts = [known.rows[p].get(other) if isinstance(p, int) else p for p in found]
        phrases = [f'"{part}"' if " " in part else part for part in parts if part is not None]
        if len(phrases) == len(parts) and _bare(" ".join(phrases)) != typed:
            said[other] = " ".join(phrases)
    return said


def _bare(text: str) -> list[str]:
    return [fold(surface(token)) for token in tokens(text)]
