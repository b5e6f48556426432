"""Every read of people, their devices and the coordinators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from coalition.accounts.models import Appointment, Device, Person
from coalition.config import COORDINATORS, EVERYONE
from coalition.database import db, now
from coalition.errors import NotFound
from coalition.factors import queries as factor_queries
from coalition.web.site import settings
from coalition.web.viewer import Viewer


def find_person(person_id: int) -> Person | None:
    """Return the person with this number, or None."""
    return db.session.get(Person, person_id)


def get_own_account(*, viewer: Viewer) -> Person:
    """Return the viewer's own account. Raises NotFound when nobody is signed in."""
    person = find_person(viewer.person_id) if viewer.person_id else None
    if person is None:
        raise NotFound(_("Sign in to see your account."))
    return person


def find_person_by_email(email: str) -> Person | None:
    """Return the person who has this address, in whatever case it is written, or None."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().casefold()))


def find_confirmed(email: str) -> Person | None:
    """Return the person who showed that this address is theirs, or None.

    What is known under an address nobody confirmed may have been typed by anybody.
    """
    person = find_person_by_email(email)
    return person if person is not None and person.confirmed_at is not None else None


def is_coordinator(person_id: int) -> bool:
    """Tell whether this person coordinates now."""
    return find_appointment(person_id) is not None


def find_appointment(person_id: int) -> Appointment | None:
    """Return the time as coordinator that a person has now, or None."""
    return db.session.scalar(
        select(Appointment)
        .where(Appointment.person_id == person_id, Appointment.removed_at.is_(None))
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What the second factor a person has, or lacks, leaves of their rights."""

    is_coordinator: bool
    may_represent: bool
    lacks_factor: bool


def standing_of(person_id: int) -> Standing:
    """Return whether a person coordinates and may represent, given the factor required of them."""
    coordinates = is_coordinator(person_id)
    lacks = _is_required(coordinates) and not factor_queries.has_factor(person_id)
    of_everyone = settings().require_second_factor == EVERYONE
    return Standing(coordinates and not lacks, not (lacks and of_everyone), lacks)


def needs_factor(person_id: int) -> bool:
    """Tell whether a second factor is required of this person now."""
    return _is_required(is_coordinator(person_id))


def _is_required(coordinates: bool) -> bool:
    rule = settings().require_second_factor
    return rule == EVERYONE or (rule == COORDINATORS and coordinates)


def coordinators() -> Sequence[Person]:
    """Return the people who coordinate now, by name."""
    return db.session.scalars(
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.removed_at.is_(None))
        .order_by(Person.name, Person.id)
    ).all()


def coordinator_count() -> int:
    """Return how many people coordinate now."""
    count = select(func.count(Appointment.id)).where(Appointment.removed_at.is_(None))
    return db.session.scalar(count) or 0


def appointments(*, viewer: Viewer) -> Sequence[Appointment]:
    """Return all times as coordinator, present ones first, then the newest; none for others."""
    if not viewer.is_coordinator:
        return []
    return db.session.scalars(
        select(Appointment)
        .options(
            joinedload(Appointment.person),
            joinedload(Appointment.appointed_by),
            joinedload(Appointment.removed_by),
        )
        .order_by(Appointment.removed_at.is_not(None), Appointment.appointed_at.desc())
    ).all()


def devices(*, viewer: Viewer) -> Sequence[Device]:
    """Return the browsers the viewer is signed in with, last seen first."""
    return db.session.scalars(
        select(Device)
        .where(Device.person_id == viewer.person_id, is_alive(now()))
        .order_by(Device.last_seen_at.desc(), Device.id.desc())
    ).all()


def idle_hours(*, viewer: Viewer) -> int:
    """Return for how many hours a browser of the viewer may rest before it is signed out."""
    coordinates = viewer.person_id is not None and is_coordinator(viewer.person_id)
    return settings().coordinator_idle_hours if coordinates else settings().session_idle_hours


def is_alive(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a device is signed in and has not lapsed."""
    return and_(
        Device.ended_at.is_(None),
        Device.last_seen_at > moment - timedelta(hours=settings().session_idle_hours),
        Device.created_at > moment - timedelta(days=settings().session_most_days),
    )


def names_of(numbers: Collection[int]) -> dict[int, str]:
    """Return what these people are called, by number; those who were erased are left out."""
    named = select(Person.id, Person.given_name).where(
        Person.id.in_(numbers), Person.erased_at.is_(None)
    )
    return {row.id: row.given_name for row in db.session.execute(named)}


def people_called(text: str) -> Sequence[int]:
    """Return the numbers of people whose name or address holds this text, 500 at most."""
    holds = or_(
        Person.given_name.icontains(text, autoescape=True),
        Person.email.icontains(text, autoescape=True),
    )
    found = select(Person.id).where(holds, Person.erased_at.is_(None)).order_by(Person.id)
    return db.session.scalars(found.limit(500)).all()
