"""Registrations nobody confirmed: applications and accounts that never became anybody's."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, select, true

from coalition.accounts.models import Link, Person
from coalition.audit import service as audit
from coalition.database import Base, db, transaction
from coalition.members.models import Organisation, OrganisationEvent, Representative, State

BATCH = 50


def old_applications(before: datetime) -> ColumnElement[bool]:
    """Return the condition for applications that were handed in before, and never confirmed."""
    return and_(Organisation.state == State.UNCONFIRMED, Organisation.applied_at < before)


def old_accounts(before: datetime) -> ColumnElement[bool]:
    """Return the condition for accounts never confirmed that no other row speaks of but links."""
    free: ColumnElement[bool] = true()
    for column in people_columns():
        if column.table.name not in {"links", "people"}:
            free = and_(free, ~exists(select(1).where(column == Person.id).correlate(Person)))
    return and_(
        Person.confirmed_at.is_(None), Person.erased_at.is_(None), Person.created_at < before, free
    )


def forget_applications(before: datetime) -> int:
    """Delete applications never confirmed with their history; return how many."""
    gone = 0
    while True:
        with transaction():
            found = db.session.scalars(
                select(Organisation.id).where(old_applications(before)).limit(BATCH)
            ).all()
            for model in (OrganisationEvent, Representative):
                db.session.execute(delete(model).where(model.organisation_id.in_(found)))
            db.session.execute(delete(Organisation).where(Organisation.id.in_(found)))
        gone += len(found)
        if len(found) < BATCH:
            return gone


def forget_accounts(before: datetime) -> int:
    """Delete accounts never confirmed, with their links and details in the audit log.

    Returns how many.
    """
    gone = 0
    while _forget_account(before):
        gone += 1
    return gone


def _forget_account(before: datetime) -> bool:
    """Delete one such account, with what the audit log tells of it; return whether there was one.

    One in each transaction, since the whole log is looked through meanwhile. Not by the name,
    which anybody may have typed: acts that give it tell of somebody else.
    """
    with transaction():
        oldest = select(Person).where(old_accounts(before)).order_by(Person.id).limit(1)
        person = db.session.scalar(oldest.with_for_update())
        if person is None:
            return False
        db.session.execute(delete(Link).where(Link.person_id == person.id))
        audit.forget_person(person.id, email=person.email)
        db.session.execute(delete(Person).where(Person.id == person.id))
    return True


def people_columns() -> list[ColumnElement[int]]:
    """Return every column of the database that holds the number of a person."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "people.id" for key in column.foreign_keys)
    ]
