"""A document in each format: at addresses of their own, and at its own address for who asks."""

from datetime import UTC, datetime

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MIMEAccept

from coalition.errors import NotFound
from coalition.library import policy
from coalition.library.queries import get_document
from coalition.records.announcing import digest_of
from coalition.records.formats.catalogue import BY_ENDING, FORMATS, Format
from coalition.records.queries import find_announcement
from coalition.records.record import Record
from coalition.records.views.room import blueprint, record_of_page
from coalition.web.viewing import current_viewer

PAGE = "library.detail"
HTML = frozenset({"text/html", "application/xhtml+xml", "text/*", "*/*"})


@blueprint.get("/library/<int:document_id>/record.<ending>")
def form(document_id: int, ending: str) -> ResponseReturnValue:
    """Give a document in a format, as a file to keep; its tombstone where it is withdrawn."""
    asked = BY_ENDING.get(ending)
    if asked is None:
        raise NotFound(_("There is no such format."))
    document = get_document(document_id, viewer=current_viewer())
    record = record_of_page(document_id)
    if record is None:
        if not policy.may_read(current_viewer(), document):
            return render_template("library/withdrawn.html", document=document), 410
        raise NotFound(_("There is no document at this address, or it is not open to you."))
    answer = _answer(record, asked)
    name = f"document-{document_id}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.before_app_request
def answer_as_asked() -> Response | None:
    """Give a document at its own address in the format that is asked for there, if one is.

    HTML is given where it is wanted as much or anything will do, and of what is no record.
    """
    if request.endpoint != PAGE or request.method not in {"GET", "HEAD"}:
        return None
    asked = wanted(request.accept_mimetypes)
    document_id = int((request.view_args or {})["document_id"])
    record = record_of_page(document_id) if asked else None
    if asked is None or record is None:
        return None
    answer = _answer(record, asked)
    place = url_for("records.form", document_id=document_id, ending=asked.ending)
    answer.headers["Content-Location"] = place
    return answer


@blueprint.after_app_request
def say_it_varies(answer: Response) -> Response:
    """Say at the address of a document that its answer depends on the format asked for."""
    if request.endpoint == PAGE:
        answer.vary.add("Accept")
    return answer


def wanted(accepted: MIMEAccept) -> Format | None:
    """Return the format that is wanted more than HTML; None for HTML."""
    qualities: dict[str, float] = {}
    for value, quality in accepted:
        kind = value.partition(";")[0].strip().lower()
        qualities[kind] = max(qualities.get(kind, 0), quality)
    html = max((quality for kind, quality in qualities.items() if kind in HTML), default=0)
    best = max(FORMATS, key=lambda one: qualities.get(one.media_type, 0), default=None)
    return best if best and qualities.get(best.media_type, 0) > html else None


def _answer(record: Record, asked: Format) -> Response:
    """Return a record in a format, not sent again to those who have it already."""
    answer = Response(asked.write(record), content_type=_content_type(asked))
    answer.add_etag()
    changed_at = _changed_at(record)
    if changed_at:
        answer.last_modified = changed_at
    return answer.make_conditional(request)  # type: ignore[return-value]  # itself


def _content_type(asked: Format) -> str:
    """Return the type with its encoding, where the format does not fix or declare it."""
    names_it = asked.media_type.endswith(("json", "xml"))
    return asked.media_type if names_it else f"{asked.media_type}; charset=utf-8"


def _changed_at(record: Record) -> datetime | None:
    """Return when this very record was announced; None where that is still to come."""
    known = find_announcement(record.document_id)
    if known is None or known.is_gone or known.digest != digest_of(record):
        return None
    return known.stamped_at if known.stamped_at <= datetime.now(UTC) else None
