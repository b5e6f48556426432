"""Applications: handing in, confirming, answering, correcting; later the member's own details."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from coalition import tasks
from coalition.accounts import queries as account_queries
from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import db, locked, now, transaction
from coalition.errors import Invalid, NotAllowed, NotFound
from coalition.mail import service as mail
from coalition.members import history, letters, policy, post, queries
from coalition.members.application import (
    Newcomer,
    OrganisationFields,
    changes_between,
    fields_of,
    require_text,
)
from coalition.members.entries import key_of
from coalition.members.identifiers import host_of
from coalition.members.models import (
    Act,
    Organisation,
    Representative,
    StakeholderGroup,
    State,
)
from coalition.members.places import is_country
from coalition.search.upkeep import INDEX
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

CONFIRM = "confirm-application"
CONFIRM_HOURS = 24


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An application that was just handed in: which, by whom, and whether they are new here."""

    organisation_id: int
    person: Person
    is_new: bool


def apply(
    fields: OrganisationFields, newcomer: Newcomer | None, *, by: Viewer, address: str = ""
) -> int:
    """Take an application and return the organisation's number.

    Of a person who is signed in it goes straight to the coordinators. All others are sent a link
    to confirm their address, whether it is known or not: for a known one the person keeps their
    name and password, and nothing shows on their page before they confirm; for one that nobody
    confirmed, those of the form whose link is used count. `address` is the
    network address, for throttling. Raises Invalid with `fields`, TooMany.
    """
    if not by.is_signed_in:
        if newcomer is None:
            raise NotAllowed(_("Sign in, or say who you are."))
        accounts.check_password_rules(newcomer.password, newcomer.email, newcomer.name)
    _throttle_applications(by.email or (newcomer.email if newcomer else ""), address)
    with transaction():
        _checked(fields)
        organisation = Organisation(state=State.UNCONFIRMED)
        _write_fields(organisation, fields)
        db.session.add(organisation)
        password_hash = ""
        if by.is_signed_in:
            person, is_known = db.session.get_one(Person, by.person_id), False
        else:
            assert newcomer is not None  # noqa: S101 refused above
            is_known = account_queries.find_person_by_email(newcomer.email) is not None
            password_hash = accounts.hash_password(newcomer.password)
            person = accounts.register(
                newcomer.email, newcomer.name, password_hash, newcomer.language
            )
        db.session.flush()
        history.note(organisation, Act.APPLIED, None if is_known else person.id)
        if not is_known:
            _make_contact(organisation, person)
        if by.is_signed_in and person.confirmed_at is not None:
            _hand_in(organisation)
        else:
            _send_link(organisation, person, _greeted(person, newcomer), password_hash)
    return organisation.id


def find_unconfirmed(token: str) -> Organisation:
    """Return the organisation a mailed link would hand in.

    Raises NotFound when the link was used or has expired.
    """
    link = accounts.find_link(CONFIRM, token)
    organisation = db.session.get(Organisation, link.subject_id) if link else None
    if organisation is None:
        raise NotFound(_("This link was used already, or it is older than 24 hours."))
    return organisation


def confirm(token: str) -> Confirmation:
    """Hand an application in by its mailed link, which proves the address.

    Raises NotFound for a link that was used or has expired.
    """
    with transaction():
        organisation = locked(Organisation, find_unconfirmed(token).id)
        link = accounts.use_link(CONFIRM, token)  # after the lock: all acts lock in this order
        if organisation.state is not State.UNCONFIRMED:
            raise history.refused(organisation)
        person = locked(Person, link.person_id or 0)
        is_new = person.confirmed_at is None
        accounts.confirm_person(
            person.id, name=link.name, language=link.language, password_hash=link.password_hash
        )
        accounts.drop_links(CONFIRM, subject_id=organisation.id)
        if not queries.is_representative(organisation.id, person.id):
            _make_contact(organisation, person)
        history.note(organisation, Act.CONFIRMED, person.id)
        _hand_in(organisation)
    return Confirmation(organisation.id, person, is_new)


def resend(organisation_id: int, *, by: Viewer) -> bool:
    """Send the link again and return False; or hand in at once and return True.

    The latter when the address was confirmed meanwhile, as a new password by mail does.
    """
    if not policy.may_speak_for(by, organisation_id):
        raise NotFound(_("There is no such application."))
    accounts.throttle(f"apply:again:{organisation_id}", 3, 60)
    with transaction():
        organisation = locked(Organisation, organisation_id)
        if organisation.state is not State.UNCONFIRMED:
            raise history.refused(organisation)
        person = db.session.get_one(Person, by.person_id)
        accounts.drop_links(CONFIRM, subject_id=organisation_id)
        if person.confirmed_at is None:
            _send_link(organisation, person, _greeted(person), person.password_hash)
            return False
        history.note(organisation, Act.CONFIRMED, person.id)
        _hand_in(organisation)
    return True


def answer(organisation_id: int, text: str, *, by: Viewer, seen: int | None = None) -> None:
    """Answer a question; the application waits again, in its old place of the queue."""
    require_text(text, "answer", _("Write your answer."))
    with _speaking(organisation_id, {State.ASKED}, by, seen) as organisation:
        organisation.state = State.WAITING
        history.note(organisation, Act.ANSWERED, by.person_id, text=text)
        address = post.application_address(organisation_id)
        post.write_coordinators(letters.answered_letter(organisation.name, text, address))


def correct(
    organisation_id: int,
    fields: OrganisationFields,
    remark: str = "",
    *,
    by: Viewer,
    seen: int | None = None,
) -> None:
    """Correct an application; one that was asked or declined is handed in again by it.

    A declined one takes a new place at the end of the queue. Raises Invalid when nothing was
    changed and no remark written.
    """
    with _speaking(organisation_id, policy.CORRECTABLE, by, seen) as organisation:
        changes = _change(organisation, fields)
        if not changes and not remark:
            raise Invalid(_("Nothing is changed yet. Change something, or add a remark."))
        was = organisation.state
        organisation.state = State.WAITING
        if was is State.DECLINED:
            organisation.waiting_since = now()
        history.note(organisation, Act.CORRECTED, by.person_id, text=remark, changes=changes)
        if was is not State.WAITING:
            address = post.application_address(organisation_id)
            post.write_coordinators(letters.answered_letter(organisation.name, remark, address))


def edit(organisation_id: int, fields: OrganisationFields, *, by: Viewer) -> bool:
    """Change a member's details and return whether any differ; its reason to join stays.

    What changed is kept in the history, so that former names can be found. Raises NotAllowed,
    Conflict when it is no member.
    """
    if not policy.may_edit(by, organisation_id):
        raise NotAllowed(_("Only its representatives and the coordinators change these details."))
    with transaction():
        organisation = locked(Organisation, organisation_id)
        if organisation.state is not State.APPROVED:
            raise history.refused(organisation)
        changes = _change(organisation, replace(fields, reason=organisation.reason))
        if changes:
            history.note(organisation, Act.EDITED, by.person_id, changes=changes)
            tasks.submit(INDEX, key_of(organisation_id))
    return bool(changes)


@contextmanager
def _speaking(
    organisation_id: int, fitting: Set[State], by: Viewer, seen: int | None
) -> Iterator[Organisation]:
    """Hold the organisation for a word of its applicant. Raises NotFound, Conflict."""
    if not policy.may_speak_for(by, organisation_id):
        raise NotFound(_("There is no such application."))
    with history.holding(organisation_id, fitting, seen) as organisation:
        yield organisation


def _hand_in(organisation: Organisation) -> None:
    """Put the application at the end of the queue and tell everybody concerned."""
    organisation.state = State.WAITING
    organisation.waiting_since = now()
    address = post.application_address(organisation.id)
    post.write_contact(organisation, letters.received_letter(organisation.name, address))
    post.write_coordinators(letters.waiting_letter(organisation.name, address))


def _greeted(person: Person, newcomer: Newcomer | None = None) -> letters.Reader:
    """Return how to write to a person: in the words of this form until they are confirmed."""
    said = person if newcomer is None or person.confirmed_at is not None else newcomer
    return letters.Reader(person.email, said.name, said.language)


def _send_link(
    organisation: Organisation, person: Person, reader: letters.Reader, password_hash: str
) -> None:
    token = accounts.make_link(
        CONFIRM,
        person.email,
        person_id=person.id,
        subject_id=organisation.id,
        name=reader.name,
        language=reader.language,
        password_hash=password_hash,
        hours=CONFIRM_HOURS,
    )
    address = address_of("members.confirm", token=token)
    mail.write(reader.email, letters.confirm_letter(organisation.name, address)(reader))


def _make_contact(organisation: Organisation, person: Person) -> None:
    db.session.add(
        Representative(organisation_id=organisation.id, person_id=person.id, is_contact=True)
    )
    db.session.flush()


def _checked(fields: OrganisationFields) -> StakeholderGroup:
    """Return the group the fields name. Raises Invalid for what no form can know."""
    problems = {}
    group = db.session.get(StakeholderGroup, fields.stakeholder_group_id)
    if group is None:
        problems["stakeholder_group"] = _("Choose a group of the list.")
    if not is_country(fields.country):
        problems["country"] = _("Choose a country or territory of the list.")
    if group is None or problems:
        raise Invalid(fields=problems)
    return group


def _change(organisation: Organisation, fields: OrganisationFields) -> dict[str, list[str]]:
    """Write the fields and return what differs."""
    group = _checked(fields)
    old_group = db.session.get_one(StakeholderGroup, organisation.stakeholder_group_id)
    changes = changes_between(fields_of(organisation), fields, old_group, group)
    _write_fields(organisation, fields)
    return changes


def _write_fields(organisation: Organisation, fields: OrganisationFields) -> None:
    for name in OrganisationFields.__slots__:
        setattr(organisation, name, getattr(fields, name))
    organisation.website_host = host_of(fields.website)


def _throttle_applications(email: str, address: str) -> None:
    if address:
        accounts.throttle_address("apply", address, 10, 60)
    accounts.throttle_account("apply", email, 3, 60)
