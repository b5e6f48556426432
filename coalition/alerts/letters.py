"""The letters about saved searches, in words a person would use."""

from urllib.parse import quote

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from coalition.alerts.finds import Finds
from coalition.alerts.models import Rhythm, SavedSearch
from coalition.alerts.queries import CONFIRM_DAYS
from coalition.alerts.wish import asked_of
from coalition.alerts.words import in_words
from coalition.mail.service import Letter
from coalition.search.asking import Asked
from coalition.search.results import Hit
from coalition.web.site import address_of, settings
from coalition.web.templating import show_date, show_issued

_LONGEST_MARKED = 200  # characters of the search that an address tells the page to mark


def confirm_letter(language: str, address: str) -> Letter:
    """Return the letter with the link that confirms an address.

    It repeats nothing that was typed, so that nobody can send words of theirs to a stranger.
    """
    with force_locale(language):
        return Letter(
            _("Confirm your saved search"),
            (
                _("Hello,"),
                _(
                    "Someone, probably you, saved a search at %(site)s and gave this address to "
                    "be told of new finds. To see the search and to get these letters, open this "
                    "page within %(days)d days and press the button:",
                    site=settings().coalition_name,
                    days=CONFIRM_DAYS,
                ),
                address,
                _("If it was not you, do nothing: no more letters come."),
            ),
            language,
        )


def finds_letter(search: SavedSearch, finds: Finds, reader_name: str, token: str) -> Letter:
    """Return the letter that tells of new finds; its token lets the reader change or stop it."""
    with force_locale(search.language):
        asked = asked_of(search)
        count = len(finds.keys)
        subject = ngettext(
            "%(num)d new find: %(name)s", "%(num)d new finds: %(name)s", count, name=search.name
        )
        paragraphs = (
            _("Hello %(name)s,", name=reader_name) if reader_name else _("Hello,"),
            _introduction(search, asked),
            *(_told(hit, asked) for hit in finds.shown),
            *_closing(asked, count - len(finds.shown)),
            _way_out(search, address_of("alerts.by_letter", token=token)),
        )
        stop = address_of("alerts.stop", token=token)
        return Letter(subject, paragraphs, search.language, unsubscribe_url=stop)


def _introduction(search: SavedSearch, asked: Asked) -> str:
    return _(
        "This is new at %(site)s for the search that you saved as “%(name)s” (%(words)s):",
        site=settings().coalition_name,
        name=search.name,
        words=in_words(asked, search.labels),
    )


def _told(hit: Hit, asked: Asked) -> str:
    """Return a find as lines: title, who and when, passage, address."""
    organisation = hit.organisation.label if hit.organisation else ""
    issued = show_issued(hit.issued) if hit.issued else ""
    passage = hit.extracts[0].fragments if hit.extracts else hit.snippet
    lines = (
        _line(hit.title),
        " · ".join(filter(None, (_line(organisation), issued))),
        _line("".join(fragment.text for fragment in passage)),
        _address(hit, asked.text),
    )
    return "\n".join(filter(None, lines))


def _address(hit: Hit, text: str) -> str:
    """Return where a find opens: at the page of its passage, the words marked."""
    address = settings().site_url + hit.url
    if hit.page is None:
        return address
    marked = f"q={quote(text)}&" if 0 < len(text) <= _LONGEST_MARKED else ""
    return f"{address}?{marked}page={hit.page}#page-{hit.page}"


def _closing(asked: Asked, further: int) -> tuple[str, str]:
    """Return how many finds are not shown, and where all of them are."""
    said = _("All that this search finds, the latest first:")
    if further:
        said = ngettext(
            "And %(num)d more. All that this search finds, the latest first:",
            "And %(num)d more. All that this search finds, the latest first:",
            further,
        )
    return said, address_of("search.index", **asked.arguments(sort="added", per_page=None))


def _way_out(search: SavedSearch, address: str) -> str:
    day = show_date(search.saved_at)
    if search.rhythm is Rhythm.DAILY:
        said = _(
            "You get such a letter once a day at most, since you saved it on %(day)s.", day=day
        )
    else:
        said = _(
            "You get such a letter once a week at most, since you saved it on %(day)s.", day=day
        )
    way_out = _("To change that, or to stop:")
    return f"{said} {way_out}\n{address}"


def _line(text: str) -> str:
    return " ".join(text.split())
