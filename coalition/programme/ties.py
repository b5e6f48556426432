"""The writes that tie documents to sessions."""

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from coalition.database import db, transaction
from coalition.errors import NotFound
from coalition.library import policy as library_policy
from coalition.library.models import Document
from coalition.programme import indexing
from coalition.programme.models import Act, SessionDocument, Use
from coalition.programme.writing import held, note
from coalition.web.viewer import Viewer


def tie_document(session_id: int, document_id: int, use: Use, *, by: Viewer) -> SessionDocument:
    """Say that a document belongs to a session; once more changes what it is to it.

    Raises NotFound for documents one may not know of, and NotAllowed.
    """
    with transaction():
        session = held(session_id, by)
        document = db.session.get(Document, document_id)
        if document is None or not library_policy.may_know_of(by, document):
            raise NotFound(_("There is no document with this number, or it is not open to you."))
        tie = db.session.scalars(_tie(session.id, document_id)).one_or_none()
        if tie is None:
            tie = SessionDocument(
                session_id=session.id, document_id=document_id, tied_by_id=by.person_id, use=use
            )
            db.session.add(tie)
            note(session, Act.TIED, by, text=_title_for_all(document))
        tie.use = use
        indexing.index_tie_soon(session.id, document_id)
    return tie


def untie_document(session_id: int, document_id: int, *, by: Viewer) -> None:
    """Say that a document does not belong to a session. Raises NotFound and NotAllowed."""
    with transaction():
        session = held(session_id, by)
        found = _tie(session.id, document_id).options(joinedload(SessionDocument.document))
        tie = db.session.scalars(found).one_or_none()
        if tie is None or not library_policy.may_know_of(by, tie.document):
            raise NotFound(_("This document is not tied to the session."))
        note(session, Act.UNTIED, by, text=_title_for_all(tie.document))
        db.session.delete(tie)
        indexing.index_tie_soon(session.id, document_id)


def _title_for_all(document: Document) -> str:
    """Return the title, nothing of a draft: others who hold the session may not know of it."""
    return "" if document.state in library_policy.UNPUBLISHED else document.title


def _tie(session_id: int, document_id: int) -> Select[SessionDocument]:
    return select(SessionDocument).where(
        SessionDocument.session_id == session_id, SessionDocument.document_id == document_id
    )
