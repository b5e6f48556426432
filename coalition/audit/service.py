"""The only writes of the audit log: noting an act with what it changed, and forgetting details."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, column, or_, select, table, text, update

from coalition.audit import naming
from coalition.audit.actions import ACTIONS, Group, keys_of
from coalition.audit.chain import BEGINNING, detail_digest, digest_of
from coalition.audit.models import Act
from coalition.database import before_commit, db, now, transaction
from coalition.web.origin import origin

# Of PostgreSQL's advisory locks: whoever adds to the chain holds it until the commit.
CHAIN_LOCK = 6_204_011
BATCH = 500  # acts whose details are erased at once


def note(action: str, subject: str = "", *, by: int | None, **facts: Any) -> None:
    """Note an act with the surrounding transaction: both are saved, or neither.

    action: a key of audit.actions. subject: such as "document:7". by: the number of the person who
    acts; None for visitors and the command line. facts: what else is to be known, as JSON takes
    it; what is empty is left out. The network address, the number of the request and that a command
    acts are noted by themselves. Raises ValueError for an act that the list does not have.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is no act of coalition.audit.actions")
    here = origin()
    detail = {name: fact for name, fact in facts.items() if fact not in (None, "", [], {})}
    if here.address:
        detail |= {"address": here.address, "request": here.request_id}
    if here.via:
        detail.setdefault("via", here.via)
    act = Act(action=action, person_id=by, subject=subject, detail=detail)
    with transaction():
        if by is not None:
            _hold_person(by)
        before_commit(lambda: _add(act))


def note_once(
    action: str,
    subject: str,
    *,
    by: int | None,
    within: timedelta,
    alike: Mapping[str, object],
    **facts: Any,
) -> bool:
    """Note an act unless the same person did the same lately; tell whether it was noted.

    alike: facts that must be the same for an act to be the same, such as the version of a file.
    """
    lately = select(Act.detail).where(
        Act.subject == subject,
        Act.action == action,
        Act.person_id == by,
        Act.at > now() - within,
    )
    for detail in db.session.scalars(lately):
        if detail is not None and alike.items() <= detail.items():
            return False
    note(action, subject, by=by, **facts, **alike)
    return True


def forget_details(before: datetime) -> int:
    """Erase the details of acts older than this and return of how many; the chain holds.

    Those of settings tell of no person and stay: the next start is compared with them.
    """
    return _forget(Act.at < before, Act.action.not_in(keys_of(Group.SETTINGS)))


def forget_person(person_id: int, *, email: str = "", name: str = "") -> int:
    """Erase the details of acts by or about a person and return of how many; the chain holds.

    With `email` also those of other acts that name this address, such as sign-ins that failed; with
    `name` those of acts in which it is given as that of a person (naming.py).
    """
    theirs = or_(Act.person_id == person_id, Act.subject == f"person:{person_id}")
    with transaction():
        forgotten = _forget(theirs)
        named = naming.acts_naming(email, name)
        for first in range(0, len(named), BATCH):
            forgotten += _forget(Act.id.in_(named[first : first + BATCH]))
    return forgotten


def _forget(*which: ColumnElement[bool]) -> int:
    gone = update(Act).where(Act.detail.is_not(None), *which).values(detail=None, salt="")
    with transaction():
        found = db.session.execute(gone, execution_options={"synchronize_session": False})
        db.session.expire_all()
    return int(found.rowcount)  # type: ignore[attr-defined]  # of an UPDATE there is one


def _hold_chain() -> None:
    """Wait until nobody else adds to the chain, and keep them from it until the commit."""
    if _on_postgresql():
        db.session.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))


def _hold_person(person_id: int) -> None:
    """Keep the row an act is going to point to, as its foreign key would at the very end.

    Whoever waited for it then would hold the chain meanwhile, and with it the one waited for.
    """
    if _on_postgresql():
        people = table("people", column("id"))
        kept = select(people.c.id).where(people.c.id == person_id)
        db.session.execute(kept.with_for_update(read=True, key_share=True))


def _on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _add(act: Act) -> None:
    """Add an act to the end of the chain, which nobody else can do until the commit."""
    db.session.flush()  # what may have to wait for somebody else is written before
    _hold_chain()
    last = db.session.execute(select(Act.id, Act.digest).order_by(Act.id.desc()).limit(1)).first()
    act.id = last.id + 1 if last else 1
    act.previous = last.digest if last else BEGINNING
    act.at = now()
    act.salt = secrets.token_hex(16)
    act.detail_digest = detail_digest(act.salt, act.detail or {})
    act.digest = digest_of(act)
    db.session.add(act)
    db.session.flush()
