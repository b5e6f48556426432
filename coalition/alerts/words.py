"""A search in words, for those who look at what they saved."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coalition.alerts.wish import LONGEST_NAME
from coalition.search.asking import Asked
from coalition.web.languages import language_name
from coalition.web.templating import as_shown

Labels = Mapping[str, Mapping[str, str]]

TITLES = {
    "what": _l("What it is"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "year": _l("Year"),
    "organisation": _l("Organisation"),
    "subject": _l("Subject"),
}
WHATS = {
    "document": _l("Documents"),
    "session": _l("Sessions"),
    "organisation": _l("Organisations"),
    "news": _l("News"),
}


def in_words(asked: Asked, labels: Labels) -> str:
    """Return text and filters of a search in one line, in the reader's language."""
    said = [*_text(asked), *_filters(asked, labels), *_years(asked)]
    return " · ".join(said) or _("Everything")


def name_for(asked: Asked, labels: Labels) -> str:
    """Return a name to begin with: what was typed, else all of it in words."""
    name = " ".join(asked.text.split()) or in_words(asked, labels)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _text(asked: Asked) -> Iterator[str]:
    if asked.text:
        yield _("“%(text)s”", text=" ".join(asked.text.split()))


def _filters(asked: Asked, labels: Labels) -> Iterator[str]:
    for facet, title in TITLES.items():
        chosen = [_label(facet, key, labels) for key in asked.filters.chosen(facet)]
        if chosen:
            yield _("%(facet)s: %(value)s", facet=str(title), value=_(", ").join(chosen))


def _years(asked: Asked) -> Iterator[str]:
    first, last = asked.filters.first_year, asked.filters.last_year
    if first and last:
        yield _("From %(first)s to %(last)s", first=str(first), last=str(last))
    elif first:
        yield _("From %(first)s on", first=str(first))
    elif last:
        yield _("Until %(last)s", last=str(last))


def _label(facet: str, key: str, labels: Labels) -> str:
    if facet == "language":
        return language_name(key)
    if facet == "kind":
        return as_shown("kind_label", key)
    if facet == "what":
        return str(WHATS.get(key, key))
    return labels.get(facet, {}).get(key, key)
