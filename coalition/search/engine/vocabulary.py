"""Numbers for the words and terms met while entries are analysed."""

from collections.abc import Sequence

from coalition.search import analysis

PAIR = "\x03"  # marks two words that follow each other; control characters never occur in a word
_SHORTEST_PAIRED = 3  # letters of a word that a pair may have


class Vocabulary:
    """Words by number, and the numbers of the terms under which each is indexed.

    Words and terms only grow: between batches they are forgotten once `is_full`.
    """

    _LIMIT = 1_000_000  # some 150 MB

    def __init__(self) -> None:
        self._typed = _Typed(self)
        self._by_surface: dict[str, int] = {}
        self.words: list[str] = []
        self.pairable: list[bool] = []
        self._terms: dict[str, int] = {}
        self.spelt: list[bytes] = []
        self._known: dict[tuple[str, ...], dict[int, tuple[int, ...]]] = {}

    @property
    def is_full(self) -> bool:
        """Tell whether the words take too much memory."""
        return len(self._typed) + len(self.spelt) > self._LIMIT

    def forget_when_full(self) -> None:
        """Begin anew once the words take too much memory; call between batches only."""
        if self.is_full:
            self.__init__()  # type: ignore[misc] # the plainest way to forget everything

    def numbers_of(self, tokens: Sequence[str]) -> list[int]:
        """Return the number of each token's surface form."""
        return list(map(self._typed.__getitem__, tokens))

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
        number = self._terms.get(term)
        if number is None:
            number = self._terms[term] = len(self.spelt)
            self.spelt.append(term.encode("utf-8", "replace"))
        return number


class _Typed(dict[str, int]):
    """The numbers of words as typed, found out when first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, token: str) -> int:
        number = self[token] = self._vocabulary.number_of_word(analysis.surface(token))
        return number
