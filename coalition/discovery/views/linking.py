"""Links between a document's addresses: in a header of each, in a set of their own, to its PDF."""

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coalition.discovery import highwire, signposting
from coalition.discovery.views.describing import find_record_of_page
from coalition.discovery.views.room import blueprint
from coalition.errors import NotFound
from coalition.records.queries import get_record
from coalition.web.site import path_of
from coalition.web.viewing import current_viewer

TOLD = {200, 206, 304}  # refusals have no links
PAGES = frozenset({"library.detail", "library.version"})


@blueprint.get("/library/<int:document_id>/linkset.<any(json, txt):notation>")
def link_set(document_id: int, notation: str) -> Response:
    """Give all links between a document's addresses."""
    record = get_record(document_id, viewer=current_viewer())
    body = signposting.as_json(record) if notation == "json" else signposting.as_text(record)
    return Response(body, content_type=signposting.LINK_SETS[notation])


@blueprint.get("/library/<int:document_id>.pdf")
def pdf(document_id: int) -> ResponseReturnValue:
    """Go to the newest version where it is a PDF."""
    record = get_record(document_id, viewer=current_viewer())
    file = record.newest.file
    if file is None or file.media_type != highwire.PDF:
        raise NotFound(_("This document is not offered as a PDF."))
    place = {"document_id": document_id, "number": record.newest.number}
    return redirect(path_of("library.download", **place))


@blueprint.after_app_request
def link(answer: Response) -> Response:
    """Add the links of a document's page, file or record to its answer."""
    if answer.status_code not in TOLD:
        return answer
    found = _links(answer)
    if found:
        answer.headers.add("Link", signposting.header(found))
    return answer


def _links(answer: Response) -> tuple[signposting.Link, ...]:
    values = request.view_args or {}
    document_id: int = values.get("document_id", 0)
    if request.endpoint in PAGES:
        if answer.mimetype != signposting.HTML:
            return signposting.links_of_description(document_id)
        record = find_record_of_page(document_id)
        return signposting.links_of(record) if record else ()
    if request.endpoint == "library.download":
        return signposting.links_of_file(document_id)
    if request.endpoint == "records.form":
        return signposting.links_of_description(document_id)
    return ()
