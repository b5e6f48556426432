"""Tables of remote hubs: where each gathers, what it follows, its private links and its history."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import NEVER_TWICE, Base, Short, now, one_of
from coalition.programme.models import Meeting, Session


class State(StrEnum):
    """Where a hub stands."""

    UNCONFIRMED = "unconfirmed"  # registered; the host's address is not confirmed yet
    WAITING = "waiting"  # for a coordinator
    ACCEPTED = "accepted"  # everybody sees it
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by its host


class Act(StrEnum):
    """What can be done in a hub's history."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"  # its registration
    CHOSE = "chose"  # which sessions it follows
    HANDED_IN = "handed-in"  # once more, after it was declined or withdrawn
    WITHDRAWN = "withdrawn"
    LINKED = "linked"  # a new private link was sent and the earlier ones made worthless


class Hub(Base):
    """A local gathering that follows a meeting, in whichever state it is.

    The names and addresses of its two coordinators are for the coalition's coordinators and the
    remote moderators of its sessions; everything else is public once it is accepted.
    """

    __tablename__ = "hubs"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    host: Mapped[str] = mapped_column(Short)  # the institution
    country: Mapped[str] = mapped_column(String(2))  # ISO 3166-1 alpha-2
    city: Mapped[str] = mapped_column(Short)
    timezone: Mapped[str] = mapped_column(String(60))  # a name of the IANA database
    latitude: Mapped[float | None]  # degrees north; without them the country's dot is the hub's
    longitude: Mapped[float | None]  # degrees east
    interests: Mapped[str] = mapped_column(default="")
    expected_count: Mapped[int | None]  # people
    activities: Mapped[str] = mapped_column(default="")  # before the meeting
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)  # BCP 47
    website: Mapped[str] = mapped_column(String(1000), default="")
    coordinator_name: Mapped[str] = mapped_column(Short)
    coordinator_email: Mapped[str] = mapped_column(Short, index=True)  # casefolded
    technical_name: Mapped[str] = mapped_column(Short, default="")
    technical_email: Mapped[str] = mapped_column(Short, default="")  # casefolded
    language: Mapped[str] = mapped_column(String(20))  # of the letters
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.UNCONFIRMED)
    registered_at: Mapped[datetime] = mapped_column(default=now)
    waiting_since: Mapped[datetime | None]  # its place in the queue
    revision: Mapped[int] = mapped_column(default=0)  # grows, so that a stale form is noticed

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    follows: Mapped[list["FollowedSession"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", back_populates="hub"
    )

    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", "both_degrees"),
        Index("ix_hubs_meeting_id", "meeting_id", "state"),
        NEVER_TWICE,
    )

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone its clocks show."""
        return ZoneInfo(self.timezone)


class FollowedSession(Base):
    """A session that a hub follows; its host is told of later changes of time, standing or address."""

    __tablename__ = "hub_sessions"

    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    told_event_id: Mapped[int] = mapped_column(default=0)  # the last change the host knows of

    hub: Mapped[Hub] = relationship(lazy="raise", back_populates="follows")
    session: Mapped[Session] = relationship(lazy="raise")


class HubLink(Base):
    """A private link in a letter to a host; deleting the row makes the link worthless.

    From the token of the host's page that of the question form is derived, never the other way
    round, so that a hub can show the question form on a screen and keep its page to itself.
    """

    __tablename__ = "hub_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    asking_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)


class HubEvent(Base):
    """One act in a hub's history; `changes` holds old and new by field, `by` is None for the host."""

    __tablename__ = "hub_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id", ondelete="CASCADE"), index=True)
    act: Mapped[Act] = mapped_column(one_of(Act, "act"))
    changes: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    text: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise")
