"""Reads of who follows a session: what they are told of, who is told, and whom a letter went to."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import db
from coalition.errors import NotFound
from coalition.programme.models import Act, Follower, Session, SessionEvent

CONFIRM_DAYS = 7  # in which an address must be confirmed
TOLD_ACTS = (Act.SCHEDULED, Act.MOVED, Act.CANCELLED, Act.REINSTATED)


def find_follower_by_id(follower_id: int) -> Follower | None:
    """Return a follower with their session and its meeting, or None."""
    return db.session.scalars(_followers().where(Follower.id == follower_id)).one_or_none()


def get_follower_by_letter(token: str) -> Follower:
    """Return whom a letter with this link went to, with session and meeting. Raises NotFound."""
    theirs = _followers().where(Follower.token_digest == accounts.digest_of(token))
    follower = db.session.scalars(theirs).one_or_none()
    if follower is None:
        raise NotFound(_("These letters were stopped for good, and no more come."))
    return follower


def told_acts_of(session_id: int) -> list[SessionEvent]:
    """Return the acts whose news followers are told, in order, with who did them.

    A time changed while a session is cancelled is among them: it is told once it is held.
    """
    said = or_(SessionEvent.act.in_(TOLD_ACTS), SessionEvent.act == Act.EDITED)
    acts = select(SessionEvent).where(SessionEvent.session_id == session_id, said)
    found = db.session.scalars(acts.options(joinedload(SessionEvent.by)).order_by(SessionEvent.id))
    return [event for event in found if event.act in TOLD_ACTS or event.changes]


def session_to_tell(session_id: int) -> Session | None:
    """Return a session with meeting and room, kept from changing until the transaction ends."""
    return db.session.scalars(
        select(Session)
        .where(Session.id == session_id)
        .options(selectinload(Session.meeting), selectinload(Session.room))
        .with_for_update(read=True, of=Session)
        .execution_options(populate_existing=True)
    ).one_or_none()


def followers_to_tell(session_id: int, event_id: int) -> list[tuple[int, str]]:
    """Return followers who were not told of this act, as number and address, in their order."""
    address = func.coalesce(Person.email, Follower.email)
    found = (
        select(Follower.id, address)
        .outerjoin(Person, Person.id == Follower.person_id)
        .where(Follower.session_id == session_id, Follower.told_event_id < event_id, _is_open())
        .order_by(Follower.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def followers_held(follower_ids: Collection[int]) -> list[tuple[Follower, Person | None]]:
    """Return those of these followers who still are to be written to, kept for this transaction."""
    found = (
        select(Follower, Person)
        .outerjoin(Person, Person.id == Follower.person_id)
        .where(Follower.id.in_(follower_ids), _is_open())
        .order_by(Follower.id)
        .with_for_update(of=Follower)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def is_unconfirmed(before: datetime) -> ColumnElement[bool]:
    """Return the condition for addresses given before then that were never confirmed."""
    theirs = Follower.person_id.is_(None)
    return and_(theirs, Follower.confirmed_at.is_(None), Follower.since_at < before)


def is_stopped(before: datetime) -> ColumnElement[bool]:
    """Return the condition for addresses whose letters were stopped before then."""
    return and_(Follower.person_id.is_(None), Follower.stopped_at < before)


def _is_open() -> ColumnElement[bool]:
    """Return the condition for followers who confirmed and did not stop the letters."""
    return and_(Follower.confirmed_at.is_not(None), Follower.stopped_at.is_(None))


def _followers() -> Select[Follower]:
    return select(Follower).options(
        joinedload(Follower.session).options(joinedload(Session.meeting), joinedload(Session.room))
    )
