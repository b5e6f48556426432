"""Tables of session reports: what is written now, every text it had before, who was reminded."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import Base, now, one_of
from coalition.library.models import Document
from coalition.programme.models import Session


class Step(StrEnum):
    """A reminder: how many days before or after the report is due it is written."""

    BEFORE = "before"  # 3 days before
    AFTER = "after"  # 1 day after
    AGAIN = "again"  # 8 days after
    LAST = "last"  # 15 days after


class SessionReport(Base):
    """The report of a session as it is written now; without a document it was never published."""

    __tablename__ = "session_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), unique=True
    )
    title: Mapped[str]
    organisers: Mapped[str] = mapped_column(default="")  # one a line
    rapporteur: Mapped[str] = mapped_column(default="")
    speakers: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # name, affiliation
    key_issues: Mapped[str] = mapped_column(default="")
    presentations: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # heading, text
    discussion: Mapped[str] = mapped_column(default="")
    next_steps: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(20), default="en")  # BCP 47
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    handed_over_at: Mapped[datetime | None]  # a rapporteur said that it can be published
    revision: Mapped[int] = mapped_column(default=0)  # that of its newest text
    published_revision: Mapped[int | None]  # that of the text in the library
    published_at: Mapped[datetime | None]  # for the last time
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )

    session: Mapped[Session] = relationship(lazy="raise")
    document: Mapped[Document | None] = relationship(lazy="raise")
    changed_by: Mapped[Person | None] = relationship(lazy="raise")


class ReportText(Base):
    """The text a report had at a revision: what other writers began with, and what was published."""

    __tablename__ = "session_report_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("session_reports.id", ondelete="CASCADE"))
    revision: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)  # those of description.ReportFields
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("report_id", "revision"),)


class ReportReminder(Base):
    """A reminder that was written, so that no other one is."""

    __tablename__ = "session_report_reminders"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[Step] = mapped_column(one_of(Step, "step"), primary_key=True)
    written_at: Mapped[datetime] = mapped_column(default=now)
    letter_count: Mapped[int]
