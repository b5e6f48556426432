"""Tables of people: who may sign in, from which devices, by which links, and who coordinates."""

from datetime import datetime

from flask_babel import gettext as _
from flask_login import UserMixin
from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.database import NEVER_TWICE, Base, Short, now


class Person(UserMixin, Base):  # type: ignore[misc]  # Flask-Login ships no types
    """Someone who signs in; the address is unique without regard to case.

    Of somebody who was erased the row stays, since what they did for an organisation stays, but
    neither their name nor their address; wherever the name is asked for, words stand for it.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Short, unique=True)  # casefolded
    given_name: Mapped[str] = mapped_column("name", Short)
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(String(20), default="en")
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    __table_args__ = NEVER_TWICE

    @hybrid_property
    def name(self) -> str:
        """Return what the person is called, in the reader's language once they were erased."""
        return _("A former representative") if self.erased_at else self.given_name

    @name.inplace.setter
    def _set_name(self, name: str) -> None:
        self.given_name = name

    @name.inplace.expression
    @classmethod
    def _name_column(cls) -> ColumnElement[str]:
        return cls.given_name.expression


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
    # What using the link gives to a person whose address nobody confirmed yet; "" gives nothing.
    name: Mapped[str] = mapped_column(Short, default="")
    language: Mapped[str] = mapped_column(String(20), default="")
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
