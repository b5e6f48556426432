"""Months and what was counted in them, in words."""

from flask_babel import gettext as _

from coalition.usage.queries import Month
from coalition.web.templating import show_issued, show_number


def month_name(one: Month) -> str:
    """Return the name of a month in the reader's language, such as March 2026."""
    return show_issued(f"{one.month:%Y-%m}")


def month_label(one: Month) -> str:
    """Return a month with what was counted in it."""
    return _(
        "%(month)s: views %(views)s, downloads %(downloads)s",
        month=month_name(one),
        views=show_number(one.numbers.views),
        downloads=show_number(one.numbers.downloads),
    )
