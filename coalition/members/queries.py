"""Every read of organisations and those who represent them."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from coalition.accounts import queries as account_queries
from coalition.accounts.models import Person
from coalition.database import db, now
from coalition.errors import NotFound
from coalition.members import policy
from coalition.members.models import (
    Invitation,
    Organisation,
    OrganisationEvent,
    Representative,
    StakeholderGroup,
    State,
)
from coalition.web.viewer import ANONYMOUS, Viewer

PAGE_SIZE = 30
PENDING = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))


def find_viewer() -> Viewer:
    """Return the viewer of this request, with the rights they have now."""
    if not current_user.is_authenticated:
        return ANONYMOUS
    person: Person = current_user
    return _viewer(person)


def viewer_of(person_id: int | None) -> Viewer:
    """Return this person as a viewer, with the rights they have now; nobody for None."""
    person = account_queries.find_person(person_id) if person_id is not None else None
    return _viewer(person) if person else ANONYMOUS


def _viewer(person: Person) -> Viewer:
    rows = db.session.execute(
        select(Organisation.id, Organisation.state)
        .join(Representative, Representative.organisation_id == Organisation.id)
        .where(Representative.person_id == person.id, Representative.until_at.is_(None))
    ).all()
    standing = account_queries.standing_of(person.id)
    approved = frozenset(key for key, state in rows if state is State.APPROVED)
    return Viewer(
        person_id=person.id,
        name=person.name,
        email=person.email,
        is_coordinator=standing.is_coordinator,
        organisation_ids=approved if standing.may_represent else frozenset(),
        application_ids=frozenset(key for key, state in rows if state is not State.APPROVED),
        lacks_factor=standing.lacks_factor,
    )


def is_representative(organisation_id: int, person_id: int) -> bool:
    """Tell whether this person represents the organisation now."""
    found = _present(organisation_id).where(Representative.person_id == person_id)
    return db.session.scalar(found.limit(1)) is not None


def people_to_write(organisation_id: int, *, contact_only: bool = False) -> Sequence[Person]:
    """Return the people letters about an organisation go to: its contact, or everybody."""
    chosen = (
        select(Person)
        .join(Representative, Representative.person_id == Person.id)
        .where(Representative.organisation_id == organisation_id)
        .where(Representative.until_at.is_(None))
        .order_by(Representative.id)
    )
    if contact_only:
        chosen = chosen.where(Representative.is_contact)
    return db.session.scalars(chosen).all()


def get_organisation(organisation_id: int, *, viewer: Viewer) -> Organisation:
    """Return an organisation the viewer may know of, with its group. Raises NotFound."""
    organisation = db.session.scalar(
        select(Organisation)
        .options(joinedload(Organisation.stakeholder_group))
        .where(Organisation.id == organisation_id)
    )
    if organisation is None or not policy.may_know(viewer, organisation_id, organisation.state):
        raise NotFound(_("There is no such organisation."))
    return organisation


def get_own_organisation(organisation_id: int, *, viewer: Viewer) -> Organisation:
    """Return an organisation the viewer represents or coordinates. Raises NotFound for others."""
    if not policy.may_read_application(viewer, organisation_id):
        raise NotFound(_("There is no such organisation."))
    return get_organisation(organisation_id, viewer=viewer)


def history_of(organisation_id: int, *, viewer: Viewer) -> Sequence[OrganisationEvent]:
    """Return what happened to an organisation, oldest first, with who did it; none for others."""
    if not policy.may_read_application(viewer, organisation_id):
        return []
    return db.session.scalars(
        select(OrganisationEvent)
        .options(joinedload(OrganisationEvent.by))
        .where(OrganisationEvent.organisation_id == organisation_id)
        .order_by(OrganisationEvent.id)
    ).all()


def representatives_of(organisation_id: int, *, viewer: Viewer) -> Sequence[Representative]:
    """Return present and former representatives with their person, present ones first."""
    if not policy.may_read_application(viewer, organisation_id):
        return []
    return db.session.scalars(
        select(Representative)
        .options(joinedload(Representative.person))
        .where(Representative.organisation_id == organisation_id)
        .order_by(
            Representative.until_at.is_not(None),
            Representative.is_contact.desc(),
            Representative.since_at,
            Representative.id,
        )
    ).all()


def pending_invitations(organisation_id: int, *, viewer: Viewer) -> Sequence[Invitation]:
    """Return the invitations that can still be accepted, oldest first, with who invited."""
    if not policy.may_edit(viewer, organisation_id):
        return []
    return db.session.scalars(
        select(Invitation)
        .options(joinedload(Invitation.invited_by))
        .where(
            Invitation.organisation_id == organisation_id, *PENDING, Invitation.expires_at > now()
        )
        .order_by(Invitation.id)
    ).all()


def own_organisations(*, viewer: Viewer) -> Sequence[Organisation]:
    """Return the organisations the viewer represents, in whichever state, by name."""
    return db.session.scalars(
        select(Organisation)
        .options(joinedload(Organisation.stakeholder_group))
        .where(Organisation.id.in_(viewer.organisation_ids | viewer.application_ids))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def queue(
    states: Collection[State], page: int, *, viewer: Viewer
) -> tuple[Sequence[Organisation], int]:
    """Return one page of organisations in these states and how many there are in all.

    Those that wait for a coordinator come first, then those that wait for the applicant, each
    oldest first. Nothing for those who do not decide.
    """
    if not policy.may_decide(viewer):
        return [], 0
    total = db.session.scalar(
        select(func.count(Organisation.id)).where(Organisation.state.in_(states))
    )
    rows = db.session.scalars(
        select(Organisation)
        .options(joinedload(Organisation.stakeholder_group))
        .where(Organisation.state.in_(states))
        .order_by(
            Organisation.state != State.WAITING,
            func.coalesce(Organisation.waiting_since, Organisation.applied_at),
            Organisation.id,
        )
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return rows, total or 0


def state_counts(*, viewer: Viewer) -> dict[State, int]:
    """Return how many organisations stand where, for coordinators; every state has a number."""
    counts = dict.fromkeys(State, 0)
    if policy.may_decide(viewer):
        rows = db.session.execute(
            select(Organisation.state, func.count(Organisation.id)).group_by(Organisation.state)
        )
        counts |= dict(rows.all())
    return counts


def waiting_count(*, viewer: Viewer) -> int:
    """Return how many applications wait for a coordinator; 0 for those who do not decide."""
    return state_counts(viewer=viewer)[State.WAITING] if viewer.is_coordinator else 0


def asked_count(*, viewer: Viewer) -> int:
    """Return how many of the viewer's own applications wait for their answer."""
    asked = select(func.count(Organisation.id)).where(
        Organisation.id.in_(viewer.application_ids), Organisation.state == State.ASKED
    )
    return (db.session.scalar(asked) or 0) if viewer.application_ids else 0


def find_approved_by_name(name: str) -> Organisation | None:
    """Return the approved organisation of this name or acronym, in whatever case, or None."""
    wanted = name.casefold()
    approved = db.session.scalars(
        select(Organisation).where(Organisation.state == State.APPROVED).order_by(Organisation.id)
    )
    for organisation in approved:
        names = (organisation.name, organisation.english_name, organisation.acronym)
        if wanted in {known.casefold() for known in names}:
            return organisation
    return None


def groups() -> Sequence[StakeholderGroup]:
    """Return the stakeholder groups in the coalition's order."""
    return db.session.scalars(
        select(StakeholderGroup).order_by(StakeholderGroup.position, StakeholderGroup.id)
    ).all()


def group_uses() -> dict[int, int]:
    """Return how many organisations, in whichever state, belong to each group that is in use."""
    rows = db.session.execute(
        select(Organisation.stakeholder_group_id, func.count(Organisation.id)).group_by(
            Organisation.stakeholder_group_id
        )
    )
    return dict(rows.all())


def _present(organisation_id: int) -> Select[int]:
    return select(Representative.id).where(
        Representative.organisation_id == organisation_id, Representative.until_at.is_(None)
    )
