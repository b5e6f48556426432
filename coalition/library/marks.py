"""Marks the words of a search in a page's text, in whichever form search would find them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coalition.search import analysis
from coalition.search.parser import All, Any, Fuzzy, Node, Phrase, Prefix, Word, parse

LONGEST_QUERY = 1_000  # characters; a longer one marks nothing, since no reader typed it


@dataclass(frozen=True, slots=True)
class _Run:
    """Forms of the tokens that must follow each other; a prefix or a fuzzy word has none."""

    tokens: tuple[frozenset[str], ...]
    prefix: str = ""
    near: str = ""  # a word of which others differ in up to `distance` letters
    distance: int = 0

    def is_one(self, word: str) -> bool:
        """Tell whether a folded word begins so, or is so near."""
        if self.prefix:
            return word.startswith(self.prefix)
        return analysis.letters_apart(self.near, word, self.distance) <= self.distance


class Marker:
    """What one search looks for, ready to be found in texts of these languages (BCP 47)."""

    def __init__(self, query: str, languages: Sequence[str]) -> None:
        self._languages = analysis.stemming_languages(languages)
        self._known: dict[str, frozenset[str]] = {}
        node, _understood = parse(query if len(query) <= LONGEST_QUERY else "")
        self._runs = tuple(self._runs_of(node))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the character offsets of each place, ascending, those that touch joined."""
        if not self._runs:
            return []
        tokens = [
            (match.group(), match.start(), match.end()) for match in analysis.TOKEN.finditer(text)
        ]
        found = sorted({span for run in self._runs for span in self._places(run, tokens)})
        joined: list[tuple[int, int]] = []
        for start, end in found:
            if joined and not text[joined[-1][1] : start].strip(" \N{NO-BREAK SPACE}"):
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _places(
        self, run: _Run, tokens: Sequence[tuple[str, int, int]]
    ) -> Iterator[tuple[int, int]]:
        length = len(run.tokens)
        for at, (token, start, end) in enumerate(tokens):
            if not run.tokens:
                if run.is_one(analysis.fold(analysis.surface(token))):
                    yield start, end
            elif not self._forms(token).isdisjoint(run.tokens[0]) and at + length <= len(tokens):
                following = tokens[at + 1 : at + length]
                if all(
                    not self._forms(other).isdisjoint(wanted)
                    for (other, _start, _end), wanted in zip(following, run.tokens[1:], strict=True)
                ):
                    yield start, tokens[at + length - 1][2]

    def _runs_of(self, node: Node) -> Iterator[_Run]:
        match node:
            case All(parts) | Any(parts):
                for part in parts:
                    yield from self._runs_of(part)
            case Word(tokens, None) | Phrase(tokens, None):
                yield _Run(tuple(self._forms(token) for token in tokens))
            case Prefix(start, None):
                yield _Run((), analysis.fold(analysis.surface(start)))
            case Fuzzy(word, distance, None):
                near = analysis.fold(analysis.surface(word))
                yield _Run((), near=near, distance=distance)

    def _forms(self, token: str) -> frozenset[str]:
        """Return a token's folded form and its stems, the same for text and search."""
        forms = self._known.get(token)
        if forms is None:
            surface = analysis.surface(token)
            stems = (
                f"{language}:{analysis.stem(surface, language)}" for language in self._languages
            )
            forms = self._known[token] = frozenset((analysis.fold(surface), *stems))
        return forms
