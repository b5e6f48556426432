"""Tables of usage: numbers by document and day; beside them, for hours, what tells double clicks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, one_of
from coalition.usage.counting import Action


class UsageDay(Base):
    """How often a document was used on a day (of UTC). It tells of no person and stays for good.

    Investigations, as COUNTER calls them, are views and downloads; requests are downloads and those
    views of which the page showed the text.
    """

    __tablename__ = "usage_days"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    view_count: Mapped[int] = mapped_column(default=0)
    reading_count: Mapped[int] = mapped_column(default=0)  # of the views
    download_count: Mapped[int] = mapped_column(default=0)
    unique_investigations: Mapped[int] = mapped_column(default=0)
    unique_requests: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_usage_days_day", "day"),)


class UsageClick(Base):
    """A use of the last hours, of somebody who is known by a key that means nothing tomorrow."""

    __tablename__ = "usage_clicks"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_key: Mapped[str] = mapped_column(String(32))
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    action: Mapped[Action] = mapped_column(one_of(Action, "action"))
    is_request: Mapped[bool]
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_usage_clicks_user_key", "user_key", "document_id"),
        Index("ix_usage_clicks_at", "at"),
    )


class UsageSalt(Base):
    """What keys of a day are made with; destroyed when the day is over, so that no key comes back."""

    __tablename__ = "usage_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))  # 32 bytes by chance, as hexadecimal digits
