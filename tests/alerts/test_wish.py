"""A search is kept as the arguments of its address, and read again from them."""

from coalition.alerts.models import SavedSearch
from coalition.alerts.wish import asked_of
from coalition.search.asking import Asked, Plain
from tests.alerts.making import wish

GIVEN = {
    "q": ["light house"],
    "kind": ["report", "statement"],
    "organisation": ["3"],
    "from": ["2010"],
    "to": ["2012"],
}


def test_arguments_are_lists_of_texts_without_order_and_page() -> None:
    asked = Asked.read(Plain(GIVEN | {"sort": ["title"], "page": ["4"], "per_page": ["50"]}))
    assert wish(asked=asked).arguments == GIVEN


def test_saved_search_asks_for_the_same_again() -> None:
    asked = Asked.read(Plain(GIVEN))
    assert asked_of(SavedSearch(arguments=wish(asked=asked).arguments)) == asked
