"""The histogram of years above the same figures as a table, drawn as SVG on the server.

Every bar is a link that chooses its years; static/js/brush.js lets several be chosen at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from coalition.search.asking import Asked
from coalition.search.finding.facets import Facet
from coalition.web.templating import show_number

MOST_BARS = 40
STEPS = (1, 2, 5, 10, 20, 50, 100, 500)  # years in a bar
WIDTH, HEIGHT, GAP = (
    10,
    100,
    1,
)  # of a bar, in the units of the drawing; static/css/years.css says how wide

_FRAME = Markup(
    '<svg class="years-chart" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="group" '
    'aria-label="{title}">{bars}</svg>'
)
_BAR = (
    '<a href="{url}" aria-label="{label}" data-first="{first}" data-last="{last}"'
    '{current}><title>{label}</title><rect class="years-touch" x="{x}"/>'
    '<rect class="years-bar" x="{bar_x}" y="{y}" height="{bar_height}"/></a>'
)
_GAP = '<rect class="years-touch" data-first="{first}" data-last="{last}" x="{x}"/>'


@dataclass(frozen=True, slots=True)
class Bar:
    """Some years and how much is of them; the address chooses them, or gives them up again."""

    first: int
    last: int
    count: int
    is_chosen: bool
    url: str

    @property
    def name(self) -> str:
        """Return the years in words."""
        if self.first == self.last:
            return str(self.first)
        return _("%(first)s to %(last)s", first=self.first, last=self.last)

    @property
    def label(self) -> str:
        """Return the years and their figure in words."""
        return ngettext(
            "%(years)s: %(count)s result",
            "%(years)s: %(count)s results",
            self.count,
            years=self.name,
            count=show_number(self.count),
        )


def bars_of(facet: Facet, asked: Asked, address: Callable[[dict[str, object]], str]) -> list[Bar]:
    """Return the bars of a facet of years, the earliest first, years without anything too."""
    counts = {int(value.key): value.count for value in facet.values if value.key.isdecimal()}
    if not counts:
        return []
    first, last = min(counts), max(counts)
    step = next((s for s in STEPS if ceil((last - first + 1) / s) <= MOST_BARS), STEPS[-1])
    return [
        _bar(begin, begin + step - 1, counts, asked, address)
        for begin in range(first - first % step, last + 1, step)
    ]


def _bar(
    first: int,
    last: int,
    counts: Mapping[int, int],
    asked: Asked,
    address: Callable[[dict[str, object]], str],
) -> Bar:
    filters = asked.filters
    is_range = (filters.first_year, filters.last_year) == (first, last)
    chosen = (None, None) if is_range else (first, last)
    count = sum(counts.get(year, 0) for year in range(first, last + 1))
    given = asked.arguments(**{"from": chosen[0], "to": chosen[1], "year": None})
    return Bar(first, last, count, _is_chosen(first, last, asked), address(given))


def _is_chosen(first: int, last: int, asked: Asked) -> bool:
    """Tell whether some of these years are among those chosen."""
    filters = asked.filters
    if any(year.isdecimal() and first <= int(year) <= last for year in filters.year):
        return True
    if filters.first_year is None and filters.last_year is None:
        return False
    return (filters.first_year or first) <= last and first <= (filters.last_year or last)


def draw(bars: Sequence[Bar]) -> Markup:
    """Draw the bars; the page also needs static/css/years.css, and a table of the same figures."""
    most = max((bar.count for bar in bars), default=0)
    if not most:
        return Markup("")
    return _FRAME.format(
        width=WIDTH * len(bars),
        height=HEIGHT,
        title=_("Results by year"),
        bars=Markup("".join(_drawn(bar, n, most) for n, bar in enumerate(bars))),  # noqa: S704 escaped
    )


def _drawn(bar: Bar, number: int, most: int) -> str:
    given = {"first": bar.first, "last": bar.last, "x": WIDTH * number}
    if not bar.count:
        return _GAP.format(**given)
    tall = max(round(HEIGHT * bar.count / most), 4)
    return _BAR.format(
        url=escape(bar.url),
        label=escape(bar.label),
        current=' aria-current="true"' if bar.is_chosen else "",
        bar_x=WIDTH * number + GAP,
        y=HEIGHT - tall,
        bar_height=tall,
        **given,
    )
