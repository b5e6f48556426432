"""Tables of questions: the desk of a session, what was asked there, and all that was done to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import Base, Short, now, one_of
from coalition.hubs.models import Hub


class Hold(StrEnum):
    """Whether the times of a desk count, or it is held open or closed by hand."""

    BY_TIME = "by-time"
    OPEN = "open"
    CLOSED = "closed"


class Via(StrEnum):
    """The way a question came."""

    ROOM = "room"
    WEB = "web"
    HUB = "hub"
    MAIL = "mail"


class Shown(StrEnum):
    """What the public sees of who asked; moderators see all that was given."""

    NAME = "name"  # with affiliation and hub
    AFFILIATION = "affiliation"  # and hub
    NOTHING = "nothing"


class State(StrEnum):
    """Where a question stands."""

    ASKED = "asked"  # it waits for a moderator
    FORWARDED = "forwarded"  # it is put to the session
    ANSWERED = "answered"
    LEFT_OVER = "left-over"  # no time was left for it
    DECLINED = "declined"  # abuse, or no question: kept, and shown to nobody but moderators
    MERGED = "merged"  # it is part of another one


class Act(StrEnum):
    """What can be done to a question."""

    ASKED = "asked"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    LEFT_OVER = "left-over"
    DECLINED = "declined"
    MERGED = "merged"
    PUT_BACK = "put-back"
    EDITED = "edited"


class Desk(Base):
    """The desk of a session, where its questions arrive; made when it is first needed."""

    __tablename__ = "desks"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    opens_at: Mapped[datetime | None]  # without one, as opening.py has it
    closes_at: Mapped[datetime | None]
    # The session's times when those above were set: they move along with it.
    session_starts_at: Mapped[datetime | None]
    session_ends_at: Mapped[datetime | None]
    hold: Mapped[Hold] = mapped_column(one_of(Hold, "hold"), default=Hold.BY_TIME)
    shows_waiting: Mapped[bool] = mapped_column(default=False)  # the public sees what waits
    email: Mapped[str] = mapped_column(Short, default="")  # where questions may be mailed to
    answers_published_at: Mapped[datetime | None]
    participant_count: Mapped[int | None]  # who took part remotely, as moderators counted
    topics: Mapped[str] = mapped_column(default="")
    remarks: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)  # grows with every change pages show

    __table_args__ = (
        CheckConstraint("opens_at < closes_at", "opens_before_close"),
        CheckConstraint("participant_count >= 0", "participants"),
    )


class Question(Base):
    """One question, kept whatever becomes of it."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("desks.session_id", ondelete="CASCADE"))
    once: Mapped[str] = mapped_column(String(64), unique=True)  # digest of the key to its own page
    text: Mapped[str]
    original: Mapped[str] = mapped_column(default="")  # as it was asked, once it was reworded
    language: Mapped[str] = mapped_column(String(20), default="")  # BCP 47
    via: Mapped[Via] = mapped_column(one_of(Via, "via"))
    hub_id: Mapped[int | None] = mapped_column(
        ForeignKey("hubs.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(Short, default="")
    affiliation: Mapped[str] = mapped_column(Short, default="")
    # Who was signed in and gave a name: to take the question along, or to take the name away.
    asked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    shown: Mapped[Shown] = mapped_column(one_of(Shown, "shown"), default=Shown.NAME)
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.ASKED)
    position: Mapped[int]  # within the session; lower comes first
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), index=True)
    is_marked: Mapped[bool] = mapped_column(default=False)  # by moderators, for themselves
    is_current: Mapped[bool] = mapped_column(default=False)  # it is being put just now
    asked_at: Mapped[datetime] = mapped_column(default=now)
    forwarded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answer_language: Mapped[str] = mapped_column(String(20), default="")
    answered_by: Mapped[str] = mapped_column(Short, default="")  # the speaker
    reason: Mapped[str] = mapped_column(default="")  # why it was declined
    revision: Mapped[int] = mapped_column(default=0)  # grows, so that a stale act is noticed

    hub: Mapped[Hub | None] = relationship(lazy="raise")
    history: Mapped[list["QuestionEvent"]] = relationship(lazy="raise", order_by="QuestionEvent.id")

    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", "merged_into"),
        CheckConstraint("hub_id IS NULL OR via = 'hub'", "hub_of_hubs"),
        Index("ix_questions_session_id", "session_id", "position", "id"),
    )


class QuestionEvent(Base):
    """One act in a question's history; `by` is nobody where the public asked."""

    __tablename__ = "question_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[Act] = mapped_column(one_of(Act, "act"))
    text: Mapped[str] = mapped_column(default="")  # a reason, or the words before
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[Person | None] = relationship(lazy="raise")
