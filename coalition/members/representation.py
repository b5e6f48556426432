"""Who speaks for an organisation: inviting colleagues, joining, handing over and leaving."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coalition.accounts import queries as account_queries
from coalition.accounts import service as accounts
from coalition.accounts.models import Person
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.mail import service as mail
from coalition.members import history, letters, policy, post, queries
from coalition.members.application import Newcomer
from coalition.members.models import Act, Invitation, Organisation, Representative, State
from coalition.web.site import address_of
from coalition.web.viewer import Viewer

INVITE = "invitation"
DAYS = 7


def invite(organisation_id: int, email: str, *, by: Viewer, language: str) -> int:
    """Invite an address to represent a member and return the invitation's number.

    An earlier invitation of the same address is withdrawn. `language` is that of the letter for
    people who have no account. Raises Invalid for "email", NotFound, Conflict, TooMany.
    """
    _require_edit(organisation_id, by)
    email = accounts.address_to_keep(email)
    accounts.throttle(f"invite:{organisation_id}", 20, 24 * 60)
    with transaction():
        organisation = locked(Organisation, organisation_id)
        if organisation.state is not State.APPROVED:
            raise history.refused(organisation)
        person = account_queries.find_confirmed(email)
        if person is not None and queries.is_representative(organisation_id, person.id):
            raise Invalid(fields={"email": _("This person represents the organisation already.")})
        for earlier in _pending(organisation_id, email):
            _end(earlier)
        invitation = Invitation(
            organisation_id=organisation_id,
            email=email,
            invited_by_id=by.person_id,
            expires_at=now() + timedelta(days=DAYS),
        )
        db.session.add(invitation)
        db.session.flush()
        history.note(organisation, Act.INVITED, by.person_id, text=email)
        token = accounts.make_link(INVITE, email, subject_id=invitation.id, hours=DAYS * 24)
        letter = letters.invitation_letter(
            organisation.name, by.name, address_of("members.invitation", token=token)
        )
        mail.write(
            email,
            letter(
                letters.Reader(
                    email,
                    person.name if person else "",
                    person.language if person else language,
                )
            ),
        )
    return invitation.id


def find_invitation(token: str) -> Invitation:
    """Return the invitation of a mailed link, with its organisation and who invited.

    Raises NotFound, with what to do, when the link was used, withdrawn or has expired.
    """
    link = accounts.find_link(INVITE, token)
    invitation = db.session.scalar(
        select(Invitation)
        .options(joinedload(Invitation.organisation), joinedload(Invitation.invited_by))
        .where(Invitation.id == (link.subject_id if link else None), *queries.PENDING)
    )
    if invitation is None:
        raise NotFound(
            _(
                "This invitation was used already, withdrawn, or has expired. Ask the one who "
                "invited you for a new one."
            )
        )
    return invitation


def withdraw_invitation(organisation_id: int, invitation_id: int, *, by: Viewer) -> None:
    """Make an invitation worthless. Raises NotFound, Conflict when it was accepted or withdrawn."""
    _require_edit(organisation_id, by)
    with transaction():
        organisation = locked(Organisation, organisation_id)
        invitation = locked(Invitation, invitation_id, missing=_("There is no such invitation."))
        if invitation.organisation_id != organisation_id:
            raise NotFound(_("There is no such invitation."))
        if invitation.accepted_at is not None:
            raise Conflict(_("The invitation was accepted meanwhile."))
        if invitation.withdrawn_at is not None:
            raise Conflict(_("The invitation was withdrawn already."))
        _end(invitation)
        history.note(organisation, Act.UNINVITED, by.person_id, text=invitation.email)


def accept_invitation(
    token: str, newcomer: Newcomer | None, *, by: Viewer, address: str = ""
) -> Person:
    """Let the invited person represent the organisation and return who it is.

    Somebody who has an account accepts signed in; somebody new, or whose address was not confirmed
    yet, is registered with the name and password of `newcomer`, whose address is taken from the
    invitation. Raises NotFound for a link that was used or has expired, NotAllowed when someone
    else should sign in, Invalid, Conflict.
    """
    if address:
        accounts.throttle_address("accept", address, 20, 60)
    with transaction():
        invitation = find_invitation(token)
        organisation = locked(Organisation, invitation.organisation_id)
        accounts.use_link(INVITE, token)  # after the lock: every act locks in the same order
        if organisation.state is not State.APPROVED:
            raise Conflict(
                _("This organisation is no member at the moment, so nobody can join it.")
            )
        person = account_queries.find_confirmed(invitation.email)
        if person is None:
            person = _registered(invitation.email, newcomer, by)
        elif person.id != by.person_id:
            raise NotAllowed(
                _("Sign in as %(email)s to accept this invitation.", email=invitation.email)
            )
        invitation.accepted_at = now()
        if not queries.is_representative(organisation.id, person.id):
            has_contact = bool(queries.people_to_write(organisation.id, contact_only=True))
            db.session.add(
                Representative(
                    organisation_id=organisation.id,
                    person_id=person.id,
                    is_contact=not has_contact,
                )
            )
            history.note(organisation, Act.JOINED, person.id)
    return person


def hand_over(organisation_id: int, person_id: int, *, by: Viewer) -> None:
    """Make another representative the contact. Raises NotFound, Conflict when nothing changes."""
    _require_edit(organisation_id, by)
    with transaction():
        organisation = locked(Organisation, organisation_id)
        present = _present(organisation_id)
        chosen = next((row for row in present if row.person_id == person_id), None)
        if chosen is None:
            raise NotFound(_("This person does not represent the organisation."))
        if chosen.is_contact:
            raise Conflict(_("This person is the contact already."))
        person = _make_contact(chosen, present)
        history.note(
            organisation,
            Act.HANDED_OVER,
            by.person_id,
            text=person.name,
            about=f"person:{person.id}",
        )
        letter = letters.contact_letter(
            organisation.name,
            by.name,
            address_of("members.representatives", organisation_id=organisation_id),
        )
        post.write_person(person, letter)


def leave(organisation_id: int, *, by: Viewer) -> None:
    """Stop representing an organisation, which keeps its place and its documents.

    When the contact leaves, the one who has represented it longest becomes contact. Raises
    NotFound, Conflict for the last representative.
    """
    if not policy.may_leave(by, organisation_id):
        raise NotFound(_("You do not represent this organisation."))
    with transaction():
        organisation = locked(Organisation, organisation_id)
        present = _present(organisation_id)
        own = next((row for row in present if row.person_id == by.person_id), None)
        if own is None:
            raise NotFound(_("You do not represent this organisation."))
        others = [row for row in present if row is not own]
        if not others:
            raise Conflict(
                _(
                    "You are the last representative, and nobody would speak for the organisation. "
                    "Invite a colleague first; when they have accepted, you can leave."
                )
            )
        own.until_at = now()
        if own.is_contact:
            own.is_contact = False
            person = _make_contact(others[0], others)
            letter = letters.contact_letter(
                organisation.name, by.name, post.application_address(organisation_id)
            )
            post.write_person(person, letter)
        history.note(organisation, Act.LEFT, by.person_id)


def _require_edit(organisation_id: int, by: Viewer) -> None:
    """Refuse those who do not speak for the organisation, as if there were none."""
    if not policy.may_edit(by, organisation_id):
        raise NotFound(_("There is no such organisation."))


def _registered(email: str, newcomer: Newcomer | None, by: Viewer) -> Person:
    if by.is_signed_in:
        raise NotAllowed(
            _(
                "This invitation is for %(email)s, and you are signed in as %(own)s. Sign out "
                "first, then open the link again.",
                email=email,
                own=by.email,
            )
        )
    if newcomer is None:
        raise Invalid(fields={"name": _("Enter your name.")})
    accounts.check_password_rules(newcomer.password, email, newcomer.name)
    password_hash = accounts.hash_password(newcomer.password)
    person = accounts.register(email, newcomer.name, password_hash, newcomer.language)
    # The link came to this address, so what is typed behind it is the person's own.
    accounts.confirm_person(
        person.id,
        name=newcomer.name,
        language=newcomer.language,
        password_hash=password_hash,
    )
    return person


def _make_contact(chosen: Representative, present: list[Representative]) -> Person:
    for row in present:
        row.is_contact = row is chosen
    return db.session.get_one(Person, chosen.person_id)


def _present(organisation_id: int) -> list[Representative]:
    return list(
        db.session.scalars(
            select(Representative)
            .where(Representative.organisation_id == organisation_id)
            .where(Representative.until_at.is_(None))
            .order_by(Representative.since_at, Representative.id)
        )
    )


def _pending(organisation_id: int, email: str) -> list[Invitation]:
    return list(
        db.session.scalars(
            select(Invitation).where(
                Invitation.organisation_id == organisation_id,
                Invitation.email == email,
                *queries.PENDING,
            )
        )
    )


def _end(invitation: Invitation) -> None:
    invitation.withdrawn_at = now()
    accounts.drop_links(INVITE, subject_id=invitation.id)
