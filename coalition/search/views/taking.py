"""What was found to take along: feeds to follow, and a table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from coalition.search.asking import Asked
from coalition.search.queries import SORTS, NotReady
from coalition.search.results import Results
from coalition.search.running import current_index
from coalition.search.taking.answers import pages_of
from coalition.search.taking.feeds import FEED_LENGTH, Found, feed_of
from coalition.search.taking.freshness import changed_at
from coalition.search.taking.listings import MOST_LISTED, Listing, as_table, list_all
from coalition.search.views.choosing import chips
from coalition.search.views.room import (
    RETRY_SECONDS,
    asked,
    blueprint,
    results_for,
)
from coalition.web.feeds import answer_with
from coalition.web.languages import language_name, locale_tag
from coalition.web.site import address_of, settings
from coalition.web.viewing import current_viewer


@blueprint.get("/search.atom")
def atom() -> Response:
    """Give the latest of what was found as Atom."""
    return _feed("search.atom", "atom")


@blueprint.get("/search.json")
def json_feed() -> Response:
    """Give the latest of what was found as JSON Feed."""
    return _feed("search.json_feed", "json")


@blueprint.get("/search.csv")
def csv() -> Response:
    """Give what was found as a table for a spreadsheet."""
    listing = all_found()
    table = as_table(listing, kind_label=_kind_label, language_name=language_name)
    return file_of(table, listing, "csv", "text/csv; charset=utf-8")


def _feed(endpoint: str, form: str) -> Response:
    """Answer with the feed of this request: what was published last, unless another order is asked for."""
    index = current_index()
    changed = changed_at(index)
    chosen = next((sort for sort in SORTS if sort == request.args.get("sort")), None)
    wanted = replace(asked(), sort=chosen or "added", per_page=FEED_LENGTH)
    try:
        results = results_for(wanted)
    except NotReady:
        raise _not_ready() from None
    found = Found(
        title=_title(wanted, results),
        language=locale_tag(),
        text=wanted.text,
        total=results.row_count,
        page=wanted.page,
        hits=results.hits,
        changed_at=changed,
    )
    links = _links(endpoint, wanted, chosen, pages_of(results, wanted))
    return answer_with(feed_of(found, links), form, changed)


def _links(endpoint: str, wanted: Asked, chosen: str | None, pages: int) -> dict[str, str]:
    """Return the addresses of a feed's links by their relation."""
    # An order is named even where it is the usual one of the page: it is not that of a feed.
    given = wanted.arguments(per_page=None) | {"sort": chosen}

    def at(page: int) -> str:
        arguments: dict[str, Any] = given | {"page": page if page > 1 else None}
        return address_of(endpoint, **arguments)

    found = {"self": at(wanted.page), "first": at(1)}
    if wanted.page < pages:
        found["next"] = at(wanted.page + 1)
    if wanted.page > 1:
        found["previous"] = at(min(wanted.page - 1, max(pages, 1)))
    shown: dict[str, Any] = wanted.arguments(per_page=None)
    found["alternate"] = address_of("search.index", **shown)
    found["search"] = address_of("search.opensearch")
    return found


def _title(wanted: Asked, results: Results) -> str:
    """Return what is searched, and where."""
    parts = [wanted.text, *(label for _address, label in chips(wanted, results))]
    said = " · ".join(filter(None, parts))
    if not said:
        return _("Latest in the library – %(site)s", site=settings().coalition_name)
    return _("Search: %(said)s – %(site)s", said=said, site=settings().coalition_name)


def all_found(*, documents_only: bool = False) -> Listing:
    """Return all that the reader of this request finds, up to the limit. Raises ServiceUnavailable."""
    audiences = current_viewer().audiences
    try:
        return list_all(
            current_index(), asked(), audiences=audiences, documents_only=documents_only
        )
    except NotReady:
        raise _not_ready() from None


def file_of(content: str | bytes, listing: Listing, ending: str, mimetype: str) -> Response:
    """Return a file of what is listed to keep; its name and headers tell when not everything is in it."""
    name = f"search-first-{MOST_LISTED}" if listing.is_cut else "search"
    answer = Response(content, content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.headers["X-Total-Count"] = str(listing.total)
    answer.headers["X-Listed-Count"] = str(len(listing.hits))
    return answer


def _kind_label(key: str) -> str:
    """Return the name of a kind in the reader's language, which the library knows."""
    label: Callable[[str], object] = current_app.jinja_env.filters["kind_label"]
    return str(label(key))


def _not_ready() -> ServiceUnavailable:
    return ServiceUnavailable(retry_after=RETRY_SECONDS)
