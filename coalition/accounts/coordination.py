"""Coordinators: appointed and removed on the record; one always stays."""

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.accounts import letters, policy, queries
from coalition.accounts.models import Appointment, Person
from coalition.audit.service import note
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.mail import service as mail
from coalition.web.site import address_of
from coalition.web.viewer import Viewer


def appoint(email: str, *, by: Viewer | None) -> Person:
    """Appoint the person with this address coordinator; `by` is None on the command line.

    Raises Invalid for "email" when nobody has it, Conflict when they coordinate already.
    """
    if by is not None and not policy.may_appoint(by):
        raise NotAllowed(_("Only coordinators appoint coordinators."))
    with transaction():
        person = queries.find_person_by_email(email)
        if person is None or person.confirmed_at is None:
            raise Invalid(
                fields={
                    "email": _(
                        "No confirmed account has this address. Ask the person to register first."
                    )
                }
            )
        locked(Person, person.id)
        if queries.is_coordinator(person.id):
            raise Conflict(_("%(name)s is a coordinator already.", name=person.name))
        db.session.add(
            Appointment(person_id=person.id, appointed_by_id=by.person_id if by else None)
        )
        note("accounts.appointed", f"person:{person.id}", by=by.person_id if by else None)
        mail.write(
            person.email,
            letters.appointed_letter(person.name, person.language, address_of("members.queue")),
        )
    return person


def remove(appointment_id: int, *, by: Viewer | None) -> Appointment:
    """End a coordinator's time, on the record; `by` is None on the command line.

    Raises Conflict when it is the last one's.
    """
    by_id = by.person_id if by else None
    with transaction():
        db.session.execute(select(Appointment.id).with_for_update())  # two may leave at once
        appointment = locked(Appointment, appointment_id)
        if appointment.removed_at is not None:
            raise Conflict(_("This person is no longer a coordinator."))
        if by is not None and not by.is_coordinator:
            raise NotAllowed(_("Only coordinators remove coordinators."))
        if not policy.may_remove(by, queries.coordinator_count()):
            raise Conflict(
                _("This is the last coordinator, who must stay. Appoint another one first.")
            )
        appointment.removed_at = now()
        appointment.removed_by_id = by_id
        person = db.session.get_one(Person, appointment.person_id)
        note("accounts.removed", f"person:{person.id}", by=by_id)
        mail.write(person.email, letters.removed_letter(person.name, person.language))
    return appointment
