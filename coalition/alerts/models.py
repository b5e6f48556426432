"""Tables of saved searches: what is asked, who is told and how often, and what they were told."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, Short, now, one_of


class Rhythm(StrEnum):
    """How often someone is told of new finds, at most."""

    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def period(self) -> timedelta:
        """Return the least time between two letters."""
        return timedelta(days=1 if self is Rhythm.DAILY else 7)


class SavedSearch(Base):
    """A search whose new finds are told of by mail: to a person, or to an address alone.

    `arguments` are those of the search's address, as lists of texts; `labels` are the names that
    the keys of organisations and subjects had for who saved it.
    """

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(Short, default="", index=True)  # casefolded
    name: Mapped[str] = mapped_column(Short)
    arguments: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    labels: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    rhythm: Mapped[Rhythm] = mapped_column(one_of(Rhythm, "rhythm"))
    language: Mapped[str] = mapped_column(String(20))
    saved_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]  # for new finds, whether there were any or not
    next_look_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (email <> '')", "person_or_email"),
        Index("ix_saved_searches_next_look_at", "next_look_at"),
    )


class AlertLetter(Base):
    """A letter about a saved search; by the link in it the search is changed or stopped."""

    __tablename__ = "alert_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True
    )
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    find_count: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(default=now)


class ToldFind(Base):
    """Something found that a letter told of, so that no other one does."""

    __tablename__ = "told_finds"

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(80), primary_key=True)  # of the index's entry
