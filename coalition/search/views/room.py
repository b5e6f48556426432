"""What all pages of search share: the blueprint, the index, what was asked, where a hit opens."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, request, url_for

from coalition.search.asking import Asked
from coalition.search.index import Index
from coalition.search.queries import Results, find
from coalition.search.results import Hit
from coalition.web.viewing import current_viewer

RETRY_SECONDS = 20  # after which a browser may ask again while the index is rebuilt

blueprint = Blueprint("search", __name__)


def current_index() -> Index:
    """Return the running application's index."""
    found: Index = current_app.extensions["coalition.index"]
    return found


def asked() -> Asked:
    """Return what the address of this request asks for."""
    return Asked.read(request.args)


def results_for(asked: Asked) -> Results:
    """Return what the reader of this request finds. Raises NotReady."""
    return find(
        current_index(),
        asked.text,
        audiences=current_viewer().audiences,
        filters=asked.filters,
        sort=asked.sort,
        page=asked.page,
        per_page=asked.per_page,
    )


def address(arguments: dict[str, object], endpoint: str = "search.index") -> str:
    """Return the address of a page of search with these arguments."""
    given: dict[str, Any] = arguments
    return url_for(endpoint, **given)


def address_of(hit: Hit, text: str, page: int | None = None) -> str:
    """Return where a hit opens: at a page, usually that of its best place, told what to mark."""
    page = hit.page if page is None else page
    url = hit.url
    if text and page is not None:
        # a long text is shown a range of pages at a time: `page` says which, before the fragment
        url += f"{'&' if '?' in url else '?'}q={quote(text[:1_000])}&page={page}"
    return url if page is None else f"{url}#page-{page}"
