"""Tables of records: what was announced of each document and when, and its DOI."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.database import Base, Short, now, one_of


class Announcement(Base):
    """What the world was last told of a document that is, or once was, open to everybody.

    `stamped_at` is in whole seconds, and a little ahead of the change, so that whoever asks for
    what changed since the last time misses nothing that was committed slowly.
    """

    __tablename__ = "announcements"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of what its record said
    is_gone: Mapped[bool] = mapped_column(default=False)  # withdrawn, or not for everybody now
    first_at: Mapped[datetime]
    stamped_at: Mapped[datetime]

    sets: Mapped[list["AnnouncedSet"]] = relationship(
        lazy="raise", order_by="AnnouncedSet.name", cascade="all, delete-orphan"
    )

    __table_args__ = (Index("ix_announcements_stamped_at", "stamped_at"),)


class AnnouncedSet(Base):
    """A set a document belongs to: "organisation:3", "kind:report", "subject:5", "meeting:1"."""

    __tablename__ = "announced_sets"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("announcements.document_id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (Index("ix_announced_sets_name", "name"),)


class DoiState(StrEnum):
    """How far a DOI has come with the registration agency."""

    WAITING = "waiting"  # for its metadata to be sent, the first time or once more
    REGISTERED = "registered"
    HIDDEN = "hidden"  # it leads to the tombstone and is found no longer
    REFUSED = "refused"  # the agency did not accept it; `problem` says why


class Doi(Base):
    """The DOI of a document, for good."""

    __tablename__ = "dois"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Short, unique=True)  # such as 10.5555/c12
    state: Mapped[DoiState] = mapped_column(one_of(DoiState, "state"), default=DoiState.WAITING)
    digest: Mapped[str] = mapped_column(String(64), default="")  # of what the agency was sent
    problem: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
