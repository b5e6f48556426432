"""What the pages of saved searches share: the blueprint, a search in words and its address."""

from typing import Any

from flask import Blueprint, render_template, url_for

from coalition.alerts.models import SavedSearch
from coalition.alerts.wish import asked_of
from coalition.alerts.words import in_words
from coalition.search.asking import Asked

blueprint = Blueprint("alerts", __name__, url_prefix="/search/saved")


@blueprint.app_template_filter("search_in_words")
def search_in_words(search: SavedSearch) -> str:
    """Return what a saved search asks for, in the reader's language."""
    return in_words(asked_of(search), search.labels)


@blueprint.app_template_filter("search_address")
def search_address(search: SavedSearch) -> str:
    """Return the address of the page that runs a saved search."""
    return address("search.index", asked_of(search))


def address(endpoint: str, asked: Asked) -> str:
    """Return the address of a page for this search."""
    arguments: dict[str, Any] = asked.arguments()
    return url_for(endpoint, **arguments)


def spent(message: str) -> tuple[str, int]:
    """Return the page of a link that no longer works, which says what can be done."""
    return render_template("alerts/link_spent.html", message=message), 404
