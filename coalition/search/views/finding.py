"""The search page: every state of it has an address of its own."""

from collections.abc import Iterator
from math import ceil

from flask import current_app, render_template
from flask_babel import gettext as _

from coalition.search.asking import Asked
from coalition.search.facets import Facet
from coalition.search.queries import DEEPEST_PAGE, SORTS, NotReady
from coalition.search.results import Results
from coalition.search.views.room import (
    RETRY_SECONDS,
    address,
    address_of,
    asked,
    blueprint,
    results_for,
)
from coalition.web.languages import language_name


@blueprint.get("/search", strict_slashes=False)
def index() -> tuple[str, int, dict[str, str]]:
    """Show what was found."""
    wanted = asked()
    try:
        results = results_for(wanted)
    except NotReady:
        page = render_template("search/index.html", asked=wanted, results=None)
        return page, 503, {"Retry-After": str(RETRY_SECONDS)}
    return _results_page(wanted, results), 200, {}


def _results_page(asked: Asked, results: Results) -> str:
    """Return the page of these results."""
    return render_template(
        "search/index.html",
        asked=asked,
        results=results,
        pages=min(ceil(results.row_count / asked.per_page), DEEPEST_PAGE),
        hits=[(hit, address_of(hit, asked.text)) for hit in results.hits],
        facets=[_shown(facet, asked) for facet in results.facets if facet.values],
        chips=list(_chips(asked, results)),
        cleared=address(asked.cleared()),
        sorts=_sorts(asked),
        any_word=_any_word(asked),
    )


def titles() -> dict[str, str]:
    """Return the names of the facets in the reader's language."""
    return {
        "what": _("What it is"),
        "kind": _("Kind"),
        "language": _("Language"),
        "year": _("Year"),
        "organisation": _("Organisation"),
        "subject": _("Subject"),
    }


def _label(facet: str, key: str, label: str) -> str:
    """Return the name of a value in the reader's language."""
    if facet == "language":
        return language_name(key)
    if facet == "what":
        return {"document": _("Documents"), "organisation": _("Organisations")}.get(key, key)
    if facet == "kind":
        return str(current_app.jinja_env.filters["kind_label"](key))
    return label


def _shown(facet: Facet, asked: Asked) -> tuple[str, list[tuple[str, str, int, bool]]]:
    """Return a facet as its title and (address, label, count, chosen) of its values."""
    # Chosen values come first, so that they are never folded away.
    values = sorted(facet.values, key=lambda value: not value.chosen)
    return titles()[facet.field], [
        (
            address(asked.toggled(facet.field, value.key)),
            _label(facet.field, value.key, value.label),
            value.count,
            value.chosen,
        )
        for value in values
    ]


def _chips(asked: Asked, results: Results) -> Iterator[tuple[str, str]]:
    """Yield (address without it, label) of each chosen value."""
    names = titles()
    for facet in results.facets:
        for value in facet.values:
            if value.chosen:
                label = _label(facet.field, value.key, value.label)
                shown = _("%(facet)s: %(value)s", facet=names[facet.field], value=label)
                yield address(asked.toggled(facet.field, value.key)), shown


def _sorts(asked: Asked) -> list[tuple[str, str, None, bool]]:
    """Return the orders that make sense as tabs."""
    labels = {
        "best": _("Best first"),
        "newest": _("Newest first"),
        "added": _("Latest added"),
        "title": _("By title"),
    }
    offered = SORTS if asked.text else SORTS[1:]
    return [(address(asked.arguments(sort=s)), labels[s], None, s == asked.sort) for s in offered]


def _any_word(asked: Asked) -> str | None:
    """Return the address of the same plain words with OR between them, if that differs."""
    words = asked.text.split()
    if not 1 < len(words) <= 20 or not all(word.isalnum() for word in words):
        return None
    if {"AND", "OR", "NOT"} & set(words):
        return None
    return address(asked.arguments(q=" OR ".join(words)))
