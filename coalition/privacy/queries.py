"""Reads of what is known of people: whose it is, how much there is, what keeps it from erasing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from coalition.accounts import queries as accounts
from coalition.accounts.models import Person
from coalition.database import db
from coalition.errors import NotFound
from coalition.members.models import Organisation, Representative, State
from coalition.privacy import policy, rows
from coalition.privacy.holdings import HOLDINGS, Fate, Holding
from coalition.privacy.models import RetentionRun
from coalition.privacy.rows import Whose
from coalition.web.viewer import Viewer

# An organisation in one of these states must have somebody to speak for it.
SPOKEN_FOR = (State.APPROVED, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a copy: what it is, and its rows as JSON takes them, by column."""

    holding: Holding
    rows: Sequence[dict[str, Any]]


def get_person(person_id: int, *, viewer: Viewer) -> Person:
    """Return a person of whom the viewer may know what is kept. Raises NotFound."""
    person = accounts.find_person(person_id)
    if person is None or person.erased_at or not policy.may_see(viewer, person_id):
        raise NotFound(_("There is no such person."))
    return person


def find_person(email: str, *, viewer: Viewer) -> Person | None:
    """Return the person with this address, None for all who do not answer requests."""
    return accounts.find_person_by_email(email) if policy.may_answer_requests(viewer) else None


def whose(person: Person) -> Whose:
    """Return by what the rows of a person are known."""
    return Whose(person.id, person.email)


def copy_of(person: Person) -> list[Section]:
    """Return everything that is known of a person; callers ask the policy."""
    found = [Section(one, rows.told(one, whose(person))) for one in HOLDINGS]
    return [section for section in found if section.rows]


def held_counts(person: Person, *, viewer: Viewer) -> list[tuple[Holding, int]]:
    """Return what is held of a person and how many rows of it, where there are any."""
    if not policy.may_see(viewer, person.id):
        return []
    counted = [(one, rows.count(one, whose(person))) for one in HOLDINGS]
    return [(one, number) for one, number in counted if number]


def by_fate(held: Sequence[tuple[Holding, int]]) -> dict[Fate, list[tuple[Holding, int]]]:
    """Return what is held by what becomes of it when the person is erased."""
    return {fate: [pair for pair in held if pair[0].fate is fate] for fate in Fate}


def obstacles(person: Person) -> list[str]:
    """Return why a person cannot be erased yet, each as a sentence that says what to do first."""
    found: list[str] = []
    if accounts.is_coordinator(person.id) and accounts.coordinator_count() == 1:
        found.append(
            _(
                "%(name)s is the last coordinator. Appoint another one first.",
                name=person.name,
            )
        )
    found += [
        _(
            "%(name)s alone speaks for %(organisation)s. Invite a colleague there first; when they "
            "have accepted, this can be done.",
            name=person.name,
            organisation=organisation.english_name,
        )
        for organisation in alone_for(person.id, SPOKEN_FOR)
    ]
    return found


def alone_for(person_id: int, states: Sequence[State]) -> Sequence[Organisation]:
    """Return the organisations in these states that this person alone represents."""
    present = (
        select(Representative.organisation_id)
        .where(Representative.until_at.is_(None))
        .group_by(Representative.organisation_id)
        .having(func.count() == 1, func.max(Representative.person_id) == person_id)
    )
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(present), Organisation.state.in_(states))
        .order_by(Organisation.english_name, Organisation.id)
    ).all()


def last_run() -> RetentionRun | None:
    """Return the last day's look for what was kept long enough, None when there was none yet."""
    ended = select(RetentionRun).where(RetentionRun.ended_at.is_not(None))
    return db.session.scalar(ended.order_by(RetentionRun.day.desc()).limit(1))
