"""What someone wants to be told of: a search as it stands in an address, under a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.alerts.models import Rhythm, SavedSearch
from coalition.search.asking import Asked, Plain

LONGEST_NAME = 100
NAMED = ("organisation", "subject")  # facets whose keys say nothing to a reader


@dataclass(frozen=True, slots=True)
class Wish:
    """A search to be saved; `language` is that of the letters, `labels` as SavedSearch has them."""

    name: str
    asked: Asked
    rhythm: Rhythm
    language: str
    labels: dict[str, dict[str, str]]

    @property
    def arguments(self) -> dict[str, list[str]]:
        """Return the arguments of the search's address as they are kept."""
        return arguments_of(self.asked)


def arguments_of(asked: Asked) -> dict[str, list[str]]:
    """Return what a search asks for as lists of texts; its order and page are no part of it."""
    given = asked.arguments(sort=None, per_page=None)
    return {name: [str(value) for value in _values(given[name])] for name in sorted(given)}


def asked_of(search: SavedSearch) -> Asked:
    """Return what a saved search asks for, read as from an address."""
    return Asked.read(Plain(search.arguments))


def _values(given: object) -> Sequence[object]:
    return given if isinstance(given, list | tuple) else [given]
