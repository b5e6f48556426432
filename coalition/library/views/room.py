"""What all pages of the library share: the blueprint, who may come near a document, its reading state."""

from typing import Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _

from coalition.errors import Conflict
from coalition.library import history, policy, queries, receipt
from coalition.library.findings import findings_of, page_ranges
from coalition.library.licences import licence_label, licence_url
from coalition.library.models import Document, State
from coalition.library.offering import hold_of, is_offered
from coalition.library.orcids import orcid_address
from coalition.web.viewing import current_viewer

LAST_PAGE = 1_000_000  # beyond it no database counts rows

blueprint = Blueprint("library", __name__, url_prefix="/library")
blueprint.add_app_template_filter(licence_label, "licence_label")
blueprint.add_app_template_filter(licence_url, "licence_url")
blueprint.add_app_template_filter(orcid_address, "orcid_address")
blueprint.add_app_template_filter(page_ranges, "page_ranges")
blueprint.add_app_template_test(is_offered, "offered")
blueprint.add_app_template_test(policy.was_never_published, "never_published")


def page_number() -> int:
    """Return the page that was asked for, of a list or of a text."""
    return min(max(request.args.get("page", default=1, type=int), 1), LAST_PAGE)


def wants_json() -> bool:
    """Tell whether a script sent the form and waits for an answer to itself."""
    return request.accept_mimetypes.best == "application/json"


def first_sentence(form: Any) -> str:
    """Return the first thing wrong with a form, for a script to show beside the file."""
    sentences = [*form.form_errors, *(e for field in form for e in field.errors)]
    return str(sentences[0]) if sentences else _("The form is not complete.")


def document_to_edit(document_id: int) -> Document:
    """Return a document in the viewer's care. 403 for readers who may only know of it."""
    document = queries.get_document(document_id, viewer=current_viewer())
    if not policy.may_care_for(current_viewer(), document):
        abort(403)
    if document.state == State.WITHDRAWN:
        raise Conflict(_("This document is withdrawn and stays as it is."))
    return document


def reading_state(document: Document) -> dict[str, Any]:
    """Return what templates show of the reading of a document's newest version."""
    newest = document.versions[-1]
    return {
        "document": document,
        "newest": newest,
        "is_waiting": receipt.is_waiting(newest),
        "recognising": receipt.recognising(newest, viewer=current_viewer()),
        "problem": receipt.problem_of(newest) or receipt.problem_since(newest),
        "hold": hold_of(newest),
        "findings": findings_of(newest),
        "sent_back": history.why_sent_back(document),
        "may_retry": policy.may_retry_reading(current_viewer()),
    }
