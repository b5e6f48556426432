"""Views and downloads by month, drawn as SVG on the server, beside a table of the same figures."""

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup, escape

from coalition.usage.queries import Month
from coalition.usage.views.words import month_label

SLOT, BAR, HEIGHT = 12, 5, 100  # of a month and of its two bars, in the units of the drawing
LOWEST = 2  # what little there is, is seen

_FRAME = Markup(
    '<svg class="usage-chart" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" '
    'aria-label="{title}">{bars}</svg>'
)
_MONTH = (
    '<g><title>{label}</title><rect class="usage-touch" x="{x}" width="{slot}" height="{full}"/>'
    "{views}{downloads}</g>"
)
_BAR = '<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"/>'


def draw(months: Sequence[Month]) -> Markup:
    """Draw the months; the page also needs static/css/usage.css, and a table of the same figures."""
    most = max((max(one.numbers.views, one.numbers.downloads) for one in months), default=0)
    if not most:
        return Markup("")
    return _FRAME.format(
        width=SLOT * len(months),
        height=HEIGHT,
        title=_("Views and downloads by month; a table has the same figures"),
        bars=Markup("".join(_drawn(one, n, most) for n, one in enumerate(months))),  # noqa: S704 escaped
    )


def _drawn(one: Month, number: int, most: int) -> str:
    x = SLOT * number
    return _MONTH.format(
        label=escape(month_label(one)),
        x=x,
        slot=SLOT,
        full=HEIGHT,
        views=_bar("usage-views", x + 1, one.numbers.views, most),
        downloads=_bar("usage-downloads", x + 1 + BAR, one.numbers.downloads, most),
    )


def _bar(kind: str, x: int, value: int, most: int) -> str:
    if not value:
        return ""
    tall = max(round(HEIGHT * value / most), LOWEST)
    return _BAR.format(kind=kind, x=x, y=HEIGHT - tall, width=BAR, height=tall)
