"""Noting what is done to a document: in its history and in the audit log."""

from coalition.audit import service as audit
from coalition.database import db
from coalition.library.models import Act, Document, DocumentEvent
from coalition.web.viewer import Viewer


def note_act(document_id: int, act: Act, by: Viewer, text: str = "", **facts: object) -> None:
    """Add an act to the document's history, and to the audit log with these facts."""
    db.session.add(DocumentEvent(document_id=document_id, act=act, by_id=by.person_id, text=text))
    audit.note(
        f"library.{act.name.lower()}",
        f"document:{document_id}",
        by=by.person_id,
        title=db.session.get_one(Document, document_id).title,
        **facts,
    )
