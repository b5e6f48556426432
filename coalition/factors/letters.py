"""The letters about second factors: one at every change, so that no other's hand goes unnoticed."""

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from coalition.factors.queries import Owner
from coalition.mail.service import Letter
from coalition.web.site import address_of, settings


def added_letter(owner: Owner, name: str) -> Letter:
    """Return the letter that tells of a new app or passkey."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("A new way to sign in was added"),
            _(
                "“%(factor)s” was added to your account at %(site)s. It is now asked for when you "
                "sign in, or can be used instead of the password.",
                factor=name,
                site=settings().coalition_name,
            ),
        )


def removed_letter(owner: Owner, name: str) -> Letter:
    """Return the letter that tells that an app or passkey is gone."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("A way to sign in was removed"),
            _(
                "“%(factor)s” was removed from your account at %(site)s and no longer signs you in.",
                factor=name,
                site=settings().coalition_name,
            ),
        )


def code_used_letter(owner: Owner, left: int) -> Letter:
    """Return the letter that tells that a recovery code was used, and how many are left."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("A recovery code was used"),
            _(
                "One of the recovery codes of your account at %(site)s was used.",
                site=settings().coalition_name,
            ),
            ngettext(
                "You have %(num)d code left.",
                "You have %(num)d codes left.",
                left,
            ),
        )


def new_codes_letter(owner: Owner) -> Letter:
    """Return the letter that tells that old recovery codes gave way to new ones."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("New recovery codes were made"),
            _(
                "New recovery codes were made for your account at %(site)s. Those you had before "
                "no longer work.",
                site=settings().coalition_name,
            ),
        )


def copied_letter(owner: Owner, name: str) -> Letter:
    """Return the letter that warns of a passkey whose counter went back."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("A passkey of yours may have been copied"),
            _(
                "The passkey “%(factor)s” was shown at %(site)s, but it counts fewer uses than "
                "before. That happens when somebody has a copy of it, so it was refused.",
                factor=name,
                site=settings().coalition_name,
            ),
            _("Remove this passkey and make a new one."),
        )


def guessing_letter(owner: Owner) -> Letter:
    """Return the letter that tells of many wrong codes after the right password."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("Wrong codes were typed for your account"),
            _(
                "Someone gave the right password of your account at %(site)s, and then so many "
                "wrong codes that no more are taken for 15 minutes.",
                site=settings().coalition_name,
            ),
        )


def reset_letter(owner: Owner) -> Letter:
    """Return the letter that tells that all factors were taken away by whoever runs the site."""
    with force_locale(owner.language):
        return _letter(
            owner,
            _("Your second factors were removed"),
            _(
                "Those who run %(site)s removed all apps, passkeys and recovery codes of your "
                "account. You sign in by your password alone until you set up a new second factor.",
                site=settings().coalition_name,
            ),
        )


def _letter(owner: Owner, subject: str, *paragraphs: str) -> Letter:
    return Letter(
        subject,
        (
            _("Hello %(name)s,", name=owner.name),
            *paragraphs,
            _(
                "If it was not you, change your password at once, and look at what signs you in here:"
            ),
            address_of("accounts.factors"),
        ),
        owner.language,
    )
