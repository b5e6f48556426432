"""Where a hit opens: at a page of its text, told what to mark."""

from urllib.parse import quote

from coalition.search.results import Hit

LONGEST_MARKED = 1_000  # characters of a search that are carried along


def address_of(hit: Hit, text: str, page: int | None = None) -> str:
    """Return where a hit opens: at a page, usually that of its best place, told what to mark."""
    page = hit.page if page is None else page
    url = hit.url
    if text and page is not None:
        # a long text is shown a range of pages at a time: `page` says which, before the fragment
        url += f"{'&' if '?' in url else '?'}q={quote(text[:LONGEST_MARKED])}&page={page}"
    return url if page is None else f"{url}#page-{page}"
