"""What all pages of search share: the blueprint, the index, what was asked, where a hit opens."""

import time
from urllib.parse import urlencode

from flask import Blueprint, g, request, url_for

from coalition.search.asking import Asked
from coalition.search.queries import Results, find
from coalition.search.running import current_index
from coalition.search.taking.opening import address_of
from coalition.web.metrics import current_metrics
from coalition.web.viewing import current_viewer

RETRY_SECONDS = 20  # after which a browser may ask again while the index is rebuilt
SAFE = "!$'()*,/:;?@"  # stand in an address as they are, as in all others of the site

__all__ = [
    "RETRY_SECONDS",
    "address",
    "address_of",
    "asked",
    "blueprint",
    "results_for",
]

blueprint = Blueprint("search", __name__)


def asked() -> Asked:
    """Return what the address of this request asks for."""
    return Asked.read(request.args)


def results_for(asked: Asked, *, reasons: bool = False) -> Results:
    """Return what the reader of this request finds, with reasons where asked. Raises NotReady."""
    began = time.perf_counter()
    found = find(
        current_index(),
        asked.text,
        audiences=current_viewer().audiences,
        filters=asked.filters,
        sort=asked.sort,
        page=asked.page,
        per_page=asked.per_page,
        reasons=reasons,
    )
    current_metrics().note_search(time.perf_counter() - began)
    return found


def address(arguments: dict[str, object], endpoint: str = "search.index") -> str:
    """Return the address of a page of search with these arguments; a page has some hundred."""
    paths: dict[str, str] = g.setdefault("search_paths", {})
    if endpoint not in paths:
        paths[endpoint] = url_for(endpoint)
    query = urlencode(arguments, doseq=True, safe=SAFE)
    return f"{paths[endpoint]}?{query}" if query else paths[endpoint]
