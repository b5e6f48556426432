"""Every read of people, their devices and the coordinators."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coalition.accounts.models import Appointment, Device, Person
from coalition.database import db
from coalition.errors import NotFound
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


def is_coordinator(person_id: int) -> bool:
    """Tell whether this person coordinates now."""
    found = select(Appointment.id).where(
        Appointment.person_id == person_id, Appointment.removed_at.is_(None)
    )
    return db.session.scalar(found.limit(1)) is not None


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
        .where(Device.person_id == viewer.person_id, Device.ended_at.is_(None))
        .order_by(Device.last_seen_at.desc(), Device.id.desc())
    ).all()
