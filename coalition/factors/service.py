"""Every write of second factors: setting up, using, renaming and removing them."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from coalition.audit.service import note
from coalition.database import db, locked, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.factors import letters, passkeys, policy, queries, recovery, totp
from coalition.factors.ceremonies import (
    PASSKEY,
    add_passkey,
    options_to_make,
    options_to_show,
    show_passkey,
)
from coalition.factors.codes import drop_codes, make_codes, tell_added, use_recovery
from coalition.factors.models import App, Challenge, Passkey
from coalition.factors.queries import owner_of
from coalition.factors.sealing import seal, unseal
from coalition.mail import service as mail
from coalition.web.site import settings
from coalition.web.viewer import Viewer

__all__ = [
    "PASSKEY",
    "add_passkey",
    "options_to_make",
    "options_to_show",
    "seal",
    "show_passkey",
    "unseal",
]

APP = "app"
TOTP, RECOVERY = "totp", "recovery"  # as devices name what was given
UNFINISHED = timedelta(hours=1)


def passkeys_work_here() -> bool:
    """Tell whether browsers can make passkeys for this site: it has a name, not a number."""
    return passkeys.rp_id() is not None


def begin_app(name: str, *, by: Viewer) -> App:
    """Return a new app with a secret of its own; it counts once a code of it was typed.

    Those begun an hour ago and never finished are forgotten. Raises Conflict when there are enough.
    """
    person_id = _oneself(by)
    with transaction():
        db.session.execute(
            delete(App).where(
                App.person_id == person_id,
                App.confirmed_at.is_(None),
                App.created_at < now() - UNFINISHED,
            )
        )
        count = select(func.count(App.id)).where(App.person_id == person_id)
        if not policy.may_add(db.session.scalar(count) or 0):
            raise Conflict(_("You have as many apps as there may be. Remove one of them first."))
        app = App(person_id=person_id, name=name, sealed_secret=seal(totp.new_secret()))
        db.session.add(app)
        db.session.flush()
    return app


def is_readable(app: App) -> bool:
    """Tell whether the codes of an app can be checked: not once SECRET_KEY was changed."""
    return unseal(app.sealed_secret) is not None


@dataclass(frozen=True, slots=True)
class Setup:
    """What an app needs to be set up: one secret as text, as an address and as a picture of it."""

    secret: str
    address: str
    picture: str


def setup_of(app: App, *, by: Viewer) -> Setup:
    """Return what an app that is being set up needs. Raises Conflict once it counts."""
    secret = secret_to_show(app)
    address = totp.address_for_app(secret, by.email, settings().coalition_name)
    return Setup(totp.in_groups(secret), address, totp.picture(address))


def secret_to_show(app: App) -> str:
    """Return the secret of an app that is being set up. Raises Conflict once it counts."""
    secret = unseal(app.sealed_secret)
    if app.confirmed_at is not None or secret is None:
        raise Conflict(_("This app is set up already, and its secret is not shown again."))
    return secret


def confirm_app(app_id: int, typed: str, *, by: Viewer) -> tuple[str, ...]:
    """Let an app count once it gave the right code; return recovery codes when it is the first.

    Raises Invalid for "code", Conflict when the app counts already, NotFound.
    """
    with transaction():
        app = locked(App, queries.get_app(app_id, viewer=by).id)
        step = totp.matching_step(secret_to_show(app), _digits_of(typed), now())
        if step is None:
            raise Invalid(
                fields={
                    "code": _(
                        "This is not the code the app shows now. Check that the clock of your "
                        "phone is right, and type the newest code."
                    )
                }
            )
        app.confirmed_at = app.last_used_at = now()
        app.last_step = step
        db.session.flush()
        return tell_added(app.person_id, APP, app.name)


def use_code(person_id: int, typed: str) -> str:
    """Use up a code of an app, or a recovery code, and return which of both it was.

    The caller throttles. Raises Invalid for "code", with what to do when the site's key changed.
    """
    if recovery.looks_like_one(typed):
        if use_recovery(person_id, typed):
            return RECOVERY
        raise Invalid(fields={"code": _("This recovery code was used already, or is not yours.")})
    digits = _digits_of(typed)
    with transaction():
        apps = db.session.scalars(
            select(App)
            .where(App.person_id == person_id, App.confirmed_at.is_not(None))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        readable = [(app, secret) for app in apps if (secret := unseal(app.sealed_secret))]
        for app, secret in readable:
            step = totp.matching_step(secret, digits, now())
            if step is not None and step > app.last_step:
                app.last_step = step
                app.last_used_at = now()
                return TOTP
    raise Invalid(fields={"code": _why_refused(bool(apps), bool(readable))})


def rename(kind: str, key: int, name: str, *, by: Viewer) -> None:
    """Give one of one's apps or passkeys another name. Raises NotFound."""
    with transaction():
        _own(kind, key, by).name = name


def remove(kind: str, key: int, *, by: Viewer, is_required: bool) -> None:
    """Remove one of one's apps or passkeys; with the last one the recovery codes go too.

    Raises NotFound, Conflict when it is the last one and a factor is required.
    """
    with transaction():
        queries.hold_owner(_oneself(by))  # two may be removed at once
        factor = _own(kind, key, by)
        db.session.refresh(factor)
        count = queries.factor_count(factor.person_id)
        if not policy.may_remove(count, is_required=is_required):
            raise Conflict(
                _("This is your last second factor, and you need one here. Add another one first.")
            )
        owner = owner_of(factor.person_id)
        db.session.delete(factor)
        if count == 1:
            drop_codes(owner.person_id)
        note(
            "factors.removed",
            f"person:{owner.person_id}",
            by=by.person_id,
            kind=kind,
            name=factor.name,
        )
        mail.write(owner.email, letters.removed_letter(owner, factor.name))


def new_codes(*, by: Viewer) -> tuple[str, ...]:
    """Return ten new recovery codes; older ones no longer work. Raises Conflict without a factor."""
    person_id = _oneself(by)
    with transaction():
        if not queries.has_factor(person_id):
            raise Conflict(_("Add an app or a passkey first: recovery codes stand in for them."))
        owner = owner_of(person_id)
        mail.write(owner.email, letters.new_codes_letter(owner))
        return make_codes(person_id)


def warn_of_guessing(person_id: int) -> None:
    """Tell a person that somebody knows their password and guesses at their codes."""
    with transaction():
        owner = owner_of(person_id)
        mail.write(owner.email, letters.guessing_letter(owner))


def reset(person_id: int) -> int:
    """Remove all factors of a person who lost them; return how many apps and passkeys there were.

    For the command line, whoever holds which answers for knowing the person.
    """
    with transaction():
        count = queries.factor_count(person_id)
        forget(person_id)
        owner = owner_of(person_id)
        note("factors.reset", f"person:{person_id}", by=None, removed=count)
        mail.write(owner.email, letters.reset_letter(owner))
    return count


def forget(person_id: int) -> None:
    """Delete everything kept of a person's factors, and say nothing of it."""
    with transaction():
        for model in (App, Passkey, Challenge):
            db.session.execute(delete(model).where(model.person_id == person_id))
        drop_codes(person_id)


def _own(kind: str, key: int, by: Viewer) -> App | Passkey:
    if kind == PASSKEY:
        return queries.get_passkey(key, viewer=by)
    return queries.get_app(key, viewer=by)


def _oneself(by: Viewer) -> int:
    if by.person_id is None:
        raise NotAllowed(_("Sign in first."))
    return by.person_id


def _digits_of(typed: str) -> str:
    """Return the digits of a code in whatever script they were typed, without spaces."""
    return "".join(str(unicodedata.digit(c)) for c in typed if c.isdigit())


def _why_refused(has_apps: bool, is_readable: bool) -> str:
    if has_apps and not is_readable:
        return _(
            "The codes of your app cannot be checked any more, because the secret key of this site "
            "was changed. Use a recovery code or a passkey, and set the app up anew."
        )
    return _(
        "This code is not right, or was used already. Wait for the next one your app shows and "
        "type it, or use a recovery code."
    )
