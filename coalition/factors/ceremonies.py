"""Making and showing passkeys: a challenge for one browser, and the answer that signs it."""

import hashlib
import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from webauthn.helpers import bytes_to_base64url

from coalition.audit.service import note
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotFound
from coalition.factors import letters, passkeys, policy, queries
from coalition.factors.codes import tell_added
from coalition.factors.models import Challenge, Passkey
from coalition.factors.passkeys import Untrue
from coalition.mail import service as mail

PASSKEY = "passkey"
CHALLENGE_LIFE = timedelta(minutes=5)


def options_to_make(browser: str, *, person_id: int) -> str:
    """Return, as JSON, what this browser needs to make a passkey for a person. Raises Conflict."""
    _require_a_domain()
    known = queries.passkeys_of(person_id)
    if not policy.may_add(len(known)):
        raise Conflict(_("You have as many passkeys as there may be. Remove one of them first."))
    handle = known[0].user_handle if known else secrets.token_bytes(32)
    owner = queries.owner_of(person_id)
    return passkeys.creation_options(
        _challenge(browser, person_id, handle),
        handle,
        owner.email,
        owner.name,
        [passkey.credential_id for passkey in known],
    )


def options_to_show(browser: str) -> str:
    """Return, as JSON, what this browser needs to show any of its owner's passkeys."""
    _require_a_domain()
    return passkeys.request_options(_challenge(browser))


def add_passkey(name: str, answer: str, browser: str, *, person_id: int) -> tuple[str, ...]:
    """Keep the passkey a browser made; return recovery codes when it is the first factor.

    Raises Invalid for "passkey" when the answer is not that of this browser to its last question.
    """
    try:
        credential, text = passkeys.read_made(answer)
        challenge = _take(text, browser, person_id)
        new = passkeys.check_made(credential, text)
    except Untrue:
        raise _not_taken() from None
    with transaction():
        if queries.find_passkey(new.credential_id) is not None:
            raise Conflict(_("This passkey belongs to an account already."))
        db.session.add(
            Passkey(
                person_id=person_id,
                name=name,
                credential_id=new.credential_id,
                public_key=new.public_key,
                user_handle=challenge.user_handle or b"",
                sign_count=new.sign_count,
                is_copied=new.is_copied,
            )
        )
        db.session.flush()
        return tell_added(person_id, PASSKEY, name)


def show_passkey(answer: str, browser: str, *, person_id: int | None = None) -> int:
    """Return whose passkey was shown; one of another than `person_id`, where given, is refused.

    Raises Invalid for "passkey". A key whose counter goes back is refused, and its owner warned.
    """
    try:
        credential, text = passkeys.read_shown(answer)
        _take(text, browser, None)
        passkey = queries.find_passkey(credential.id)
        if passkey is None:
            raise Invalid(fields={"passkey": _("This passkey is not known here. It was removed.")})
        handle = credential.response.user_handle
        if handle and not secrets.compare_digest(handle, passkey.user_handle):
            raise Untrue("the passkey is said to be somebody else's")
        shown = passkeys.check_shown(credential, text, passkey.public_key)
    except Untrue:
        raise _not_taken() from None
    if person_id is not None and passkey.person_id != person_id:
        raise Invalid(fields={"passkey": _("This passkey belongs to another account.")})
    if not _is_counted(passkey.id, shown.new_sign_count):
        raise Invalid(
            fields={
                "passkey": _(
                    "This passkey may have been copied, so it is refused. Sign in another way, "
                    "remove it and make a new one."
                )
            }
        )
    return passkey.person_id


def _is_counted(passkey_id: int, count: int) -> bool:
    """Note a use; False, with a letter to the owner, when the key counts no more than before."""
    with transaction():
        passkey = locked(Passkey, passkey_id)
        if (count or passkey.sign_count) and count <= passkey.sign_count:
            owner = queries.owner_of(passkey.person_id)
            note(
                "factors.passkey_refused",
                f"person:{owner.person_id}",
                by=None,
                name=passkey.name,
                counted=count,
                before=passkey.sign_count,
            )
            mail.write(owner.email, letters.copied_letter(owner, passkey.name))
            return False
        passkey.sign_count = count
        passkey.last_used_at = now()
    return True


def _challenge(browser: str, person_id: int | None = None, handle: bytes | None = None) -> str:
    text = bytes_to_base64url(secrets.token_bytes(32))
    with transaction():
        db.session.execute(delete(Challenge).where(Challenge.expires_at < now()))
        db.session.add(
            Challenge(
                text=text,
                browser_digest=_digest_of(browser),
                person_id=person_id,
                user_handle=handle,
                expires_at=now() + CHALLENGE_LIFE,
            )
        )
    return text


def _take(text: str, browser: str, person_id: int | None) -> Challenge:
    """Use a challenge up and return it. Raises Untrue for one of another browser or person."""
    with transaction():
        challenge = db.session.scalar(
            select(Challenge).where(Challenge.text == text).with_for_update()
        )
        if challenge is not None:
            db.session.delete(challenge)
    if (
        challenge is None
        or challenge.expires_at < now()
        or not browser
        or challenge.browser_digest != _digest_of(browser)
        or challenge.person_id != person_id
    ):
        raise Untrue("the challenge is none of this browser's, or was used")
    return challenge


def _digest_of(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()


def _require_a_domain() -> None:
    if passkeys.rp_id() is None:
        raise NotFound(_("Passkeys need a site with a name; this one is reached by a number."))


def _not_taken() -> Invalid:
    return Invalid(
        fields={"passkey": _("The passkey was not taken, or came too late. Try once more.")}
    )
