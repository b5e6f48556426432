"""Proof that one is oneself: the step after the password, and being asked once more."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from coalition.accounts import queries
from coalition.accounts.devices import OUTDATED, end_devices
from coalition.accounts.links import drop_links, find_link, make_link, use_link
from coalition.accounts.models import Device, Person
from coalition.accounts.passwords import fits
from coalition.accounts.throttle import forgive, throttle, throttle_address
from coalition.audit.service import note
from coalition.database import db, now, transaction
from coalition.errors import Invalid, NotAllowed, NotFound, TooMany
from coalition.factors import queries as factor_queries
from coalition.factors import service as factors
from coalition.web.viewer import Viewer

HALF = "half-signed-in"  # the purpose of the links that stand for a password that was right
HALF_MINUTES = 10
FRESH_FOR = timedelta(minutes=15)
TRIES, TRY_MINUTES = 10, 15


def begin_second_step(person: Person) -> str | None:
    """Return a token for whoever gave the right password; None when nothing more is asked of them."""
    if not factor_queries.has_factor(person.id):
        return None
    with transaction():
        drop_links(HALF, person_id=person.id)
        return make_link(HALF, person.email, person_id=person.id, hours=0, minutes=HALF_MINUTES)


def half_signed_in(token: str) -> Person:
    """Return who gave the right password some minutes ago. Raises NotFound when it is too long."""
    link = find_link(HALF, token) if token else None
    person = queries.find_person(link.person_id or 0) if link else None
    if person is None:
        raise NotFound(_("That took too long. Sign in once more."))
    return person


def finish_second_step(
    token: str, *, code: str = "", passkey: str = "", browser: str = ""
) -> tuple[Person, str]:
    """Return who is signed in now, and by which factor: a code, or a passkey of this browser.

    Raises NotFound when it took too long, Invalid for "code" or "passkey", TooMany.
    """
    person = half_signed_in(token)
    factor = _given(person.id, code, passkey, browser)
    use_link(HALF, token)
    return person, factor


def sign_in_by_passkey(answer: str, browser: str, address: str) -> Person:
    """Return whose passkey was shown, which is password and second factor in one.

    Raises Invalid for "passkey", TooMany after 50 tries from a network address in 15 minutes.
    """
    throttle_address("sign-in", address, 50, 15)
    try:
        person = queries.find_person(factors.show_passkey(answer, browser))
    except Invalid:
        note("accounts.sign_in_failed", by=None, factor=factors.PASSKEY)
        raise
    if person is None or person.confirmed_at is None:
        raise Invalid(fields={"passkey": _("This passkey is not known here. It was removed.")})
    return person


def is_fresh(device: Device | None) -> bool:
    """Tell whether somebody proved who they are on this device within the last 15 minutes."""
    return device is not None and now() - FRESH_FOR < device.proven_at <= now()


def prove(
    device_id: int, *, password: str, code: str, passkey: str, browser: str, by: Viewer
) -> None:
    """Note that it is oneself who acts: by a passkey, or by password and a code where one has any.

    Raises Invalid for "password", "code" or "passkey", TooMany after 10 tries in 15 minutes.
    """
    person = queries.get_own_account(viewer=by)
    if not passkey:
        check_own_password(person, password)
    if passkey or factor_queries.has_factor(person.id):
        _given(person.id, code, passkey, browser)
    with transaction():
        db.session.execute(
            update(Device)
            .where(Device.id == device_id, Device.person_id == person.id)
            .values(proven_at=now(), rights=OUTDATED)  # a new token comes with the next page
        )


def check_own_password(person: Person, password: str, field: str = "password") -> None:
    """Check the password of somebody signed in. Raises Invalid for the field, TooMany."""
    throttle(f"password:{person.id}", TRIES, TRY_MINUTES)
    if not fits(password, person.password_hash):
        note("accounts.proof_failed", f"person:{person.id}", by=person.id)
        raise Invalid(fields={field: _("This is not your present password.")})
    forgive(f"password:{person.id}")


def confirm_app(app_id: int, code: str, *, here: int, by: Viewer) -> tuple[str, ...]:
    """Let an app count, and sign out everywhere but here; return the first recovery codes.

    Raises Invalid for "code", Conflict, NotFound, TooMany.
    """
    throttle(f"code:{by.person_id}", TRIES, TRY_MINUTES)
    with transaction():
        codes = factors.confirm_app(app_id, code, by=by)
        end_devices(by.person_id or 0, but=here)
    forgive(f"code:{by.person_id}")
    return codes


def add_passkey(name: str, answer: str, browser: str, *, here: int, by: Viewer) -> tuple[str, ...]:
    """Keep a passkey, and sign out everywhere but here; return the first recovery codes.

    Raises Invalid for "passkey", Conflict.
    """
    codes = factors.add_passkey(name, answer, browser, person_id=_number(by))
    end_devices(_number(by), but=here)
    return codes


def remove_factor(kind: str, key: int, *, here: int, by: Viewer) -> None:
    """Remove an app or a passkey, and sign out everywhere but here.

    Raises NotFound, Conflict when it is the last one and one is required.
    """
    with transaction():
        factors.remove(kind, key, by=by, is_required=queries.needs_factor(_number(by)))
        end_devices(by.person_id or 0, but=here)


def _given(person_id: int, code: str, passkey: str, browser: str) -> str:
    """Return the factor that was given. Raises Invalid, TooMany; both are noted."""
    key = f"code:{person_id}"
    try:
        throttle(key, TRIES, TRY_MINUTES)
    except TooMany:
        _warn_once(person_id)
        raise
    try:
        if passkey:
            factors.show_passkey(passkey, browser, person_id=person_id)
            factor = factors.PASSKEY
        else:
            factor = factors.use_code(person_id, code)
    except Invalid:
        note("accounts.second_step_failed", f"person:{person_id}", by=None)
        raise
    forgive(key)
    return factor


def _warn_once(person_id: int) -> None:
    """Write to somebody whose codes are guessed at, at most once an hour."""
    try:
        throttle(f"code-warning:{person_id}", 1, 60)
    except TooMany:
        return
    factors.warn_of_guessing(person_id)


def _number(by: Viewer) -> int:
    if by.person_id is None:
        raise NotAllowed(_("Sign in first."))
    return by.person_id
