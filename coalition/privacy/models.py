"""The table of retention: what was deleted, day by day, because it had been kept long enough."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base


class RetentionRun(Base):
    """One day's look for what was kept long enough; `counts` is what went, by the rule's key."""

    __tablename__ = "retention_runs"

    day: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    ended_at: Mapped[datetime | None]  # None while it is waited for or under way
