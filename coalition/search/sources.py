"""What the index is kept true to: the things of each room that can be found, as the room knows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from coalition.search.entries import Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """What the index should hold of a thing: the keys of its entries and the characters of their text.

    `mark` changes whenever anything does that an entry shows.
    """

    keys: tuple[str, ...]
    characters: int
    mark: str


class Source(Protocol):
    """The things of one kind. Each is named by the key of its newest entry, such as "document:12".

    `follows` are the kinds of subject whose changes show in its entries, such as "organisation".
    """

    follows: frozenset[str]

    def things_of(self, subject: str) -> set[str]:
        """Return the things whose entries a change of this subject shows in; perhaps itself."""

    def standings(self, things: Collection[str] | None = None) -> Mapping[str, Standing]:
        """Return how those of the things stand that can be found now; of all things for None."""

    def possible_keys(self, things: Collection[str]) -> set[str]:
        """Return all keys the index may hold of these things, whether they can be found or not."""

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those of the things that can be found now, with their texts."""


def thing_of(key: str) -> str:
    """Return the thing an entry is of: "document:12" of "document:12.1"."""
    return key.partition(".")[0]


def room_of(key: str) -> str:
    """Return what comes before the colon of a key or subject."""
    return key.partition(":")[0]
