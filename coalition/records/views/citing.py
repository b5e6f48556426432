"""How a document is cited, and the formats it can be had in, for the page that shows it."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from coalition.database import now
from coalition.records.citing.styles import STYLES
from coalition.records.formats.catalogue import BY_KEY, FORMATS, Format
from coalition.records.views.room import record_of_page

MANAGERS = ("bibtex", "ris", "csl")  # keys of what reference managers read


@dataclass(frozen=True, slots=True)
class Cited:
    """A document cited: styles by name with the citation; formats by name with their address."""

    styles: tuple[tuple[str, Markup], ...]
    managers: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...]


def cited(document_id: int) -> Cited | None:
    """Return how a document is cited, as read today; None for what is not published."""
    record = record_of_page(document_id)
    if record is None:
        return None
    today = now().date()
    return Cited(
        tuple((style.name, style.cite(record, today)) for style in STYLES),
        tuple(_link(BY_KEY[key], document_id) for key in MANAGERS),
        tuple(_link(one, document_id) for one in FORMATS if one.key not in MANAGERS),
    )


def _link(form: Format, document_id: int) -> tuple[str, str]:
    return form.name, url_for("records.form", document_id=document_id, ending=form.ending)
