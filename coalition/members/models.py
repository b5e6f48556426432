"""Tables of organisations: the application, what was said and decided, and who represents them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.database import NEVER_TWICE, Base, Short, now, one_of


class State(StrEnum):
    """Where an organisation stands."""

    UNCONFIRMED = "unconfirmed"  # applied; the e-mail address is not confirmed yet
    WAITING = "waiting"  # for a coordinator
    ASKED = "asked"  # for the applicant to answer
    APPROVED = "approved"
    DECLINED = "declined"
    SUSPENDED = "suspended"


class Act(StrEnum):
    """What can be done or said in an organisation's history."""

    APPLIED = "applied"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    APPROVED = "approved"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    EDITED = "edited"
    INVITED = "invited"
    UNINVITED = "uninvited"
    JOINED = "joined"
    HANDED_OVER = "handed-over"
    LEFT = "left"


class StakeholderGroup(Base):
    """A group organisations belong to; coordinators edit the list."""

    __tablename__ = "stakeholder_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short, unique=True)
    position: Mapped[int] = mapped_column(default=0)
    is_intergovernmental: Mapped[bool] = mapped_column(default=False)


class Organisation(Base):
    """A member or applicant, in whichever state it is."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short)  # in its own language
    name_language: Mapped[str] = mapped_column(String(20), default="en")
    english_name: Mapped[str] = mapped_column(Short)
    acronym: Mapped[str] = mapped_column(String(30), default="")
    country: Mapped[str] = mapped_column(String(2), index=True)  # ISO 3166-1 alpha-2
    stakeholder_group_id: Mapped[int] = mapped_column(
        ForeignKey("stakeholder_groups.id"), index=True
    )
    website: Mapped[str] = mapped_column(String(500), default="")
    website_host: Mapped[str] = mapped_column(Short, default="", index=True)  # without www.
    ror: Mapped[str] = mapped_column(String(9), default="", index=True)  # 9 characters, no URL
    reason: Mapped[str]  # why it wants to join
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.UNCONFIRMED)
    applied_at: Mapped[datetime] = mapped_column(default=now)
    # Its place in the queue: when it was confirmed, or handed in again after being declined. An
    # answer to a question keeps it, so that whoever is asked does not lose their turn.
    waiting_since: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]  # since when it is a member

    stakeholder_group: Mapped[StakeholderGroup] = relationship(lazy="raise")
    representatives: Mapped[list["Representative"]] = relationship(
        back_populates="organisation", lazy="raise", order_by="Representative.since_at"
    )
    history: Mapped[list["OrganisationEvent"]] = relationship(
        back_populates="organisation", lazy="raise", order_by="OrganisationEvent.id"
    )

    __table_args__ = (Index("ix_organisations_state", "state", "waiting_since"), NEVER_TWICE)


class Representative(Base):
    """A person who speaks for an organisation, from and until when."""

    __tablename__ = "representatives"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    is_contact: Mapped[bool] = mapped_column(default=False)  # the one letters go to first
    since_at: Mapped[datetime] = mapped_column(default=now)
    until_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(
        back_populates="representatives", lazy="raise"
    )
    person: Mapped[Person] = relationship(lazy="raise")

    __table_args__ = (
        Index(
            "uq_representatives_present",
            "organisation_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )


class Invitation(Base):
    """An address invited to represent an organisation; the secret of its link is kept elsewhere."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    email: Mapped[str] = mapped_column(Short)  # casefolded
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    invited_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    invited_by: Mapped[Person] = relationship(lazy="raise")


class OrganisationEvent(Base):
    """One act or message in an organisation's history: what, who, when and why."""

    __tablename__ = "organisation_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    act: Mapped[Act] = mapped_column(one_of(Act, "act"))
    text: Mapped[str] = mapped_column(default="")
    changes: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)  # field: old, new
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(back_populates="history", lazy="raise")
    by: Mapped[Person | None] = relationship(lazy="raise")
