"""What all pages of records share: the blueprint, and the span of a document in a list."""

from collections.abc import Collection

from flask import Blueprint, g, request
from markupsafe import Markup

from coalition.records.formats import coins
from coalition.records.queries import find_record
from coalition.records.record import Record
from coalition.web.site import settings
from coalition.web.viewing import current_viewer

PAGES = frozenset({"library.detail", "library.version"})  # where a document is shown

blueprint = Blueprint("records", __name__)


@blueprint.before_app_request
def read_record() -> None:
    """Read the record of the document that is to be shown, before the page reads more of it.

    Reading it later would take from the document at hand what a record has no need of.
    """
    if request.endpoint in PAGES and request.view_args:
        record_of_page(request.view_args["document_id"])


def record_of_page(document_id: int) -> Record | None:
    """Return the record of a document this page is about, read once a request; None without one."""
    records: dict[int, Record | None] = g.setdefault("records", {})
    if document_id not in records:
        records[document_id] = find_record(document_id, viewer=current_viewer())
    return records[document_id]


@blueprint.app_template_global("coins")
def span_of_card(
    url: str,
    title: str,
    kind: str | None,
    issued: str | None,
    authors: Collection[str],
    organisation: str | None,
) -> Markup:
    """Return the span by which Zotero finds a document in a list, from what its card shows."""
    path = url.partition("?")[0].partition("#")[0]
    return coins.span(settings().site_url + path, title, kind, issued, authors, organisation)
