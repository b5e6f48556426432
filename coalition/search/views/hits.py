"""A hit as its entry on the page shows it: where each passage opens, its pages, its reasons."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from coalition.search.asking import Asked
from coalition.search.finding.passages import Fragment
from coalition.search.results import Hit, Reason
from coalition.search.views import strip
from coalition.search.views.room import address_of
from coalition.web.templating import has_endpoint, show_number

WHY = "why:"  # before the key of the hit whose reasons are unfolded
MOST_PAGES = 24  # listed under a hit; the document's own search lists all


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with every address and sentence of its entry.

    `passages` are (address, name of the page, passage); `snippet` stands where there are none;
    `older` are (address, number) of older
    versions. Where they are unfolded, `pages` are (address, name with its number of places) and
    `reasons` are (word, field, how met, times, points); `is_ranked` tells that there are reasons.
    """

    hit: Hit
    url: str
    passages: tuple[tuple[str, str, Markup], ...]
    snippet: Markup
    pages: tuple[tuple[str, str], ...]
    strip: Markup
    older: tuple[tuple[str, int], ...]
    is_ranked: bool
    reasons: tuple[tuple[str, str, str, int, float], ...]


def shown(hits: Iterable[Hit], asked: Asked, unfolded: str = "") -> list[Shown]:
    """Return the hits of a page as it shows them, with what is unfolded under one of them."""
    # The words stand on the first pages of many, so each name is looked up once.
    name, places_on = cache(page_name), cache(_places_on)
    return [_shown(hit, asked.text, unfolded, name, places_on) for hit in hits]


def _shown(
    hit: Hit,
    text: str,
    unfolded: str,
    name: Callable[[str, int], str],
    places_on: Callable[[str, int, int], str],
) -> Shown:
    def href(page: int) -> str:
        return address_of(hit, text, page)

    def label(page: int, places: int) -> str:
        return places_on(hit.unit, page, places)

    pages = hit.page_matches[:MOST_PAGES] if unfolded == f"places:{hit.key}" else ()
    why = hit.why if unfolded == f"{WHY}{hit.key}" else None
    return Shown(
        hit,
        address_of(hit, text),
        tuple((href(e.page), name(hit.unit, e.page), marked(e.fragments)) for e in hit.extracts),
        marked(hit.snippet),
        tuple((href(page), label(page, places)) for page, places in pages),
        strip.draw(hit.page_matches, hit.page_count, href=href, label=label),
        tuple(_older(hit, text)),
        bool(text) and hit.score > 0,
        tuple(map(_in_words, why.reasons)) if why else (),
    )


def marked(fragments: Iterable[Fragment]) -> Markup:
    """Return a passage with its words marked."""
    parts = ((escape(one.text), one.marked) for one in fragments)
    drawn = "".join(f"<mark>{text}</mark>" if is_marked else text for text, is_marked in parts)
    return Markup(drawn)  # noqa: S704 escaped above


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
    room, _sign, number = hit.key.partition(".")[0].partition(":")
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
        "session": _("session"),
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
