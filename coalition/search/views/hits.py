"""A hit as its entry on the page shows it: where each passage opens, its pages, its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from coalition.search.asking import Asked
from coalition.search.results import Extract, Hit, Reason
from coalition.search.views import strip
from coalition.search.views.room import address_of
from coalition.web.templating import has_endpoint, show_number

MOST_PAGES = 24  # listed under a hit; the document's own search lists all


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with every address and sentence of its entry.

    `passages` are (address, name of the page, passage); `pages` are (address, name with its number
    of places); `older` are (address, number) of older versions; `reasons` are (word, field, how
    met, times, points).
    """

    hit: Hit
    url: str
    passages: tuple[tuple[str, str, Extract], ...]
    pages: tuple[tuple[str, str], ...]
    strip: Markup
    older: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, str, str, int, float], ...]


def shown(hit: Hit, asked: Asked) -> Shown:
    """Return a hit as the page shows it."""

    def href(page: int) -> str:
        return address_of(hit, asked.text, page)

    def label(page: int, places: int) -> str:
        return _places_on(hit.unit, page, places)

    return Shown(
        hit,
        address_of(hit, asked.text),
        tuple((href(e.page), page_name(hit.unit, e.page), e) for e in hit.extracts),
        tuple((href(page), label(page, places)) for page, places in hit.page_matches[:MOST_PAGES]),
        strip.draw(hit.page_matches, hit.page_count, href=href, label=label),
        tuple(_older(hit, asked.text)),
        tuple(map(_in_words, hit.why.reasons)) if hit.why else (),
    )


def page_name(unit: str, page: int) -> str:
    """Return what a page is called."""
    number = show_number(page)
    match unit:
        case "slide":
            return _("Slide %(number)s", number=number)
        case "part":
            return _("Part %(number)s", number=number)
    return _("Page %(number)s", number=number)


def _places_on(unit: str, page: int, places: int) -> str:
    """Return the name of a page and how often the words stand on it."""
    return ngettext(
        "%(page)s: %(count)s place",
        "%(page)s: %(count)s places",
        places,
        page=page_name(unit, page),
        count=show_number(places),
    )


def _older(hit: Hit, text: str) -> Iterator[tuple[str, int]]:
    """Give the address and number of each older version that matches too."""
    room, _sign, number = hit.key.partition(":")
    if room == "document" and number.isdecimal() and has_endpoint("library.version"):
        for version in hit.older_versions:
            url = url_for(
                "library.version", document_id=int(number), number=version, q=text or None
            )
            yield url, version


def _in_words(reason: Reason) -> tuple[str, str, str, int, float]:
    """Return a reason as a row of its table."""
    fields = {
        "title": _("title"),
        "abstract": _("abstract"),
        "author": _("author"),
        "organisation": _("organisation"),
        "subject": _("subject"),
        "body": _("text"),
    }
    forms = {
        "typed": _("as typed"),
        "folded": _("without its accents"),
        "stem": _("in another form"),
        "begins": _("by its beginning"),
        "similar": _("spelt much the same"),
        "phrase": _("as a phrase"),
    }
    field = fields.get(reason.field, reason.field)
    return reason.word, field, forms.get(reason.form, reason.form), reason.count, reason.points
