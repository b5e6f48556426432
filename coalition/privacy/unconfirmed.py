"""Registrations nobody confirmed: applications and accounts that never became anybody's."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, select, true

from coalition.accounts.models import Link, Person
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
    """Delete accounts never confirmed, with their links; return how many."""
    gone = 0
    while True:
        with transaction():
            found = db.session.scalars(
                select(Person.id).where(old_accounts(before)).limit(BATCH)
            ).all()
            db.session.execute(delete(Link).where(Link.person_id.in_(found)))
            db.session.execute(delete(Person).where(Person.id.in_(found)))
        gone += len(found)
        if len(found) < BATCH:
            return gone


def people_columns() -> list[ColumnElement[int]]:
    """Return every column of the database that holds the number of a person."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "people.id" for key in column.foreign_keys)
    ]
