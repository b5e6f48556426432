"""The rules of counting, as of the COUNTER Code of Practice 5.1, section 7; nothing is stored here.

https://cop5.countermetrics.org/en/5.1.0.1/07-processing/ – double clicks 7.2, unique items 7.3.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

DOUBLE_CLICK = timedelta(seconds=30)


class Action(StrEnum):
    """What was done: the page of a document opened, or its file taken along."""

    VIEW = "view"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True, order=True)
class Click:
    """One use of one document by one user; is_request: the text, or the file, was given."""

    at: datetime
    action: Action
    is_request: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is counted; the four figures of COUNTER follow from it."""

    views: int = 0
    readings: int = 0  # views of which the page showed the text
    downloads: int = 0
    unique_investigations: int = 0
    unique_requests: int = 0

    @property
    def investigations(self) -> int:
        """Return Total_Item_Investigations: every use, of the page or of a file."""
        return self.views + self.downloads

    @property
    def requests(self) -> int:
        """Return Total_Item_Requests: every use in which the text or a file was given."""
        return self.readings + self.downloads

    def __add__(self, other: "Numbers") -> "Numbers":
        """Return the sum of both."""
        return Numbers(*(one + two for one, two in zip(self.fields, other.fields, strict=True)))

    def __sub__(self, other: "Numbers") -> "Numbers":
        """Return by how much these are more; figures may be below zero."""
        return Numbers(*(one - two for one, two in zip(self.fields, other.fields, strict=True)))

    @property
    def fields(self) -> tuple[int, int, int, int, int]:
        """Return the figures in their order."""
        return (
            self.views,
            self.readings,
            self.downloads,
            self.unique_investigations,
            self.unique_requests,
        )

    def __bool__(self) -> bool:
        """Tell whether anything is counted."""
        return any(self.fields)


NOTHING = Numbers()


def kept_of(clicks: Iterable[Click]) -> list[Click]:
    """Return the clicks of one user on one document without double clicks, the earliest first.

    Of two that do the same within 30 seconds the first is left out, also where the second is left
    out itself for a third.
    """
    kept: list[Click] = []
    next_at: dict[Action, datetime] = {}
    for click in sorted(clicks, reverse=True):
        after = next_at.get(click.action)
        if after is None or after - click.at >= DOUBLE_CLICK:
            kept.append(click)
        next_at[click.action] = click.at
    return kept[::-1]


def numbers_of(kept: Sequence[Click]) -> dict[date, Numbers]:
    """Return the numbers of one user and one document by day, double clicks being left out before.

    A user is unique within an hour of the clock: the Code's session of those who have none.
    """
    found: dict[date, Numbers] = {}
    for click in kept:
        is_view = click.action == Action.VIEW
        one = Numbers(is_view, is_view and click.is_request, not is_view)
        found[click.at.date()] = found.get(click.at.date(), NOTHING) + one
    hours = {(click.at.date(), click.at.hour) for click in kept}
    asked = {(click.at.date(), click.at.hour) for click in kept if click.is_request}
    every, requests = Counter(day for day, _ in hours), Counter(day for day, _ in asked)
    return {
        day: numbers + Numbers(0, 0, 0, every[day], requests[day]) for day, numbers in found.items()
    }
