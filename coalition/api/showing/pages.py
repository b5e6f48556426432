"""Pages of lists: rows turned into shapes, with where in the list they stand."""

from collections.abc import Iterable
from typing import TypeVar

from coalition.api.paging import Page
from coalition.api.shapes.lists import Listing
from coalition.api.shapes.parts import Shape

L = TypeVar("L", bound=Listing)


def page_of(kind: type[L], items: Iterable[Shape], page: Page, total: int | None) -> L:
    """Return one page of a list of `total` things."""
    count = total or 0
    return kind(
        items=list(items),  # type: ignore[call-arg]  # each kind of list has items of its own
        total=count,
        page=page.number,
        pages=max(1, -(-count // page.size)),
        per_page=page.size,
    )
