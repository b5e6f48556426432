"""Tables of people: who may sign in, from which devices, by which links, and who coordinates."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.database import Base, Short, now


class Person(UserMixin, Base):  # type: ignore[misc]  # Flask-Login ships no types
    """Someone who signs in; the address is unique without regard to case."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Short, unique=True)  # casefolded
    name: Mapped[str] = mapped_column(Short)
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(String(20), default="en")
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]


class Appointment(Base):
    """A person's time as coordinator: one row each time, kept after it ends."""

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    appointed_at: Mapped[datetime] = mapped_column(default=now)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    removed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id, lazy="raise")
    appointed_by: Mapped[Person | None] = relationship(foreign_keys=appointed_by_id, lazy="raise")
    removed_by: Mapped[Person | None] = relationship(foreign_keys=removed_by_id, lazy="raise")


class Device(Base):
    """A browser in which a person is signed in, until it ends or lapses."""

    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    description: Mapped[str] = mapped_column(Short)
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    proven_at: Mapped[datetime] = mapped_column(default=now)  # last given password or factor
    factor: Mapped[str] = mapped_column(String(20), default="")  # "" for a password alone
    rights: Mapped[str] = mapped_column(String(200), default="")  # those the token was made for

    person: Mapped[Person] = relationship(lazy="raise")


class Link(Base):
    """A mailed link that may be used once, until it expires; only its digest is kept."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(30))
    email: Mapped[str] = mapped_column(Short)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    # The password that using the link gives to a person who has none of their own yet.
    password_hash: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None]  # what the purpose is about, such as an organisation
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One try at something that is throttled, counted per account and per address."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Short, index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
