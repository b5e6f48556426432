"""What can be chosen beside the results: what things are, facets, order, how many on a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from coalition.search.asking import PER_PAGES, Asked
from coalition.search.entries import WHATS
from coalition.search.finding.facets import Facet
from coalition.search.queries import SORTS
from coalition.search.results import Results
from coalition.search.views.room import address
from coalition.web.languages import language_name
from coalition.web.templating import show_number

APART = ("what", "year")  # facets that are shown in a way of their own

FIRST = 8  # values of a facet that are shown before the rest is unfolded

Choice = tuple[str, str, int | None, bool]  # address, label, count, chosen


@dataclass(frozen=True, slots=True)
class Listed:
    """A facet with its first values, the number of the rest, and the rest where it is unfolded."""

    field: str
    title: str
    first: list[Choice]
    rest: list[Choice]
    rest_count: int


def titles() -> dict[str, str]:
    """Return the names of the facets in the reader's language."""
    return {
        "what": _("What it is"),
        "kind": _("Kind"),
        "language": _("Language"),
        "year": _("Year"),
        "organisation": _("Organisation"),
        "subject": _("Subject"),
        "session": _("Session"),
    }


def whats(asked: Asked, results: Results) -> list[Choice]:
    """Return everything, then what things are, as tabs; none where there is nothing to tell apart."""
    facet = next((facet for facet in results.facets if facet.field == "what"), None)
    counts = {value.key: value.count for value in facet.values} if facet else {}
    chosen = asked.filters.what
    if len(counts) < 2 and not chosen:
        return []
    everything = (address(asked.arguments(what=None)), _("All"), sum(counts.values()), not chosen)
    return [
        everything,
        *(
            (address(asked.arguments(what=[key])), _label("what", key), count, key in chosen)
            for key in WHATS
            if (count := counts.get(key, 0)) or key in chosen
        ),
    ]


def facets(asked: Asked, results: Results, unfolded: str = "") -> list[Listed]:
    """Return the facets, the chosen values first, so that none is folded away."""
    return [
        _listed(asked, facet, is_unfolded=facet.field == unfolded)
        for facet in results.facets
        if facet.values and facet.field not in APART
    ]


def _listed(asked: Asked, facet: Facet, *, is_unfolded: bool) -> Listed:
    values = sorted(facet.values, key=lambda value: not value.chosen)
    drawn: list[Choice] = [
        (
            address(asked.toggled(facet.field, value.key)),
            _label(facet.field, value.key, value.label),
            value.count,
            value.chosen,
        )
        for value in (values if is_unfolded else values[:FIRST])
    ]
    folded_count = max(len(values) - FIRST, 0)
    return Listed(facet.field, titles()[facet.field], drawn[:FIRST], drawn[FIRST:], folded_count)


def years(results: Results) -> Facet:
    """Return the facet of years."""
    return next((facet for facet in results.facets if facet.field == "year"), Facet("year", ()))


def chips(asked: Asked, results: Results) -> Iterator[tuple[str, str]]:
    """Give (address without it, label) of everything chosen."""
    names = titles()
    for facet in results.facets:
        for value in facet.values:
            if value.chosen:
                label = _label(facet.field, value.key, value.label)
                shown = _("%(facet)s: %(value)s", facet=names[facet.field], value=label)
                yield address(asked.toggled(facet.field, value.key)), shown
    if asked.filters.first_year or asked.filters.last_year:
        shown = _("%(facet)s: %(value)s", facet=names["year"], value=_range(asked))
        yield address(asked.arguments(**{"from": None, "to": None})), shown


def _range(asked: Asked) -> str:
    """Return the chosen range of years in words."""
    first, last = asked.filters.first_year, asked.filters.last_year
    if first is None:
        return _("up to %(year)s", year=last)
    if last is None:
        return _("from %(year)s", year=first)
    return str(first) if first == last else _("%(first)s to %(last)s", first=first, last=last)


def sorts(asked: Asked) -> list[Choice]:
    """Return the orders that make sense."""
    labels = {
        "best": _("Best first"),
        "newest": _("Newest first"),
        "added": _("Latest added"),
        "title": _("By title"),
    }
    offered = SORTS if asked.text else SORTS[1:]
    return [(address(asked.arguments(sort=s)), labels[s], None, s == asked.sort) for s in offered]


def sizes(asked: Asked) -> list[Choice]:
    """Return how many results a page may hold."""
    return [
        (address(asked.arguments(per_page=n)), show_number(n), None, n == asked.per_page)
        for n in PER_PAGES
    ]


def kept(asked: Asked, *left_out: str) -> list[tuple[str, str]]:
    """Return names and values of a form's hidden fields, so that what was chosen stays so."""
    return [
        (name, str(value))
        for name, given in asked.arguments().items()
        if name not in left_out
        for value in (given if isinstance(given, list) else [given])
    ]


def _whats() -> dict[str, str]:
    """Return what things are called, many of a kind."""
    return {
        "document": _("Documents"),
        "session": _("Sessions"),
        "organisation": _("Organisations"),
        "news": _("News"),
    }


def _label(facet: str, key: str, label: str = "") -> str:
    """Return the name of a value in the reader's language."""
    if facet == "language":
        return language_name(key)
    if facet == "what":
        return _whats().get(key, key)
    if facet == "kind":
        return str(current_app.jinja_env.filters["kind_label"](key))
    return label
