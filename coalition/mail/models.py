"""The outbox: every letter the site writes, until it is sent and after."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, Short, now

KIND = "mail"  # of work: a letter is to be sent


class Message(Base):
    """One letter to one address."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(Short)
    subject: Mapped[str]
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(20))
    unsubscribe_url: Mapped[str] = mapped_column(default="")  # of letters that come again and again
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
