"""What a person typed, understood as far as possible: nothing typed is an error.

Words must all occur; "phrases"; AND, OR, NOT and -; prefix*; fuzzy~; fields such as title:word,
year:2012 and year:2010..2015; brackets. What is not understood is listed and the rest searched.
"""

import re
from dataclasses import dataclass, field, replace

from coalition.search import analysis
from coalition.search.analysis import usual_distance

LONGEST_TEXT = 10_000  # characters read
MOST_TERMS = 64  # words, phrases and prefixes searched for
MOST_PREFIXES = 8  # and as many fuzzy words
DEEPEST = 20  # brackets in brackets
LONGEST_PLAIN = 64  # characters of a text looked at as one plain word first
SHOWN = 40  # characters shown of a part not understood

TEXT_FIELDS = ("title", "abstract", "author", "organisation", "subject", "session")
KEY_FIELDS = ("what", "kind", "language", "year")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of one or more tokens: one word, or several that were typed without a space."""

    tokens: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow each other exactly."""

    tokens: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so."""

    start: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """All words that differ from it in up to `distance` letters, and it itself."""

    word: str
    distance: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A value of what, kind or language."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Years:
    """A year, or the years from first to last."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Everything:
    """All that may be seen."""


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match the part."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """What matches every part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """What matches one part or several."""

    parts: tuple["Node", ...]


Node = Word | Phrase | Prefix | Fuzzy | Key | Years | Everything | Not | All | Any


@dataclass(frozen=True, slots=True)
class Understood:
    """The text that was searched and the parts of it that were left out."""

    text: str
    ignored: tuple[str, ...] = ()


_OPERATORS = {"AND", "OR", "NOT"}
_QUOTES = '"“”„«»＂'
_LEXEME = re.compile(rf"\s+|[()]|[{_QUOTES}]|[^\s(){_QUOTES}]+")
_FIELD = re.compile(rf"({'|'.join((*TEXT_FIELDS, *KEY_FIELDS))}):(.*)", re.IGNORECASE | re.DOTALL)
_YEARS = re.compile(r"(\d{4})?(?:(\.\.|-|–|…)(\d{4})?)?", re.ASCII)
_COMPARED = re.compile(r"([<>]=?)(\d{4})", re.ASCII)
_FUZZY = re.compile(r"(.+)~(\d(?:\.\d+)?)?", re.DOTALL | re.ASCII)
_APOSTROPHES = re.compile("['’‘ʼ`´]")


@dataclass(slots=True)
class _Reader:
    """Walks over the lexemes of a text; each method reads one level of the grammar."""

    lexemes: list[str]
    at: int = 0
    depth: int = 0
    key: str | None = None  # the key field in whose bracket this is
    terms: int = 0
    wide: int = 0  # prefixes and fuzzy words, which stand for many
    ignored: list[str] = field(default_factory=list)

    def ignore(self, part: str) -> None:
        """Note a part that was left out, once."""
        shown = part if len(part) <= SHOWN else part[: SHOWN - 1] + "…"
        if shown not in self.ignored and len(self.ignored) < 10:
            self.ignored.append(shown)

    def skip_space(self) -> None:
        """Go to the next lexeme that is not white space."""
        while self.at < len(self.lexemes) and self.lexemes[self.at].isspace():
            self.at += 1

    def peek(self) -> str | None:
        """Return the next lexeme without taking it."""
        self.skip_space()
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def take(self) -> str:
        """Return the next lexeme and go past it."""
        lexeme = self.lexemes[self.at]
        self.at += 1
        return lexeme

    def room(self) -> bool:
        """Count one more term and tell whether it may still be searched for."""
        self.terms += 1
        if self.terms == MOST_TERMS + 1:
            self.ignore("".join(self.lexemes[self.at - 1 :]).strip())
        return self.terms <= MOST_TERMS

    def either(self) -> Node | None:
        """Read parts joined by OR."""
        parts = [self.both()]
        while self.peek() == "OR":
            self.take()
            parts.append(self.both())
        known = list(dict.fromkeys(part for part in parts if part is not None))
        if len(parts) > 1 and None in parts:
            self.ignore("OR")
        if len(known) > 1:
            return Any(tuple(known))
        return known[0] if known else None

    def both(self) -> Node | None:
        """Read parts that must all match, with or without AND between them."""
        parts: list[Node] = []
        while (lexeme := self.peek()) not in (None, "OR"):
            if lexeme == ")":
                if self.depth:
                    break
                self.ignore(self.take())
            elif lexeme == "AND":
                self.take()
                if not parts or self.peek() in (None, "OR", "AND", ")"):
                    self.ignore("AND")
            else:
                part = self.one()
                if part is not None:
                    parts.append(part)
        parts = list(dict.fromkeys(parts))
        if len(parts) > 1:
            return All(tuple(parts))
        return parts[0] if parts else None

    def one(self, within: str | None = None) -> Node | None:
        """Read one word, phrase, prefix, value, field or bracket, perhaps negated."""
        lexeme = self.take()
        searched = within or self.key
        if lexeme == "NOT":
            return self.negated("NOT")
        if lexeme == "(":
            return self.bracket(within)
        if lexeme in _QUOTES:
            return self.quoted(lexeme, searched)
        if lexeme[0] in "-−" and within is None:
            self.lexemes[self.at - 1] = lexeme[1:]
            if lexeme[1:]:
                self.at -= 1
            following = self.lexemes[self.at] if self.at < len(self.lexemes) else " "
            return None if following.isspace() else self.negated(lexeme[0])
        known = _FIELD.fullmatch(lexeme)
        if known and within is None:
            return self.fielded(known[1].lower(), known[2])
        return self.valued(lexeme, searched)

    def negated(self, sign: str) -> Node | None:
        """Read what must not match."""
        if self.peek() in (None, ")", "OR", "AND"):
            self.ignore(sign)
            return None
        # A row of signs is read in a loop of its own, so that it cannot exhaust the stack.
        turns = 1
        while self.peek() == "NOT":
            self.take()
            turns += 1
        if self.peek() in (None, ")", "OR", "AND"):
            self.ignore(sign)
            return None
        self.depth += 1
        part = self.one() if self.depth <= DEEPEST else None
        self.depth -= 1
        if part is None:
            return None
        return Not(part) if turns % 2 else part

    def bracket(self, within: str | None) -> Node | None:
        """Read a part in brackets; in those of a key field each word is one of its values."""
        if self.depth >= DEEPEST:
            self.ignore("(")
            return None
        outer = self.key
        if within is not None:
            self.key = within if within in KEY_FIELDS else None
        self.depth += 1
        part = self.either()
        self.depth -= 1
        self.key = outer
        if self.peek() == ")":
            self.take()
        else:
            self.ignore("(")
        return _put_within(part, within) if part and within in TEXT_FIELDS else part

    def quoted(self, mark: str, within: str | None) -> Node | None:
        """Read a phrase or a value; an opening mark without its closing one is left out."""
        end = self.at
        while end < len(self.lexemes) and self.lexemes[end] not in _QUOTES:
            end += 1
        if end == len(self.lexemes):
            self.ignore(mark)
            return None
        tokens = tuple(analysis.tokens("".join(self.lexemes[self.at : end])))
        self.at = end + 1
        if tokens and within in KEY_FIELDS:
            return self.valued(" ".join(tokens), within)
        if not tokens or not self.room():
            return None
        return Phrase(tokens[:MOST_TERMS], within)

    def fielded(self, name: str, rest: str) -> Node | None:
        """Read what belongs to a field."""
        if not rest:
            following = self.lexemes[self.at] if self.at < len(self.lexemes) else " "
            if following.isspace() or following == ")":
                self.ignore(f"{name}:")
                return self.word(name, None)
            return self.one(name)
        return self.valued(rest, name)

    def valued(self, text: str, within: str | None) -> Node | None:
        """Read a word, or the value of a key field."""
        if within == "year":
            return self.years(text)
        if within in KEY_FIELDS:
            return Key(within, text) if self.room() else None
        return self.word(text, within)

    def years(self, text: str) -> Node | None:
        """Read a year or a range of years."""
        if compared := _COMPARED.fullmatch(text):
            return self.compared_years(compared[1], int(compared[2]))
        match = _YEARS.fullmatch(text)
        if match is None or not (match[1] or match[3]):
            self.ignore(f"year:{text}")
            return None
        first = int(match[1]) if match[1] else 0
        last = first
        if match[2]:
            last = int(match[3]) if match[3] else 9999
        return Years(min(first, last), max(first, last)) if self.room() else None

    def compared_years(self, sign: str, year: int) -> Node | None:
        """Read the years before or after one."""
        strict = len(sign) == 1
        if not self.room():
            return None
        return Years(0, year - strict) if sign[0] == "<" else Years(year + strict, 9999)

    def widened(
        self, lexeme: str, node: Prefix | Fuzzy, before: tuple[str, ...] = ()
    ) -> Node | None:
        """Take a prefix or a fuzzy word and what was typed before it without a space; not too many."""
        self.wide += 1
        if self.wide > MOST_PREFIXES:
            self.ignore(lexeme)
            return None
        return All((Word(before[:MOST_TERMS], node.field), node)) if before else node

    def fuzzy(self, sign: str, word: str, within: str | None) -> Fuzzy:
        """Return a word with the figure after its ~, which may be empty."""
        if sign in ("1", "2"):
            return Fuzzy(word, int(sign), within)
        if sign:
            self.ignore(f"~{sign}")
        return Fuzzy(word, max(usual_distance(analysis.surface(word)), 1), within)

    def word(self, lexeme: str, within: str | None) -> Node | None:
        """Read a word, a prefix or a fuzzy word; of several tokens the last is one of these."""
        if "*" not in lexeme and (match := _FUZZY.fullmatch(lexeme)):
            tokens = _counting(match[1])
            if tokens and not analysis.is_unspaced(tokens[-1]):
                if not self.room():
                    return None
                fuzzy = self.fuzzy(match[2] or "", tokens[-1], within)
                return self.widened(lexeme, fuzzy, tokens[:-1])
            self.ignore(f"~{match[2] or ''}")
        head, star, tail = lexeme.partition("*")
        tokens = _counting(head)
        if star and (tail.strip("*") or not tokens):
            self.ignore(lexeme)
            tokens = tokens or tuple(analysis.tokens(tail))
            star = ""
        if not tokens or not self.room():
            return None
        if star and (len(tokens) == 1 or not analysis.is_unspaced(tokens[-1])):
            return self.widened(lexeme, Prefix(tokens[-1], within), tokens[:-1])
        if len(tokens) > 1 and _APOSTROPHES.search(head):
            return All(tuple(Word((token,), within) for token in tokens[:MOST_TERMS]))
        return Word(tokens[:MOST_TERMS], within)


def _counting(text: str) -> tuple[str, ...]:
    """Return the tokens of a text; l'accès, Tuvalu's: the word counts, not what is split off it."""
    tokens = tuple(analysis.tokens(text))
    if len(tokens) > 1 and _APOSTROPHES.search(text):
        return tuple(token for token in tokens if len(token) > 1) or tokens[:1]
    return tokens


def _put_within(node: Node, name: str) -> Node:
    """Return a part with its words looked for in one field only."""
    if isinstance(node, Word | Phrase | Prefix | Fuzzy):
        return node if node.field else replace(node, field=name)
    if isinstance(node, All | Any):
        return type(node)(tuple(_put_within(part, name) for part in node.parts))
    if isinstance(node, Not):
        return Not(_put_within(node.part, name))
    return node


def parse(text: str) -> tuple[Node, Understood]:
    """Return the query that a text means and what was understood of it; never raises."""
    if len(text) < LONGEST_PLAIN and text.isalnum() and text not in _OPERATORS:
        # One plain word, the commonest search of all, needs no grammar.
        return Word(tuple(analysis.tokens(text))), Understood(text)
    lexemes = _LEXEME.findall(text[:LONGEST_TEXT])
    reader = _Reader(lexemes)
    if len(text) > LONGEST_TEXT:
        reader.ignore(text[LONGEST_TEXT:].strip())
    node = reader.either()
    return node or Everything(), Understood(text.strip(), tuple(reader.ignored))
