"""The table of the background work; a row is the truth, whatever wakes the worker."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, now, one_of


class State(StrEnum):
    """Where a piece of work stands; what is done is deleted."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


class Work(Base):
    """One thing to be done in the background."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(80))
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    interruptions: Mapped[int] = mapped_column(default=0)  # workers that ended while at it
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(String(120), default="")
    error: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_work_kind_state", "kind", "state", "subject"),)
