"""The search page: every state of it has an address of its own."""

from math import ceil

from flask import render_template, request

from coalition.search.asking import Asked
from coalition.search.queries import DEEPEST_PAGE, NotReady
from coalition.search.results import Results
from coalition.search.views import choosing, years
from coalition.search.views.hits import WHY, shown
from coalition.search.views.room import RETRY_SECONDS, address, asked, blueprint, results_for
from coalition.web.hooks import hooks
from coalition.web.templating import has_endpoint
from coalition.web.viewing import current_viewer

UNFOLD = "unfold"  # in the address: the name of what is drawn that is folded elsewhere
LONGEST_SHOWN = 40  # characters of a year that is none

# What can be taken along, by endpoint; those the page's head names for feed readers have a type.
TAKEN_ALONG = (
    "search.atom",
    "search.json_feed",
    "search.csv",
    "records.bibtex",
    "records.ris",
    "records.csl",
)
FEEDS = {"search.atom": "application/atom+xml", "search.json_feed": "application/feed+json"}


@blueprint.get("/search", strict_slashes=False)
def index() -> tuple[str, int, dict[str, str]]:
    """Show what was found."""
    wanted = asked()
    unfolded = request.args.get(UNFOLD, "")
    try:
        results = results_for(wanted, reasons=unfolded.startswith(WHY))
    except NotReady:
        page = render_template(
            "search/index.html", asked=wanted, results=None, kept=choosing.kept(wanted, "q")
        )
        return page, 503, {"Retry-After": str(RETRY_SECONDS)}
    return results_page(wanted, results, unfolded), 200, {}


def results_page(asked: Asked, results: Results, unfolded: str = "") -> str:
    """Return the page of these results, with the one thing drawn that is `unfolded` on it."""
    bars = years.bars_of(choosing.years(results), asked, address)
    facets = choosing.facets(asked, results, unfolded)
    wrong_years = _wrong_years(asked)
    has_range = bool(asked.filters.first_year or asked.filters.last_year or wrong_years)
    return render_template(
        "search/index.html",
        asked=asked,
        results=results,
        pages=min(ceil(results.row_count / asked.per_page), DEEPEST_PAGE),
        shown=shown(results.hits, asked, unfolded),
        whats=choosing.whats(asked, results),
        facets=facets,
        bars=bars,
        chart=years.draw(bars),
        chips=list(choosing.chips(asked, results)),
        cleared=address(asked.cleared()),
        sorts=choosing.sorts(asked),
        sizes=choosing.sizes(asked),
        kept=choosing.kept(asked, "q"),
        kept_beside_years=choosing.kept(asked, "from", "to", "year"),
        wrong_years=wrong_years,
        has_range=has_range,
        unfolded=unfolded,
        unfolding_url=_unfolding_url(asked),
        narrows=bool(facets or bars or has_range),
        unread_count=hooks().unread_count(viewer=current_viewer()),
        address=address,
        **_ways_on(asked),
    )


def _unfolding_url(asked: Asked) -> str:
    """Return the address of this page, to which the name of what to unfold is added."""
    here = address(asked.arguments(page=asked.page if asked.page > 1 else None))
    return f"{here}{'&' if '?' in here else '?'}{UNFOLD}="


def _ways_on(asked: Asked) -> dict[str, object]:
    """Return where this search can be saved, taken along and followed, as far as the site can."""
    given = asked.arguments()
    taken = {name: address(given, name) for name in TAKEN_ALONG if has_endpoint(name)}
    return {
        "taken_along": taken,
        "feeds": [(FEEDS[name], url) for name, url in taken.items() if name in FEEDS],
        "saved": address(given, "alerts.new") if has_endpoint("alerts.new") else None,
    }


def _wrong_years(asked: Asked) -> dict[str, str]:
    """Return what was given as the first or last year and is none."""
    ends = {"from": asked.filters.first_year, "to": asked.filters.last_year}
    given = {name: request.args.get(name, "").strip()[:LONGEST_SHOWN] for name in ends}
    return {name: text for name, text in given.items() if text and ends[name] is None}
