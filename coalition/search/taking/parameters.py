"""What programs may ask for: parameters that cannot be used are named, with what is allowed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from coalition.search.asking import MOST_CHOSEN, PER_PAGES
from coalition.search.engine.generation import FACETS
from coalition.search.entries import WHATS
from coalition.search.parser import LONGEST_TEXT
from coalition.search.queries import DEEPEST_PAGE, SORTS

OPENAPI = Path(__file__).with_name("openapi.json")  # what the description of the API says of search
REASONS = ("0", "1")
ONCE = ("q", "from", "to", "sort", "page", "per_page", "reasons")
PARAMETERS = (*ONCE, *FACETS)

_LONGEST_SHOWN = 80  # characters of a value that is refused
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Complaint:
    """A parameter that cannot be used: its name, why, and what is allowed, in words or values."""

    parameter: str
    detail: str
    allowed: tuple[str, ...]


def complaints_about(arguments: Mapping[str, Sequence[str]]) -> tuple[Complaint, ...]:
    """Return what is wrong with the values given to each parameter; an empty value is none."""
    return tuple(_complaints(arguments))


def _complaints(arguments: Mapping[str, Sequence[str]]) -> Iterator[Complaint]:
    for name, given in arguments.items():
        values = [value for value in given if value]
        if name not in PARAMETERS:
            shown = _shown(name)
            yield Complaint(
                shown, _("There is no parameter “%(name)s”.", name=shown), tuple(sorted(PARAMETERS))
            )
        elif name in ONCE and len(values) > 1:
            yield Complaint(
                name, _("“%(name)s” can be given once only.", name=name), (_("one value"),)
            )
        elif len(values) > MOST_CHOSEN:
            most = _("at most %(count)d values", count=MOST_CHOSEN)
            yield Complaint(name, _("“%(name)s” was given too many values.", name=name), (most,))
        else:
            yield from _unusable(name, values)


def _unusable(name: str, values: Sequence[str]) -> Iterator[Complaint]:
    """Yield the values of a known parameter that cannot be used."""
    if name not in _RULES:
        return
    is_usable, allowed = _RULES[name]
    for value in values:
        if not is_usable(value):
            detail = _("“%(value)s” cannot be used as “%(name)s”.", value=_shown(value), name=name)
            yield Complaint(name, detail, allowed())


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _one_of(
    allowed: tuple[str, ...],
) -> tuple[Callable[[str], bool], Callable[[], tuple[str, ...]]]:
    return allowed.__contains__, lambda: allowed


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _is_page(value: str) -> bool:
    return _is_number(value) and len(value) < 6 and 1 <= int(value) <= DEEPEST_PAGE


def _is_year(value: str) -> bool:
    return _is_number(value) and len(value) == _YEAR_DIGITS


def _a_year() -> tuple[str, ...]:
    return (_("a year of four digits"),)


_RULES: dict[str, tuple[Callable[[str], bool], Callable[[], tuple[str, ...]]]] = {
    "q": (
        lambda value: len(value) <= LONGEST_TEXT,
        lambda: (_("at most %(count)d characters", count=LONGEST_TEXT),),
    ),
    "page": (
        _is_page,
        lambda: (_("a whole number from 1 to %(most)d", most=DEEPEST_PAGE),),
    ),
    "per_page": _one_of(tuple(map(str, PER_PAGES))),
    "sort": _one_of(tuple(SORTS)),
    "reasons": _one_of(REASONS),
    "what": _one_of(WHATS),
    "year": (_is_year, _a_year),
    "from": (_is_year, _a_year),
    "to": (_is_year, _a_year),
}
