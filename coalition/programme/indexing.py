"""What search is to find of the programme: the sessions that are no mere proposals."""

from sqlalchemy import select

from coalition.database import db
from coalition.programme.models import Session
from coalition.search.upkeep import INDEX
from coalition.tasks import submit

ROOM = "session"


def key_of(session_id: int) -> str:
    """Return the key a session has in the index, such as "session:5"."""
    return f"{ROOM}:{session_id}"


def index_soon(session_id: int) -> None:
    """Note, inside a transaction, that search must show this session, and what it names, anew."""
    submit(INDEX, key_of(session_id))


def index_meeting_soon(meeting_id: int) -> None:
    """Note the same of all sessions of a meeting."""
    for session_id in db.session.scalars(
        select(Session.id).where(Session.meeting_id == meeting_id)
    ):
        index_soon(session_id)


def index_tie_soon(session_id: int, document_id: int) -> None:
    """Note that a document was tied to a session, or is no longer."""
    index_soon(session_id)
    submit(INDEX, f"document:{document_id}")
