"""What of hubs is forgotten: registrations nobody confirmed, and who held those of meetings past."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select

from coalition.database import db, transaction
from coalition.hubs.models import Hub, HubEvent, HubLink, State
from coalition.programme.models import Meeting

CONTACT = ("coordinator_name", "coordinator_email", "technical_name", "technical_email")
BATCH = 50


def is_unconfirmed(before: datetime) -> ColumnElement[bool]:
    """Return the condition for hubs registered before then whose host never confirmed them."""
    return and_(Hub.state == State.UNCONFIRMED, Hub.registered_at < before)


def is_over(before: datetime) -> ColumnElement[bool]:
    """Return the condition for hubs of meetings that ended before, whose people are still known."""
    over = select(Meeting.id).where(Meeting.ends_on < before.date())
    known = or_(*(getattr(Hub, column) != "" for column in CONTACT))
    return and_(Hub.meeting_id.in_(over), known)


def forget_contacts(before: datetime) -> int:
    """Delete who held the hubs of meetings that ended before then; return of how many hubs."""
    gone = 0
    while True:
        with transaction():
            hubs = db.session.scalars(select(Hub).where(is_over(before)).limit(BATCH)).all()
            for hub in hubs:
                _forget_contact(hub)
        gone += len(hubs)
        if len(hubs) < BATCH:
            return gone


def _forget_contact(hub: Hub) -> None:
    for column in CONTACT:
        setattr(hub, column, "")
    db.session.execute(delete(HubLink).where(HubLink.hub_id == hub.id))
    for event in db.session.scalars(select(HubEvent).where(HubEvent.hub_id == hub.id)):
        if set(event.changes) & {*CONTACT}:
            event.changes = {key: old for key, old in event.changes.items() if key not in CONTACT}
