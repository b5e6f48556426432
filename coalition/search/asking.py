"""What is asked, as it stands in an address: text, filters, order, page; every state has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from coalition.search.engine.generation import FACETS
from coalition.search.finding.facets import Filters
from coalition.search.parser import LONGEST_TEXT
from coalition.search.queries import DEEPEST_PAGE, SORTS, Sort

PER_PAGE = 20
PER_PAGES = (10, 20, 50, 100)
MOST_CHOSEN = 20  # values taken from the address for each facet
_YEAR_DIGITS = 4


class Arguments(Protocol):
    """The arguments of an address, such as werkzeug's MultiDict."""

    def get(self, key: str, default: str) -> str:
        """Return the first value."""

    def getlist(self, key: str) -> Sequence[str]:
        """Return all values."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    page: int = 1
    per_page: int = PER_PAGE

    @classmethod
    def read(cls, arguments: Arguments) -> "Asked":
        """Return what was asked, with anything unusable left out."""
        text = arguments.get("q", "").replace("\0", " ").strip()[: LONGEST_TEXT + 1]
        chosen: dict[str, Any] = {
            name: tuple(
                dict.fromkeys(key for one in arguments.getlist(name) if (key := _plain(one)))
            )[:MOST_CHOSEN]
            for name in FACETS
        }
        # The chart of years has a bar for every year between those it is given.
        chosen["year"] = tuple(year for year in chosen["year"] if _year(year) is not None)
        first, last = (_year(arguments.get(name, "")) for name in ("from", "to"))
        if first is not None and last is not None and first > last:
            first, last = last, first
        sort: Sort = "best" if text else "newest"
        sort = next((known for known in SORTS if known == arguments.get("sort", "")), sort)
        per_page = _number(arguments.get("per_page", ""), PER_PAGE)
        return cls(
            text,
            replace(Filters(**chosen), first_year=first, last_year=last),
            sort,
            min(max(_number(arguments.get("page", ""), 1), 1), DEEPEST_PAGE),
            per_page if per_page in PER_PAGES else PER_PAGE,
        )

    def arguments(self, **changes: object) -> dict[str, object]:
        """Return the arguments of this state's address, some changed, the usual ones left out.

        The page is left out unless it is among the changes: any other state begins at its first.
        """
        given: dict[str, object] = {name: list(self.filters.chosen(name)) for name in FACETS}
        given |= {"from": self.filters.first_year, "to": self.filters.last_year}
        given |= {"q": self.text, "sort": self.sort, "per_page": self.per_page, **changes}
        if given["sort"] == ("best" if given["q"] else "newest"):
            given["sort"] = None
        if given["per_page"] == PER_PAGE:
            given["per_page"] = None
        return {name: value for name, value in given.items() if value}

    def toggled(self, facet: str, key: str) -> dict[str, object]:
        """Return the arguments with a value of a facet added, or removed when it is chosen."""
        chosen = self.filters.chosen(facet)
        kept = [k for k in chosen if k != key]
        return self.arguments(**{facet: kept if key in chosen else [*kept, key]})

    def cleared(self) -> dict[str, object]:
        """Return the arguments without any filter."""
        return self.arguments(**dict.fromkeys((*FACETS, "from", "to")))


class Plain:
    """Arguments given as a dictionary of lists, such as those of a saved search."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def get(self, key: str, default: str) -> str:
        """Return the first value."""
        found = self.getlist(key)
        return found[0] if found else default

    def getlist(self, key: str) -> Sequence[str]:
        """Return all values."""
        return self._values.get(key, ())


def _plain(key: str) -> str:
    """Return a key without what no database of text takes."""
    return key.replace("\0", "")


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else usual


def _year(text: str) -> int | None:
    is_year = text.isascii() and text.isdigit() and len(text) == _YEAR_DIGITS
    return int(text) if is_year else None
