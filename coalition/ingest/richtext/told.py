"""What an RTF file says besides its text: properties, people, pictures, changes, languages."""

from collections import Counter

from coalition.ingest.richtext.controls import language_of

_ALTERNATIVE = "wzDescription"  # name of a shape's property
_DATE = ("yr", "mo", "dy")
_NEAR, _FAR = (
    "\u0590",
    "\u2e80",
)  # \lang is said of what is below the first, \langfe from the second


class Told:
    """Gathers what groups say by their names, and counts."""

    def __init__(self) -> None:
        self.change_count = 0
        self.picture_count = 0
        self.usual_language = 0  # number of Windows
        self._described_count = 0
        self._texts: dict[str, list[str]] = {}
        self._created = dict.fromkeys(_DATE, "")
        self._languages: Counter[int] = Counter()

    @property
    def bare_picture_count(self) -> int:
        """How many pictures have no alternative text."""
        return max(self.picture_count - self._described_count, 0)

    @property
    def created(self) -> str:
        """When the file was made, as YYYY-MM-DD; "" when it does not say."""
        year, month, day = self._created.values()
        return f"{year:0>4}-{month:0>2}-{day:0>2}" if year else ""

    @property
    def language(self) -> str | None:
        """The language (BCP 47) that most of the text is marked with, or None."""
        number, count = next(iter(self._languages.most_common(1)), (0, 0))
        return language_of(number) if count * 2 > self._languages.total() else None

    def texts(self, *names: str) -> list[str]:
        """Return what groups of these names say, each as it stands."""
        return [text for name in names for text in self._texts.get(name, [])]

    def tell(self, name: str, text: str) -> None:
        """Take what a group says; a property of a shape may be what its picture shows."""
        plain = text.strip()
        if name == "sv":
            is_alternative = self._texts.get("sn", [""])[-1] == _ALTERNATIVE
            self._described_count += bool(is_alternative and plain)
        elif plain:
            self._texts.setdefault(name, []).append(plain)

    def date(self, word: str, value: int | None) -> None:
        """Take a part of the time the file was made."""
        if word in self._created:
            self._created[word] = str(value or 0)

    def count_language(self, text: str, language: int, far_language: int) -> None:
        """Count characters by the language they are marked with, as far as their script may be."""
        near = sum(character < _NEAR for character in text)
        self._languages[language or self.usual_language] += near
        self._languages[far_language] += sum(character >= _FAR for character in text)
