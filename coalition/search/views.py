"""The search page: every state of it has an address of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from coalition.search.facets import Facet, Filters
from coalition.search.generation import FACETS
from coalition.search.index import Index
from coalition.search.parser import LONGEST_TEXT
from coalition.search.queries import DEEPEST_PAGE, SORTS, Hit, NotReady, Results, Sort, find
from coalition.web.languages import language_name
from coalition.web.viewing import current_viewer

PER_PAGE = 20
MOST_CHOSEN = 20  # values taken from the address for each facet
RETRY_SECONDS = 20  # after which a browser may ask again while the index is rebuilt

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    text: str
    filters: Filters
    sort: Sort
    page: int

    @classmethod
    def read(cls, arguments: "MultiDict[str, str]") -> "Asked":
        """Return what was asked, with anything unusable left out."""
        text = arguments.get("q", "").strip()[: LONGEST_TEXT + 1]
        chosen = {
            name: tuple(dict.fromkeys(filter(None, arguments.getlist(name))))[:MOST_CHOSEN]
            for name in FACETS
        }
        sort: Sort = "best" if text else "newest"
        sort = next((known for known in SORTS if known == arguments.get("sort")), sort)
        page = arguments.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(text, Filters(**chosen), sort, min(max(number, 1), DEEPEST_PAGE))

    def arguments(self, **changes: object) -> dict[str, Any]:
        """Return the arguments of this state's address, some changed, the usual ones left out."""
        usual = "best" if self.text else "newest"
        given: dict[str, object] = {name: list(self.filters.chosen(name)) for name in FACETS}
        given |= {"q": self.text, "sort": self.sort, **changes}
        if given["sort"] == usual:
            given["sort"] = None
        return {name: value for name, value in given.items() if value}

    def address(self, **changes: object) -> str:
        """Return this state's address from its first page on, some arguments changed."""
        return url_for("search.index", **self.arguments(**changes))

    def toggled(self, facet: str, key: str) -> str:
        """Return the address with a value of a facet added, or removed when it is chosen."""
        chosen = self.filters.chosen(facet)
        kept = [k for k in chosen if k != key]
        return self.address(**{facet: kept if key in chosen else [*kept, key]})


@blueprint.get("/search", strict_slashes=False)
def index() -> tuple[str, int, dict[str, str]]:
    """Show what was found."""
    asked = Asked.read(request.args)
    try:
        results = find(
            _index(),
            asked.text,
            audiences=current_viewer().audiences,
            filters=asked.filters,
            sort=asked.sort,
            page=asked.page,
            per_page=PER_PAGE,
        )
    except NotReady:
        page = render_template("search/index.html", asked=asked, results=None)
        return page, 503, {"Retry-After": str(RETRY_SECONDS)}
    return _results_page(asked, results), 200, {}


def _index() -> Index:
    """Return the running application's index."""
    found: Index = current_app.extensions["coalition.index"]
    return found


def _results_page(asked: Asked, results: Results) -> str:
    """Return the page of these results."""
    return render_template(
        "search/index.html",
        asked=asked,
        results=results,
        pages=min(ceil(results.total / PER_PAGE), DEEPEST_PAGE),
        hits=[(hit, address_of(hit, asked.text)) for hit in results.hits],
        facets=[_shown(facet, asked) for facet in results.facets if facet.values],
        chips=list(_chips(asked, results)),
        cleared=asked.address(**dict.fromkeys(FACETS)),
        sorts=_sorts(asked),
        any_word=_any_word(asked),
    )


def address_of(hit: Hit, text: str) -> str:
    """Return where a hit opens: at the page found, told what to mark."""
    url = hit.url
    if text and hit.page is not None:
        # a long text is shown a range of pages at a time: `page` says which, before the fragment
        url += f"{'&' if '?' in url else '?'}q={quote(text[:1_000])}&page={hit.page}"
    return url if hit.page is None else f"{url}#page-{hit.page}"


def titles() -> dict[str, str]:
    """Return the names of the facets in the reader's language."""
    return {
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
    if facet == "kind":
        return str(current_app.jinja_env.filters["kind_label"](key))
    return label


def _shown(facet: Facet, asked: Asked) -> tuple[str, list[tuple[str, str, int, bool]]]:
    """Return a facet as its title and (address, label, count, chosen) of its values."""
    # Chosen values come first, so that they are never folded away.
    values = sorted(facet.values, key=lambda value: not value.chosen)
    return titles()[facet.field], [
        (
            asked.toggled(facet.field, value.key),
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
                yield asked.toggled(facet.field, value.key), shown


def _sorts(asked: Asked) -> list[tuple[str, str, None, bool]]:
    """Return the orders that make sense as tabs."""
    labels = {"best": _("Best first"), "newest": _("Newest first"), "title": _("By title")}
    offered = SORTS if asked.text else SORTS[1:]
    return [(asked.address(sort=s), labels[s], None, s == asked.sort) for s in offered]


def _any_word(asked: Asked) -> str | None:
    """Return the address of the same plain words with OR between them, if that differs."""
    words = asked.text.split()
    if not 1 < len(words) <= 20 or not all(word.isalnum() for word in words):
        return None
    if {"AND", "OR", "NOT"} & set(words):
        return None
    return asked.address(q=" OR ".join(words))
