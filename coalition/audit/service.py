"""The only write of the audit log: noting an act together with what it changed."""

import secrets
from typing import Any

from sqlalchemy import select, text

from coalition.audit.chain import BEGINNING, detail_digest, digest_of
from coalition.audit.models import Act
from coalition.database import before_commit, db, now, transaction
from coalition.web.origin import origin

# Of PostgreSQL's advisory locks: whoever adds to the chain holds it until the commit.
CHAIN_LOCK = 6_204_011


def note(action: str, subject: str = "", *, by: int | None, **facts: Any) -> None:
    """Note an act with the surrounding transaction: both are saved, or neither.

    action: a key of audit.actions. subject: such as "document:7". by: the number of the person who
    acts; None for visitors and the command line. facts: what else is to be known, as JSON takes
    it. The network address and the number of the request are noted by themselves.
    """
    here = origin()
    detail = {name: fact for name, fact in facts.items() if fact not in (None, "")}
    if here.address:
        detail |= {"address": here.address, "request": here.request_id}
    act = Act(action=action, person_id=by, subject=subject, detail=detail)
    with transaction():
        before_commit(lambda: _add(act))


def _add(act: Act) -> None:
    """Add an act to the end of the chain, which nobody else can do until the commit."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))
    last = db.session.execute(select(Act.id, Act.digest).order_by(Act.id.desc()).limit(1)).first()
    act.id = last.id + 1 if last else 1
    act.previous = last.digest if last else BEGINNING
    act.at = now()
    act.salt = secrets.token_hex(16)
    act.detail_digest = detail_digest(act.salt, act.detail or {})
    act.digest = digest_of(act)
    db.session.add(act)
    db.session.flush()
