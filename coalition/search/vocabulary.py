"""Numbers for the words and terms met while entries are analysed."""

from coalition.search import analysis

PAIR = "\x03"  # marks two words that follow each other; control characters never occur in a word
_SHORTEST_PAIRED = 3  # letters of a word that a pair may have


class Vocabulary:
    """Words by number, and the numbers of the terms under which each is indexed.

    Words and terms only grow; begin anew between batches once `is_full`.
    """

    _LIMIT = 600_000

    def __init__(self) -> None:
        self._typed: dict[str, int] = {}
        self._by_surface: dict[str, int] = {}
        self.words: list[str] = []
        self.pairable: list[bool] = []
        self._terms: dict[bytes, int] = {}
        self.spelt: list[bytes] = []
        self._known: dict[tuple[str, ...], dict[int, tuple[int, ...]]] = {}

    @property
    def is_full(self) -> bool:
        """Tell whether the words take too much memory."""
        return len(self._typed) + len(self.spelt) > self._LIMIT

    def numbers_of(self, tokens: list[str]) -> list[int]:
        """Return the number of each token's surface form."""
        known = self._typed
        try:
            return [known[token] for token in tokens]
        except KeyError:
            for token in tokens:
                if token not in known:
                    known[token] = self.number_of_word(analysis.surface(token))
            return [known[token] for token in tokens]

    def number_of_word(self, word: str) -> int:
        """Return the number of a surface form."""
        number = self._by_surface.get(word)
        if number is None:
            number = self._by_surface[word] = len(self.words)
            self.words.append(word)
            self.pairable.append(
                len(word) >= _SHORTEST_PAIRED and word.isalpha() and not analysis.is_unspaced(word)
            )
        return number

    def terms_of(self, number: int, languages: tuple[str, ...]) -> tuple[int, ...]:
        """Return the numbers of a word's terms: its own, then its folded and stemmed ones."""
        known = self._known.setdefault(languages, {})
        terms = known.get(number)
        if terms is None:
            word = self.words[number]
            forms = (word, *analysis.further_forms(word, languages))
            terms = known[number] = tuple([self._number_of_term(form) for form in forms])
        return terms

    def pair(self, first: int, second: int) -> int:
        """Return the number of the term for two words that follow each other."""
        return self._number_of_term(f"{PAIR}{self.words[first]} {self.words[second]}")

    def _number_of_term(self, term: str) -> int:
        raw = term.encode("utf-8", "replace")
        number = self._terms.get(raw)
        if number is None:
            number = self._terms[raw] = len(self.spelt)
            self.spelt.append(raw)
        return number
