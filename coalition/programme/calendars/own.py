"""The private address of one's own programme: made, renewed, given up, and what is found at it."""

import re
import secrets

from flask_babel import gettext as _
from sqlalchemy import delete, select

from coalition.accounts.models import Person
from coalition.audit import service as audit
from coalition.database import db, locked, now, transaction
from coalition.errors import NotAllowed, NotFound
from coalition.programme import queries
from coalition.programme.models import Follower, OwnCalendar, Session
from coalition.web.viewer import ANONYMOUS, Viewer

KEY_BYTES = 32  # 256 bits: nobody guesses an address
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def find_own_calendar(*, viewer: Viewer) -> OwnCalendar | None:
    """Return the viewer's private address, None where there is none."""
    if viewer.person_id is None:
        return None
    return db.session.get(OwnCalendar, viewer.person_id)


def get_own_sessions(key: str) -> list[Session]:
    """Return, in order of time, what the person of this key chose. Raises NotFound.

    Whoever has the address reads it without signing in, so it holds what is public alone.
    """
    found = select(OwnCalendar).where(OwnCalendar.key == key)
    is_key = KEY.fullmatch(key) is not None  # PostgreSQL is not to be asked for just anything
    owner = db.session.scalars(found).one_or_none() if is_key else None
    if owner is None:
        raise NotFound(
            _("There is no calendar at this address. Its owner may have made a new address.")
        )
    chosen = select(Follower.session_id).where(Follower.person_id == owner.person_id)
    return queries.sessions_by_id(db.session.scalars(chosen).all(), viewer=ANONYMOUS)


def make_own_calendar(*, by: Viewer) -> OwnCalendar:
    """Give the person a private address, another than before: the old one works no longer.

    Raises NotAllowed for those who are not signed in.
    """
    person_id = _person_id(by)
    with transaction():
        locked(Person, person_id)  # of two at once the second renews what the first made
        own = db.session.get(OwnCalendar, person_id)
        if own is None:
            own = OwnCalendar(person_id=person_id)
            db.session.add(own)
        own.key, own.made_at = secrets.token_urlsafe(KEY_BYTES), now()
        audit.note("programme.calendar_made", f"person:{person_id}", by=person_id)
    return own


def give_up_own_calendar(*, by: Viewer) -> None:
    """Let the private address work no longer. Raises NotAllowed for those not signed in."""
    person_id = _person_id(by)
    with transaction():
        own = db.session.get(OwnCalendar, person_id, with_for_update=True)
        if own is not None:
            db.session.delete(own)
            audit.note("programme.calendar_given_up", f"person:{person_id}", by=person_id)


def give_up_all_calendars() -> int:
    """Let no private address of anybody work any longer; return how many there were.

    Called after a backup was restored, which does not know which were given up since.
    """
    with transaction():
        gone = delete(OwnCalendar).returning(OwnCalendar.person_id)
        owners = db.session.scalars(gone).all()
        for person_id in owners:
            audit.note("programme.calendar_given_up", f"person:{person_id}", by=None)
    return len(owners)


def _person_id(by: Viewer) -> int:
    if by.person_id is None:
        raise NotAllowed(_("Sign in first: the address is that of your own programme."))
    return by.person_id
