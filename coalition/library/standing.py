"""What every change of a document asks first: may this person, does its state allow it, is it fresh."""

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coalition.database import db, locked
from coalition.errors import Conflict, NotAllowed, NotFound
from coalition.library import policy
from coalition.library.models import Act, Document, DocumentEvent, State
from coalition.web.viewer import Viewer

DECISIVE = {
    State.IN_REVIEW: Act.HANDED_IN,
    State.PUBLISHED: Act.PUBLISHED,
    State.WITHDRAWN: Act.WITHDRAWN,
}


def held(document_id: int, by: Viewer) -> Document:
    """Return the document, kept for this transaction's change.

    Raises NotFound when `by` may not know of it and NotAllowed when it is not theirs to change.
    """
    missing = _("There is no document at this address, or it is not open to you.")
    document = locked(Document, document_id, missing=missing)
    if not policy.may_know_of(by, document):
        raise NotFound(missing)
    if not policy.may_care_for(by, document):
        raise NotAllowed(_("Only its organisation and the coordinators change this document."))
    return document


def refuse_stale(document: Document, revision: int | None) -> None:
    """Raise Conflict when the document changed since the revision a form was made of."""
    if revision is not None and revision != document.revision:
        raise Conflict(
            _("The document was changed since you opened this page. Look at it again and repeat.")
        )


def where_it_stands(document: Document) -> str:
    """Return the sentence that tells a late act what was done before it, by whom and when."""
    if document.state not in DECISIVE:
        return _("This document is a draft: it was not published yet, or was sent back.")
    event = db.session.scalars(
        select(DocumentEvent)
        .where(
            DocumentEvent.document_id == document.id, DocumentEvent.act == DECISIVE[document.state]
        )
        .options(joinedload(DocumentEvent.by))
        .order_by(DocumentEvent.id.desc())
        .limit(1)
    ).one()
    said = {
        "who": event.by.name if event.by else _("somebody"),
        "when": format_date(event.at, "long", rebase=False),
    }
    match document.state:
        case State.PUBLISHED:
            return _("%(who)s published this document on %(when)s.", **said)
        case State.WITHDRAWN:
            return _("%(who)s withdrew this document on %(when)s.", **said)
        case _other:
            return _("%(who)s handed this document in on %(when)s.", **said)
