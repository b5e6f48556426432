"""Kinds of work: who does it, in what order, and how often it is tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

PAUSES = (timedelta(seconds=10), timedelta(minutes=1))  # before the second and the third try
LATER = timedelta(seconds=30)  # until work that could not be begun is looked at again

Handler = Callable[[Sequence[str]], None]


class Later(Exception):
    """What a handler raises when its work cannot be begun yet; that counts as no try.

    `why` is told to coordinators. What would befall all work of the kind is put off for `all_of_it`.
    """

    def __init__(self, why: str = "", *, all_of_it: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.all_of_it = all_of_it


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: who does it, how many at once, what comes first, pauses between tries.

    `give_up` is told the subject of work that was given up without its handler noticing. What is
    `urgent` has a thread of its own, so that it never waits for work of other kinds.
    """

    name: str
    handler: Handler
    batch: int = 1
    priority: int = 0
    pauses: tuple[timedelta, ...] = PAUSES
    give_up: Callable[[str], None] | None = None
    urgent: bool = False
