"""The strip of a document's pages with those that hold the words, as SVG made on the server.

The strip is for eyes and pointers; the list of pages beside it says and does the same for everyone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup, escape

MOST_SEGMENTS = 48  # a longer document has several pages in each

_FRAME = '<svg class="strip" viewBox="0 0 {length} 10" preserveAspectRatio="none">{marks}</svg>'
# Out of the order of the tab key, in which the same links stand in the list.
_MARK = '<a href="{url}" tabindex="-1"><title>{label}</title><rect x="{x}"/></a>'


@dataclass(frozen=True, slots=True)
class Segment:
    """Pages drawn as one: where in the strip, the first page with words, how many places."""

    position: int
    page: int
    places: int


def segments(page_matches: Sequence[tuple[int, int]], page_count: int) -> tuple[int, list[Segment]]:
    """Return the length of the strip and its segments with words, in the order of the pages."""
    last = max([page_count, *(page for page, _count in page_matches)])
    step = ceil(last / MOST_SEGMENTS)
    found: dict[int, Segment] = {}
    for page, places in page_matches:
        position = (page - 1) // step
        before = found.get(position)
        found[position] = (
            Segment(position, before.page, before.places + places)
            if before
            else Segment(position, page, places)
        )
    return ceil(last / step), list(found.values())


def draw(
    page_matches: Sequence[tuple[int, int]],
    page_count: int,
    *,
    href: Callable[[int], str],
    label: Callable[[int, int], str],
) -> Markup:
    """Draw the pages of a document as one line, those with words as links.

    href: where a page opens. label: what it is called, by page and places, such as "Page 3: 2 places".
    A document of one page has no strip. What holds it is hidden from screen readers.
    """
    if page_count < 2 or not page_matches:
        return Markup("")
    length, marked = segments(page_matches, page_count)
    marks = "".join(
        _MARK.format(
            url=escape(href(one.page)), label=escape(label(one.page, one.places)), x=one.position
        )
        for one in marked
    )
    return Markup(_FRAME.format(length=length, marks=marks))  # noqa: S704 escaped above
