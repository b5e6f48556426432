"""The site as a search engine of a browser: OpenSearch 1.1, its description and suggestions."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from lxml import etree

from coalition.search.results import Suggestion
from coalition.search.taking.plain import one_line
from coalition.web.site import address_of, settings

DESCRIPTION_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"

_SPACE = "http://a9.com/-/spec/opensearch/1.1/"
_NAMESPACES: dict[Any, str] = {None: _SPACE}
_LONGEST_SHORT_NAME = 16  # characters, by the specification, as the next
_LONGEST_LONG_NAME = 48
_TEMPLATES = (
    ("text/html", "results", "search.index", "?q={searchTerms}&page={startPage?}"),
    ("application/atom+xml", "results", "search.atom", "?q={searchTerms}&page={startPage?}"),
    ("application/json", "results", "search.api", "?q={searchTerms}&page={startPage?}"),
    (SUGGESTIONS_TYPE, "suggestions", "search.suggest", "?q={searchTerms}&format=opensearch"),
    (DESCRIPTION_TYPE, "self", "search.opensearch", ""),
)


def description() -> bytes:
    """Return what a browser needs to know in order to search here."""
    root = etree.Element(f"{{{_SPACE}}}OpenSearchDescription", nsmap=_NAMESPACES)
    name = one_line(settings().coalition_name)
    short = one_line(settings().coalition_acronym) or name
    _add(root, "ShortName", short[:_LONGEST_SHORT_NAME].strip())
    _add(root, "LongName", name[:_LONGEST_LONG_NAME].strip())
    _add(root, "Description", _("Search the library of %(name)s", name=name))
    icon = address_of("static", filename="img/mark.svg")
    _add(root, "Image", icon, type="image/svg+xml", width="16", height="16")
    for kind, relation, endpoint, arguments in _TEMPLATES:
        _add(root, "Url", type=kind, rel=relation, template=address_of(endpoint) + arguments)
    for tag in settings().interface_languages:
        _add(root, "Language", tag)
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "OutputEncoding", "UTF-8")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def as_completions(text: str, suggestions: Sequence[Suggestion]) -> list[object]:
    """Return suggestions as browsers take them: [text, texts, labels, addresses].

    What has no address of its own is searched.
    """
    labels = {
        "title": _("Title"),
        "session": _("Session"),
        "news": _("News"),
        "subject": _("Subject"),
        "organisation": _("Organisation"),
        "word": _("Word"),
        "words": _("Words"),
    }
    return [
        text,
        [one.text for one in suggestions],
        [labels[one.source] for one in suggestions],
        [
            settings().site_url + one.url if one.url else address_of("search.index", q=one.text)
            for one in suggestions
        ],
    ]


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    """Add an element to another."""
    etree.SubElement(parent, f"{{{_SPACE}}}{name}", attributes).text = text or None
