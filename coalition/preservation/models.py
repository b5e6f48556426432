"""Tables of preservation: rounds of comparing all files, backups made, letters about damage."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.database import Base, now


class Round(Base):
    """One comparison of all files with their digests: under way as long as it has no end.

    file_count and byte_count are what was compared; damaged_count is how many files were damaged
    when it ended, those found before included.
    """

    __tablename__ = "fixity_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: the clock
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    file_count: Mapped[int] = mapped_column(default=0)
    byte_count: Mapped[int] = mapped_column(BigInteger, default=0)
    damaged_count: Mapped[int] = mapped_column(default=0)


class Backup(Base):
    """A backup that was made whole: what it is called, where, and how much it holds.

    damaged_count: files that were damaged already and are not in it. byte_count counts all files;
    copied_bytes only those which no earlier backup in the same folder held.
    """

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=now)  # the moment its database is of
    name: Mapped[str] = mapped_column(String(100))
    place: Mapped[str]
    file_count: Mapped[int] = mapped_column(default=0)
    byte_count: Mapped[int] = mapped_column(BigInteger, default=0)
    copied_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    damaged_count: Mapped[int] = mapped_column(default=0)


class DamageLetter(Base):
    """When coordinators were written to about damaged files; what was found later is new."""

    __tablename__ = "damage_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    written_at: Mapped[datetime] = mapped_column(default=now)
    file_count: Mapped[int]
