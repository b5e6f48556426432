"""What every template can use: who looks, the site, and how dates, numbers and names are shown."""

from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from babel import Locale, dates
from babel.numbers import format_decimal, format_percent
from flask import Flask, current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from coalition.web import languages
from coalition.web.languages import usage
from coalition.web.site import settings
from coalition.web.viewing import current_viewer
from coalition.web.wording import install_wording

KILOBYTE = 1000
SHORTEST_PARTED = 1000  # a whole number below has no separators and is written alike everywhere
KEPT = 10_000  # numbers and dates kept ready


def install_templating(app: Flask) -> None:
    """Give every template its globals and filters."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install_wording(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        has_endpoint=has_endpoint,
        direction_of=languages.direction_of,
        address_in_any_language=languages.address_in_any_language,
    )
    app.jinja_env.filters.update(
        date=show_date,
        datetime=show_datetime,
        number=show_number,
        percent=show_percent,
        filesize=show_size,
        issued=show_issued,
        language_name=languages.language_name,
    )

    @app.context_processor
    def page() -> dict[str, Any]:
        found = settings()
        tag = languages.locale_tag()
        return {
            "viewer": current_viewer(),
            "site": SimpleNamespace(
                name=found.coalition_name,
                acronym=found.coalition_acronym,
                tagline=found.coalition_tagline,
                demonstration=found.demonstration,
            ),
            "locale": tag,
            "text_direction": languages.direction_of(tag),
            "interface_languages": languages.interface_languages(),
        }


def has_endpoint(name: str) -> bool:
    """Tell whether the site has a page of this name."""
    return name in current_app.view_functions


def as_shown(name: str, value: object) -> str:
    """Return a value as the site's pages show it: by the filter of this name."""
    return str(current_app.jinja_env.filters[name](value))


def show_date(moment: datetime | date | None) -> str:
    """Return a day in the reader's language, such as 8 November 2012."""
    return dates.format_date(moment, "long", locale=usage()) if moment else ""


def show_datetime(moment: datetime | None) -> str:
    """Return a moment with its zone, such as 8 November 2012, 14:05 UTC."""
    if moment is None:
        return ""
    in_utc = moment.astimezone(UTC)
    hour = dates.format_time(in_utc, "HH:mm", locale=usage())
    return _("%(day)s, %(hour)s UTC", day=show_date(in_utc), hour=hour)


def show_number(value: float) -> str:
    """Return a number with the reader's separators."""
    if isinstance(value, int) and 0 <= value < SHORTEST_PARTED:
        return str(value)
    return _number(value, get_locale() or languages.ENGLISH)


@lru_cache(KEPT)
def _number(value: float, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def show_percent(value: float) -> str:
    """Return so many hundredths as a percentage."""
    return format_percent(value / 100, locale=get_locale())


def show_size(size_bytes: int) -> str:
    """Return a file's size in kB or MB."""
    if size_bytes < KILOBYTE:
        return ngettext("%(num)d byte", "%(num)d bytes", size_bytes)
    if size_bytes < KILOBYTE**2:
        return _("%(size)s kB", size=show_number(round(size_bytes / KILOBYTE)))
    return _("%(size)s MB", size=show_number(round(size_bytes / KILOBYTE**2, 1)))


def show_issued(partial: str) -> str:
    """Return a date of any precision (YYYY, YYYY-MM, YYYY-MM-DD) in the reader's language."""
    return _issued(partial, usage())


@lru_cache(KEPT)
def _issued(partial: str, locale: Locale) -> str:
    try:
        parts = [int(part) for part in partial.split("-")]
        if len(parts) == 1:
            return str(parts[0])
        day = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return partial
    if len(parts) > 2:
        return dates.format_date(day, "long", locale=locale)
    return dates.format_skeleton("yMMMM", day, locale=locale)
