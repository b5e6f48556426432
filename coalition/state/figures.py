"""What the rooms count, for those who watch the site; other rooms add theirs when they are there."""

from collections.abc import Callable

from sqlalchemy import func, select

from coalition.accounts.models import Device
from coalition.database import db
from coalition.library.models import Document
from coalition.mail.models import Message


def documents() -> float:
    """Documents of all states."""
    return db.session.scalar(select(func.count(Document.id))) or 0


def devices_signed_in() -> float:
    """Browsers in which somebody is signed in."""
    return db.session.scalar(select(func.count(Device.id)).where(Device.ended_at.is_(None))) or 0


def letters_waiting() -> float:
    """Letters that were written and not sent yet."""
    return db.session.scalar(select(func.count(Message.id)).where(Message.sent_at.is_(None))) or 0


GAUGES: dict[str, Callable[[], float]] = {
    "coalition_documents": documents,
    "coalition_devices_signed_in": devices_signed_in,
    "coalition_letters_waiting": letters_waiting,
}
