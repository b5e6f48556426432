"""Other ways to ask when little was found: mended spelling, any of the words, other languages."""

from collections.abc import Callable
from dataclasses import dataclass

from coalition.search import analysis
from coalition.search.engine.generation import Generation, Visible
from coalition.search.finding.glossary import translations
from coalition.search.finding.spelling import neighbours, seen_count
from coalition.search.results import Correction, Elsewhere

_SELDOM = 2  # documents with a word; what more have is no slip of the pen
_FAR_MORE = 20  # times as many documents a neighbour of a seldom word must have
_MOST_WORDS = 20
_OPERATORS = {"AND", "OR", "NOT"}


@dataclass(frozen=True, slots=True)
class Corrector:
    """Looks for better searches in what may be seen; `total_of` says how much one finds."""

    generation: Generation
    visible: Visible
    total_of: Callable[[str], int]

    def correction(self, text: str, total: int) -> Correction | None:
        """Return the search with words that hardly anybody wrote replaced by their neighbours."""
        pieces: list[str] = []
        at = 0
        for match in list(analysis.TOKEN.finditer(text))[:_MOST_WORDS]:
            better = "" if _is_syntax(text, *match.span()) else self._better(match.group())
            pieces += [text[at : match.start()], better or match.group()]
            at = match.end()
        corrected = "".join([*pieces, text[at:]])
        if corrected == text:
            return None
        found = self.total_of(corrected)
        return Correction(corrected, found) if found > total else None

    def _better(self, token: str) -> str:
        """Return the word that was likely meant, "" where the word stands by itself."""
        word = analysis.surface(token)
        distance = analysis.usual_distance(word)
        if not distance or analysis.is_unspaced(token) or any(c.isdigit() for c in word):
            return ""
        terms = dict.fromkeys(term for term, _share in analysis.wanted_forms(word))
        known = sum(seen_count(self.generation, self.visible.mask, term) for term in terms)
        if known > _SELDOM:
            return ""
        # What somebody wrote is a slip of one letter in what many wrote, or it is a word.
        near = neighbours(
            self.generation,
            self.visible,
            word,
            1 if known else distance,
            any_beginning=not known,
        )
        likely = [n for n in near if n.documents >= (_FAR_MORE * known or 1)]
        if not likely:
            return ""
        least = likely[0].distance
        nearest = [n for n in likely if n.distance == least]
        return max(nearest, key=lambda n: (n.documents, n.word)).word

    def any_word(self, text: str, total: int) -> Correction | None:
        """Return the same plain words with OR between them."""
        words = text.split()
        if not 1 < len(words) <= _MOST_WORDS or not all(word.isalnum() for word in words):
            return None
        if _OPERATORS & set(words):
            return None
        either = " OR ".join(words)
        found = self.total_of(either)
        return Correction(either, found) if found > total else None

    def elsewhere(self, text: str) -> tuple[Elsewhere, ...]:
        """Return the search in the other languages in which it finds something, most first."""
        found = [
            Elsewhere(language, said, self.total_of(said))
            for language, said in translations(text).items()
        ]
        return tuple(
            sorted((one for one in found if one.total), key=lambda one: (-one.total, one.language))
        )


def _is_syntax(text: str, start: int, end: int) -> bool:
    """Tell whether a token is an operator, the name of a field or a word with a sign of its own."""
    following = text[end : end + 1]
    return text[start:end] in _OPERATORS or (bool(following) and following in ":*~")
