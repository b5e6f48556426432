"""The reader's language: the address's, else the chosen, the browser's, the first of the site."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from babel import Locale, UnknownLocaleError
from flask import Flask, has_request_context, request, session
from flask_babel import get_locale

from coalition.web.programs import for_programs
from coalition.web.site import settings
from coalition.web.wording import Speaking

CHOSEN = "language"
ASKED = "lang"  # of an address: the language of this one answer, of which nothing is kept
ENGLISH, WORLD_ENGLISH = Locale("en"), Locale("en", "001")
KEPT = 1_000  # names of languages kept ready
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "ug", "ur", "yi"}


def install_languages(app: Flask) -> None:
    """Let every page and letter be in the reader's language."""
    Speaking(app, locale_selector=_locale, default_translation_directories="translations")


def choose_language() -> str:
    """Return the language of this request as a tag of the site's list, or the site's first."""
    known = settings().interface_languages
    if not has_request_context():
        return known[0]
    asked = request.args.get(ASKED)
    if asked in known:
        return asked
    chosen = None if for_programs() else session.get(CHOSEN)
    if chosen in known:
        return str(chosen)
    return request.accept_languages.best_match(known) or known[0]


def _locale() -> Locale:
    return _parsed(choose_language())


@lru_cache(KEPT)
def _parsed(tag: str) -> Locale:
    return Locale.parse(tag)


def remember_language(tag: str) -> None:
    """Keep the reader's choice in their browser, if the site speaks it."""
    if tag in settings().interface_languages:
        session[CHOSEN] = tag


def address_in_any_language() -> str:
    """Return the present address within the site, without the language it may ask for."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != ASKED]
    return quote(request.path) + (f"?{urlencode(kept)}" if kept else "")


def locale_tag() -> str:
    """Return the BCP 47 tag of the page being made."""
    return str(get_locale() or "en").replace("_", "-")


def usage() -> Locale:
    """Return the locale dates follow: English without a country is that of the world at large."""
    locale = get_locale() or ENGLISH
    return WORLD_ENGLISH if locale == ENGLISH else locale


@lru_cache(KEPT)
def direction_of(tag: str) -> str:
    """Return "rtl" or "ltr" for text in this language."""
    primary, *rest = tag.lower().split("-")
    return "rtl" if primary in RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest else "ltr"


def language_name(tag: str, display: str | None = None) -> str:
    """Return a language's name in the reader's language (or in `display`), else its tag."""
    return _language_name(tag, display or locale_tag())


@lru_cache(KEPT)
def _language_name(tag: str, display: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(display.replace("-", "_"))
    except (ValueError, LookupError, UnknownLocaleError):
        return tag
    return name or tag


def interface_languages() -> list[tuple[str, str]]:
    """Return the site's languages as (tag, its own name)."""
    return [(tag, language_name(tag, tag)) for tag in settings().interface_languages]
