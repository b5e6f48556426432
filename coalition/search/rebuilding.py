"""What a rebuild of the index is made of: parts that other processes read, and what changed meanwhile."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from coalition.search.entries import Entry
from coalition.search.sources import Standing

BATCH = 500  # things in one batch, which are in memory at once
PART_CHARACTERS = 2_000_000  # of their texts


class Reader(Protocol):
    """What gives the entries of things, where there is an application."""

    def entries(self, things: Collection[str]) -> list[Entry]:
        """Return the entries of those of the things that can be found now."""


Elsewhere = Callable[[], AbstractContextManager[Reader]]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of all entries, read by `here` in this process and through `elsewhere` in others."""

    things: tuple[str, ...]
    size: int
    elsewhere: Elsewhere
    here: Reader | None = None

    @contextmanager
    def __call__(self) -> Iterator[Sequence[Entry]]:
        """Give the entries."""
        if self.here is not None:
            yield self.here.entries(self.things)
            return
        with self.elsewhere() as reader:
            yield reader.entries(self.things)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave behind what belongs to this process."""
        return Part, (self.things, self.size, self.elsewhere)


def parts_of(standings: Mapping[str, Standing], here: Reader, elsewhere: Elsewhere) -> list[Part]:
    """Return everything in parts, the heaviest first, so that no core is left with a long one."""
    found = list(batches(standings))
    found.sort(key=lambda things: -sum(standings[thing].characters for thing in things))
    return [
        Part(tuple(things), sum(len(standings[t].keys) for t in things), elsewhere, here)
        for things in found
    ]


def changed_between(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> set[str]:
    """Return the things that came, went or changed."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def batches(
    standings: Mapping[str, Standing], most_characters: int = PART_CHARACTERS
) -> Iterator[list[str]]:
    """Give the things by the batch: BATCH of them at most, fewer where they are long."""
    batch: list[str] = []
    filled = 0
    for thing, standing in standings.items():
        too_long = filled + standing.characters > most_characters
        if batch and (too_long or len(batch) == BATCH):
            yield batch
            batch, filled = [], 0
        batch.append(thing)
        filled += standing.characters
    if batch:
        yield batch
