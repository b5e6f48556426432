"""Publishing and taking back: what becomes of a document once it is described."""

from flask_babel import gettext as _
from sqlalchemy import delete

from coalition.audit import service as audit
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library import indexing, leaving, letters, policy
from coalition.library.description import refuse_incomplete
from coalition.library.models import (
    Act,
    Author,
    Document,
    DocumentEvent,
    DocumentSubject,
    State,
)
from coalition.library.noting import note_act
from coalition.library.offering import refuse_publishing
from coalition.library.standing import held, refuse_stale, where_it_stands
from coalition.web.site import settings
from coalition.web.viewer import Viewer


def publish(document_id: int, *, by: Viewer, revision: int | None = None) -> State:
    """Publish a draft, or hand it in where coordinators review first; return its new state.

    Only the newest version goes on, for what was replaced before is not to be shown to anybody.
    Raises Invalid with a sentence per missing field, Conflict when it is past that or changed
    since `revision`, NotFound and NotAllowed.
    """
    with transaction():
        document = held(document_id, by)
        if document.state not in policy.UNPUBLISHED:
            raise Conflict(where_it_stands(document))
        if not policy.may_publish(by, document):
            raise Conflict(_("The document was handed in and waits for a coordinator."))
        refuse_stale(document, revision)
        refuse_incomplete(document)
        refuse_publishing(document)
        leaving.let_earlier_go(document_id)
        if settings().review_before_publishing and not by.is_coordinator:
            document.state, document.handed_in_at = State.IN_REVIEW, now()
            note_act(document.id, Act.HANDED_IN, by)
            letters.tell_handed_in(document, by)
        else:
            if document.state == State.IN_REVIEW:
                letters.tell_published(document, by)
            document.state, document.published_at = State.PUBLISHED, now()
            note_act(document.id, Act.PUBLISHED, by)
            indexing.index_soon(document.id)
        document.revision += 1
        return document.state


def send_back(document_id: int, reason: str, *, by: Viewer) -> None:
    """Give a document that was handed in back to its depositor, as a draft, with the reason."""
    if not policy.may_review(by):
        raise NotAllowed(_("Only coordinators review documents."))
    with transaction():
        document = held(document_id, by)
        if document.state != State.IN_REVIEW:
            raise Conflict(where_it_stands(document))
        document.state, document.handed_in_at = State.DRAFT, None
        document.revision += 1
        note_act(document.id, Act.SENT_BACK, by, _reason(reason))
        letters.tell_sent_back(document, reason.strip(), by)


def withdraw(document_id: int, reason: str, *, by: Viewer) -> None:
    """Take a published document back: a tombstone stays, search forgets it before all else."""
    with transaction():
        document = held(document_id, by)
        if not policy.may_withdraw(by, document):
            raise Conflict(where_it_stands(document))
        document.state, document.withdrawn_at = State.WITHDRAWN, now()
        document.withdrawn_reason = _reason(reason)
        document.revision += 1
        note_act(document.id, Act.WITHDRAWN, by, document.withdrawn_reason)
        indexing.forget_soon(document.id)


def delete_draft(document_id: int, *, by: Viewer) -> None:
    """Delete a draft with its versions, and those files no other document has."""
    with transaction():
        document = held(document_id, by)
        if not policy.may_delete(by, document):
            raise Conflict(where_it_stands(document))
        audit.note(
            "library.draft_deleted",
            f"document:{document_id}",
            by=by.person_id,
            title=document.title,
        )
        leaving.let_all_go(document_id)
        for part in (Author, DocumentSubject, DocumentEvent):
            db.session.execute(delete(part).where(part.document_id == document_id))
        db.session.execute(delete(Document).where(Document.id == document_id))


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid(fields={"reason": _("Give the reason in a sentence; readers will see it.")})
    return text.strip()
