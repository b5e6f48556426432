"""What is asked of the outbox: how many letters wait, and when the last one left."""

from datetime import datetime

from sqlalchemy import func, select

from coalition.database import db
from coalition.mail.models import KIND, Message
from coalition.tasks import waiting_count


def outbox() -> tuple[int, datetime | None]:
    """Return how many letters wait to be sent, and when the last one left."""
    last: datetime | None = db.session.scalar(select(func.max(Message.sent_at)))
    return waiting_count(KIND), last
