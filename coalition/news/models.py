"""Tables of the news: posts, their pictures, and who is told of them by letter."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import NEVER_TWICE, Base, Short, now, one_of
from coalition.programme.models import Meeting, Session


class State(StrEnum):
    """Where a post stands. A published one whose time lies ahead is scheduled: nobody sees it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Rhythm(StrEnum):
    """How often someone is told of news, at most."""

    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def period(self) -> timedelta:
        """Return the least time between two letters."""
        return timedelta(days=1 if self is Rhythm.DAILY else 7)


class Post(Base):
    """One piece of news, with one permanent address."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]  # Markdown
    language: Mapped[str] = mapped_column(String(20), default="en")  # BCP 47
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.DRAFT)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]  # may lie ahead
    announced_at: Mapped[datetime | None]  # when search was told that its time had come
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)  # grows, so that a stale form is noticed

    author: Mapped[Person] = relationship(lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
    session: Mapped[Session | None] = relationship(lazy="raise")
    pictures: Mapped[list["Picture"]] = relationship(lazy="raise", order_by="Picture.number")

    __table_args__ = (
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", "published_when"),
        Index("ix_posts_published_at", "state", "published_at"),
        NEVER_TWICE,
    )


class Picture(Base):
    """A picture of a post, drawn anew when it came, in two sizes of WebP.

    It lies in the database: few and small, they are saved with their post, and none is left over.
    """

    __tablename__ = "news_pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]  # as the text names it: picture:1
    description: Mapped[str] = mapped_column(default="")  # what those read who do not see it
    is_decoration: Mapped[bool] = mapped_column(default=False)  # and needs no description
    width: Mapped[int]  # of the large one, in pixels
    height: Mapped[int]
    small: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    large: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    added_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        CheckConstraint("is_decoration OR description <> ''", "described"),
        Index("uq_news_pictures_number", "post_id", "number", unique=True),
    )


class Subscriber(Base):
    """A person, or an address that was confirmed, who is told of news by letter."""

    __tablename__ = "news_subscribers"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(Short, default="")  # casefolded
    rhythm: Mapped[Rhythm] = mapped_column(one_of(Rhythm, "rhythm"))
    language: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]  # what is published from then on is told
    next_letter_at: Mapped[datetime] = mapped_column(default=now, index=True)

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (email <> '')", "person_or_email"),
        Index(
            "uq_news_subscribers_person",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "uq_news_subscribers_email",
            "email",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
    )


class NewsLetter(Base):
    """A letter with news; by the link in it the letters are stopped."""

    __tablename__ = "news_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("news_subscribers.id", ondelete="CASCADE"), index=True
    )
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    written_at: Mapped[datetime] = mapped_column(default=now)


class ToldPost(Base):
    """A post that a letter told a subscriber of, so that no other one does."""

    __tablename__ = "told_posts"

    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("news_subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
