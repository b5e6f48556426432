"""The end of all representation by a person who is erased; nobody is named in it."""

from flask_babel import gettext as _
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.database import db, locked, now, transaction
from coalition.members import history, letters, post
from coalition.members.models import Act, Organisation, Representative, State

# An application ends with the only person who could answer for it.
ENDING = frozenset({State.UNCONFIRMED, State.WAITING, State.ASKED})


def depart(person_id: int) -> None:
    """Let a person represent nobody any more, inside a transaction.

    Where they were the contact, whoever has represented the organisation longest becomes it.
    Callers make sure that a member keeps somebody who speaks for it.
    """
    with transaction():
        represented = select(Representative.organisation_id).where(
            Representative.person_id == person_id, Representative.until_at.is_(None)
        )
        for organisation_id in db.session.scalars(represented.order_by(Representative.id)).all():
            _depart(locked(Organisation, organisation_id), person_id)


def _depart(organisation: Organisation, person_id: int) -> None:
    present = db.session.scalars(
        select(Representative)
        .where(Representative.organisation_id == organisation.id)
        .where(Representative.until_at.is_(None))
        .order_by(Representative.since_at, Representative.id)
    ).all()
    own = next(row for row in present if row.person_id == person_id)
    others = [row for row in present if row is not own]
    own.until_at = now()
    if own.is_contact and others:
        others[0].is_contact = True
        letter = letters.contact_letter(
            organisation.name,
            _("A former representative"),
            post.application_address(organisation.id),
        )
        post.write_person(db.session.get_one(Person, others[0].person_id), letter)
    own.is_contact = False
    if not others and organisation.state in ENDING:
        organisation.state = State.DECLINED
    history.note(organisation, Act.LEFT, person_id)
