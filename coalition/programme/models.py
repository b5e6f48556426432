"""Tables of the programme: meetings, their themes and rooms, sessions, their people and followers."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import NEVER_TWICE, Base, Short, now, one_of
from coalition.library.models import Document
from coalition.members.models import Organisation

Address = String(1000)
ADDRESSES = ("webcast", "remote_address")  # those of a session whose changes are told


class State(StrEnum):
    """Where a session stands."""

    PROPOSED = "proposed"  # its organisers and the coordinators alone know of it
    ACCEPTED = "accepted"  # it will be held; nothing is said yet of when
    SCHEDULED = "scheduled"
    MOVED = "moved"  # its time or room is another than was said first
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a person does in a session."""

    MODERATOR = "moderator"
    REMOTE_MODERATOR = "remote-moderator"
    SPEAKER = "speaker"
    RAPPORTEUR = "rapporteur"


class Act(StrEnum):
    """What can be done to a session."""

    PROPOSED = "proposed"
    ADDED = "added"
    EDITED = "edited"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # as a proposal, with a reason; changing it proposes it anew
    SCHEDULED = "scheduled"  # it was given its first time
    MOVED = "moved"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    TIED = "tied"  # a document was tied to it
    UNTIED = "untied"


class Use(StrEnum):
    """What a document is to a session."""

    BRIEF = "brief"
    BACKGROUND_PAPER = "background-paper"
    PRESENTATION = "presentation"
    TRANSCRIPT = "transcript"
    REPORT = "report"
    OTHER = "other"


class Meeting(Base):
    """A yearly meeting: where and when it is, in its own time zone."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short)
    place: Mapped[str] = mapped_column(Short, default="")  # city and venue
    country: Mapped[str] = mapped_column(String(2), default="")  # ISO 3166-1 alpha-2
    timezone: Mapped[str] = mapped_column(String(60))  # a name of the IANA database
    begins_on: Mapped[date]  # in its own zone
    ends_on: Mapped[date]  # the last day of it
    theme: Mapped[str] = mapped_column(default="")  # the main theme
    about: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(Address, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    revision: Mapped[int] = mapped_column(default=0)  # grows, so that a stale form is noticed

    themes: Mapped[list["Theme"]] = relationship(lazy="raise", order_by="Theme.position")
    rooms: Mapped[list["Room"]] = relationship(lazy="raise", order_by="Room.position")

    __table_args__ = (
        CheckConstraint("begins_on <= ends_on", "begins_before_end"),
        Index("ix_meetings_begins_on", "begins_on"),
        NEVER_TWICE,
    )

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone."""
        return ZoneInfo(self.timezone)


class Theme(Base):
    """A sub-theme of a meeting."""

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Short)
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("meeting_id", "name"),)


class Room(Base):
    """A room in which sessions of a meeting are held."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Short)
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("meeting_id", "name"),)


class Session(Base):
    """One session of a meeting, with one permanent address, in whichever state it is."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[str] = mapped_column(String(30), default="")  # as the programme prints it
    kind: Mapped[str] = mapped_column(String(30), default="other")  # a key of kinds.KINDS
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    webcast: Mapped[str] = mapped_column(Address, default="")
    remote_address: Mapped[str] = mapped_column(Address, default="")  # where one takes part
    remote_instructions: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)  # BCP 47
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.PROPOSED)
    cancelled_reason: Mapped[str] = mapped_column(default="")  # of a proposal: why it was declined
    is_ours: Mapped[bool] = mapped_column(default=False)  # the coalition takes part in it
    uid: Mapped[str] = mapped_column(Short)  # of iCalendar, for good; an imported one is kept
    sequence: Mapped[int] = mapped_column(default=0)  # of iCalendar: grows when time or room does
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revision: Mapped[int] = mapped_column(default=0)  # grows, so that a stale form is noticed

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    theme: Mapped[Theme | None] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    organisers: Mapped[list["Organiser"]] = relationship(
        lazy="raise", order_by="Organiser.position", cascade="all, delete-orphan"
    )
    people: Mapped[list["Participant"]] = relationship(
        lazy="raise", order_by="Participant.position", cascade="all, delete-orphan"
    )
    ties: Mapped[list["SessionDocument"]] = relationship(
        back_populates="session", lazy="raise", order_by="SessionDocument.id"
    )
    history: Mapped[list["SessionEvent"]] = relationship(lazy="raise", order_by="SessionEvent.id")

    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", "both_times"),
        CheckConstraint("starts_at < ends_at", "starts_before_end"),
        UniqueConstraint("meeting_id", "uid"),
        Index("ix_sessions_meeting_id", "meeting_id", "starts_at"),
        Index("ix_sessions_starts_at", "starts_at"),
        NEVER_TWICE,
    )


class Organiser(Base):
    """A member organisation, or anybody else, who holds a session."""

    __tablename__ = "session_organisers"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(Short, default="")  # of one that is no member

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    __table_args__ = (CheckConstraint("(organisation_id IS NULL) = (name <> '')", "one_name"),)


class Participant(Base):
    """A person who does something in a session.

    Whoever signs in by the address has the rights of the role; it is never shown to the public.
    """

    __tablename__ = "session_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    name: Mapped[str] = mapped_column(Short)
    affiliation: Mapped[str] = mapped_column(Short, default="")
    email: Mapped[str] = mapped_column(Short, default="", index=True)  # casefolded


class SessionDocument(Base):
    """A document that belongs to a session, and what it is to it."""

    __tablename__ = "session_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    document_id: Mapped[int] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    use: Mapped[Use] = mapped_column(one_of(Use, "use"))
    tied_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    tied_at: Mapped[datetime] = mapped_column(default=now)

    session: Mapped[Session] = relationship(back_populates="ties", lazy="raise_on_sql")
    document: Mapped[Document] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("session_id", "document_id"),)


class SessionEvent(Base):
    """One act in a session's history; `changes` holds old and new by field.

    Times are in ISO 8601 with their offset, rooms by name, ADDRESSES by the names they have here:
    {"time": [old, new], "room": […], "webcast": […]}.
    """

    __tablename__ = "session_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[Act] = mapped_column(one_of(Act, "act"))
    changes: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    text: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise")


class Follower(Base):
    """Who chose a session for their own programme, or gave an address, and hears of its changes."""

    __tablename__ = "session_followers"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(Short, default="", index=True)  # casefolded
    language: Mapped[str] = mapped_column(String(20), default="en")
    since_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]  # by the link of a letter; what was chosen stays chosen
    told_event_id: Mapped[int] = mapped_column(default=0)  # the last change that was told
    token_digest: Mapped[str] = mapped_column(String(64), default="", index=True)  # of the letters

    session: Mapped[Session] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (email <> '')", "person_or_email"),
        Index(
            "uq_session_followers_person",
            "session_id",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "uq_session_followers_email",
            "session_id",
            "email",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
    )


class OwnCalendar(Base):
    """The private address of a person's own programme; a new key makes the old address worthless."""

    __tablename__ = "own_calendars"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
