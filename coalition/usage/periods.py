"""The months that usage is told for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

USUAL = "12"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from one to another, both included; `key` is what addresses call it.

    months: the first day of each, the earliest first, never none.
    """

    key: str
    months: tuple[date, ...]

    @property
    def first_on(self) -> date:
        """Return its first day."""
        return self.months[0]

    @property
    def last_on(self) -> date:
        """Return its last day."""
        return date.fromordinal(_after(self.months[-1]).toordinal() - 1)


def period_of(key: str, first_on: date | None, today: date) -> Period:
    """Return a period by its key: "12", "24", a year or "all"; another one is the usual.

    first_on: the first day that is counted at all, or None.
    """
    begin = _month(first_on or today)
    if key == ALL:
        return Period(key, _between(begin, _month(today)))
    if key in years_of(first_on, today):
        year = int(key)
        last = min(date(year, 12, 1), _month(today))
        return Period(key, _between(date(year, 1, 1), last))
    if key not in {USUAL, "24"}:
        key = USUAL
    return Period(key, _last(int(key), today))


def choices(first_on: date | None, today: date) -> Sequence[tuple[str, str]]:
    """Return what may be chosen, as (key, its name in words)."""
    return (
        (USUAL, _("The last 12 months")),
        ("24", _("The last 24 months")),
        *((year, year) for year in years_of(first_on, today)),
        (ALL, _("Since counting began")),
    )


def years_of(first_on: date | None, today: date) -> Sequence[str]:
    """Return the years something may be counted in, the latest first."""
    begin = (first_on or today).year
    return [str(year) for year in range(today.year, begin - 1, -1)]


def _last(count: int, today: date) -> tuple[date, ...]:
    number = today.year * 12 + today.month - 1
    return tuple(_by_number(n) for n in range(number - count + 1, number + 1))


def _between(first: date, last: date) -> tuple[date, ...]:
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple(_by_number(number) for number in range(begin, max(begin, end) + 1))


def _by_number(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _month(day: date) -> date:
    return day.replace(day=1)


def _after(month: date) -> date:
    return _by_number(month.year * 12 + month.month)
