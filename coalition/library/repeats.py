"""Forms that are sent twice: a double click, or an answer that was lost, makes no second draft."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from coalition.database import db, now
from coalition.library.models import Deposit, Document
from coalition.web.viewer import Viewer

KEPT = timedelta(days=1)


def claim(once: str, digest: str, *, by: Viewer) -> Document | None:
    """Return the draft this form already made of these bytes; else note that one is being made.

    Inside a transaction. A second one of the same form waits here until the first is saved.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(delete(Deposit).where(Deposit.created_at < now() - KEPT))
    noted = db.session.execute(
        insert(Deposit)
        .values(once=_mark(once, by), digest=digest, created_at=now())
        .on_conflict_do_nothing()
        .returning(Deposit.once)
    ).first()
    return None if noted else find(once, digest, by=by)


def fulfil(once: str, digest: str, document_id: int, *, by: Viewer) -> None:
    """Note which draft the form became."""
    db.session.execute(
        update(Deposit)
        .where(Deposit.once == _mark(once, by), Deposit.digest == digest)
        .values(document_id=document_id)
    )


def find(once: str, digest: str | None = None, *, by: Viewer) -> Document | None:
    """Return the draft that this person's form became, of these bytes or of any."""
    found = (
        select(Document)
        .join(Deposit, Deposit.document_id == Document.id)
        .where(Deposit.once == _mark(once, by))
    )
    if digest is not None:
        found = found.where(Deposit.digest == digest)
    return db.session.scalars(found.limit(1)).first()


def _mark(once: str, by: Viewer) -> str:
    """Return the form's token as it is kept: of one length, and of this person alone."""
    return hashlib.sha256(f"{by.person_id} {once}".encode()).hexdigest()
