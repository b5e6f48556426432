"""The table of the index's generation: a number that grows whenever the index was written."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, now


class SearchGeneration(Base):
    """One row, which tells every process by its number whether the index was written since."""

    __tablename__ = "search_generation"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime] = mapped_column(default=now)
