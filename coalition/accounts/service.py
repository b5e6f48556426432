"""Every write of people: registering, signing in and out, passwords, addresses; coordinators."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coalition.accounts import letters, queries
from coalition.accounts.addresses import address_to_keep
from coalition.accounts.coordination import appoint, remove
from coalition.accounts.devices import (
    end_all_devices,
    end_device,
    end_devices,
    find_device,
    start_device,
)
from coalition.accounts.links import (
    digest_of,
    drop_links,
    find_link,
    find_linked,
    make_link,
    use_link,
)
from coalition.accounts.models import Link, Person
from coalition.accounts.passwords import (
    check_password_rules,
    decoy_hash,
    fits,
    hash_password,
    is_outdated,
)
from coalition.accounts.proof import HALF, check_own_password
from coalition.accounts.throttle import (
    forgive,
    network_of,
    throttle,
    throttle_account,
    throttle_address,
)
from coalition.audit.service import note
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.mail import service as mail
from coalition.web.site import address_of, settings
from coalition.web.viewer import Viewer

__all__ = [
    "address_to_keep",
    "appoint",
    "check_password_rules",
    "digest_of",
    "drop_links",
    "end_all_devices",
    "end_device",
    "end_devices",
    "find_device",
    "find_link",
    "find_linked",
    "hash_password",
    "make_link",
    "network_of",
    "remove",
    "start_device",
    "throttle",
    "throttle_account",
    "throttle_address",
    "use_link",
]

RESET = "reset-password"
NOBODYS = "reset-nothing"
OLD_EMAIL = "change-email-old"
NEW_EMAIL = "change-email-new"
RESET_HOURS = 2


def register(email: str, name: str, password_hash: str, language: str) -> Person:
    """Return a new, unconfirmed person, or the one who has this address already, unchanged.

    Callers hash the password in both cases, so that neither answer nor time tells which it was.
    Raises Invalid for "email".
    """
    email = address_to_keep(email)
    with transaction():
        person = queries.find_person_by_email(email)
        if person is None:
            person = Person(
                email=email,
                name=name,
                password_hash=password_hash,
                language=language,
            )
            try:
                with db.session.begin_nested():
                    db.session.add(person)
            except IntegrityError:  # the same form was sent twice at once
                return db.session.scalars(select(Person).where(Person.email == email)).one()
            note("accounts.registered", f"person:{person.id}", by=None)
    return person


def confirm_person(
    person_id: int, *, name: str = "", language: str = "", password_hash: str = ""
) -> None:
    """Note that this person's address is truly theirs.

    With the first confirmation come the name, language and password given together with it,
    whatever somebody else may have typed for this address before. Later ones change none.
    """
    with transaction():
        person = locked(Person, person_id)
        if person.confirmed_at is None:
            person.confirmed_at = now()
            person.name = name or person.name
            person.language = language or person.language
            person.password_hash = password_hash or person.password_hash


def check_sign_in(email: str, password: str, address: str, known: str = "") -> Person:
    """Return the person who has this address and password.

    Counted per network address (50 in 15 minutes) and per account (10). A browser they signed in
    with before, `known` by a name of its own, has a count of its own instead of the account's,
    so that nobody is locked out by strangers who guess. Raises TooMany, or Invalid with one
    sentence for a wrong password and an unknown address alike.
    """
    email = email.strip().casefold()
    throttle_address("sign-in", address, 50, 15)
    count = f"sign-in:known:{known}" if known else f"sign-in:account:{email}"
    throttle(count, 10, 15)
    person = queries.find_person_by_email(email)
    password_hash = person.password_hash if person else decoy_hash(settings().password_cost)
    if not fits(password, password_hash) or person is None:
        note(
            "accounts.sign_in_failed",
            f"person:{person.id}" if person else "",
            by=None,
            typed=email[:200],
        )
        raise Invalid(_("Address and password do not fit together. Check both and try again."))
    if person.confirmed_at is None:
        raise Invalid(
            _(
                "Your address is not confirmed yet. Open the link in the letter that we sent you; "
                "if it has expired, ask for a new password, which confirms the address too."
            )
        )
    forgive(count)
    if is_outdated(password_hash):
        _hash_anew(person.id, password_hash, password)
    return person


def _hash_anew(person_id: int, outdated: str, password: str) -> None:
    """Keep a password at the cost that is usual now, unless it was changed meanwhile."""
    made = hash_password(password)
    with transaction():
        person = db.session.get(Person, person_id, with_for_update=True)
        if person is not None and person.password_hash == outdated:
            person.password_hash = made


def rename(name: str, language: str, *, by: Viewer) -> None:
    """Change how one is called and the language one's letters are written in."""
    with transaction():
        person = _oneself(by)
        person.name = name
        person.language = language


def change_password(old: str, new: str, *, by: Viewer) -> None:
    """Change one's own password and sign out everywhere.

    Raises Invalid for "old" or "password", TooMany after 10 tries in 15 minutes.
    """
    check_own_password(queries.get_own_account(viewer=by), old, "old")
    with transaction():
        person = _oneself(by)
        _set_password(person, new)
        note("accounts.password_changed", f"person:{person.id}", by=person.id)


def send_reset(email: str, language: str, address: str) -> None:
    """Send a link to a new password, or a letter that there is no account.

    Raises Invalid for "email", TooMany.
    """
    email = address_to_keep(email)
    throttle_address("reset", address, 20, 60)
    throttle_account("reset", email, 3, 60)
    with transaction():
        person = queries.find_person_by_email(email)
        whose = f"person:{person.id}" if person else ""
        note("accounts.reset_asked", whose, by=None, typed=email[:200])
        if person is None:
            make_link(NOBODYS, email, hours=RESET_HOURS)  # opens nothing, and takes the same time
            mail.write(email, letters.unknown_address_letter(language, address_of("members.apply")))
            return
        address = address_of("accounts.reset", token=reset_link(person))
        mail.write(email, letters.reset_letter(person.name, person.language, address))


def reset_link(person: Person) -> str:
    """Return the token of a new link to a new password; older ones stop working."""
    with transaction():
        drop_links(RESET, person_id=person.id)
        return make_link(RESET, person.email, person_id=person.id, hours=RESET_HOURS)


def reset_password(token: str, new: str) -> Person:
    """Set the password of the person who was sent this link, which proves their address too."""
    with transaction():
        link = use_link(RESET, token)
        person = locked(Person, link.person_id or 0)
        _set_password(person, new)
        person.confirmed_at = person.confirmed_at or now()
        note("accounts.password_reset", f"person:{person.id}", by=person.id)
    return person


def change_email(new_email: str, password: str, *, by: Viewer) -> None:
    """Ask both addresses to agree to a change. Nothing tells whether the new one is known.

    Raises Invalid for "email" or "password", TooMany after 10 tries in 15 minutes.
    """
    check_own_password(queries.get_own_account(viewer=by), password)
    new_email = address_to_keep(new_email)
    with transaction():
        person = _oneself(by)
        if new_email == person.email:
            raise Invalid(fields={"email": _("This is your address already.")})
        for purpose in (OLD_EMAIL, NEW_EMAIL):
            drop_links(purpose, person_id=person.id)
        for purpose, to in ((OLD_EMAIL, person.email), (NEW_EMAIL, new_email)):
            token = make_link(purpose, new_email, person_id=person.id)
            address = address_of("accounts.confirm_email", purpose=purpose, token=token)
            mail.write(
                to, letters.new_email_letter(person.name, person.language, new_email, address)
            )
        note("accounts.email_change_asked", f"person:{person.id}", by=person.id, to=new_email)


def use_email(purpose: str, token: str) -> bool:
    """Let one address agree; return whether both have, which makes the change.

    Raises NotFound for a link used up, Conflict when the new address got another account meanwhile.
    """
    other = NEW_EMAIL if purpose == OLD_EMAIL else OLD_EMAIL
    with transaction():
        link = use_link(purpose, token)
        person = locked(Person, link.person_id or 0)
        if _waits(other, person.id, link.email):
            return False
        if queries.find_person_by_email(link.email) is not None:
            raise Conflict(
                _("This address cannot be used. Choose another one, or keep the one you have.")
            )
        note("accounts.email_changed", f"person:{person.id}", by=person.id, before=person.email)
        person.email = link.email
        drop_links(RESET, person_id=person.id)
    return True


def end_ways_in() -> int:
    """Sign everybody out, and let no link to a new password or address, or half sign-in, go on.

    Called after a backup was restored, which knows of no end since. Returns how many browsers were
    signed in.
    """
    with transaction():
        for purpose in (RESET, NOBODYS, OLD_EMAIL, NEW_EMAIL, HALF):
            drop_links(purpose)
        return end_all_devices()


def _set_password(person: Person, new: str) -> None:
    check_password_rules(new, person.email, person.name)
    person.password_hash = hash_password(new)
    end_devices(person.id)
    for purpose in (RESET, HALF):
        drop_links(purpose, person_id=person.id)
    mail.write(
        person.email,
        letters.password_changed_letter(
            person.name, person.language, address_of("accounts.forgotten")
        ),
    )


def sign_out_of(device_id: int, *, by: Viewer) -> None:
    """Sign one of one's own browsers out; that of another person is left as it is."""
    with transaction():
        end_device(device_id, by=by)
        note("accounts.device_ended", f"person:{by.person_id}", by=by.person_id)


def sign_out_elsewhere(here: int | None, *, by: Viewer) -> None:
    """Sign oneself out in all browsers but this one."""
    with transaction():
        end_devices(_oneself(by).id, but=here)
        note("accounts.devices_ended", f"person:{by.person_id}", by=by.person_id)


def _oneself(by: Viewer) -> Person:
    if by.person_id is None:
        raise NotAllowed(_("Sign in first."))
    return locked(Person, by.person_id)


def _waits(purpose: str, person_id: int, email: str) -> bool:
    waiting = select(Link.id).where(
        Link.purpose == purpose,
        Link.person_id == person_id,
        Link.email == email,
        Link.used_at.is_(None),
    )
    return db.session.scalar(waiting.limit(1)) is not None
