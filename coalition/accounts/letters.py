"""The letters about one's own account, in words a person would use."""

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.web.site import settings


def reset_letter(name: str, language: str, address: str) -> Letter:
    """Return the letter with the link to a new password."""
    with force_locale(language):
        return Letter(
            _("Choose a new password"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "Someone, probably you, asked for a new password at %(site)s. "
                    "To choose one, open this page within 2 hours:",
                    site=settings().coalition_name,
                ),
                address,
                _("If it was not you, do nothing: your password stays as it is."),
            ),
            language,
        )


def unknown_address_letter(language: str, address: str) -> Letter:
    """Return the letter to an address that asked for a new password but has no account."""
    with force_locale(language):
        return Letter(
            _("There is no account with this address"),
            (
                _(
                    "Someone, perhaps you, asked for a new password for this address at %(site)s. "
                    "It has no account there. Perhaps you registered with another address.",
                    site=settings().coalition_name,
                ),
                _("To apply for your organisation, open this page:"),
                address,
            ),
            language,
        )


def new_email_letter(name: str, language: str, new_email: str, address: str) -> Letter:
    """Return the letter by which one of the two addresses agrees to the change."""
    with force_locale(language):
        return Letter(
            _("Confirm your change of e-mail address"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "You asked to use %(email)s at %(site)s from now on. Both your old and your "
                    "new address must agree. Open this page within 24 hours:",
                    email=new_email,
                    site=settings().coalition_name,
                ),
                address,
                _("If it was not you, change your password: someone else may know it."),
            ),
            language,
        )


def password_changed_letter(name: str, language: str, address: str) -> Letter:
    """Return the letter that tells of a new password."""
    with force_locale(language):
        return Letter(
            _("Your password was changed"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "The password of your account at %(site)s was changed, and all other browsers "
                    "were signed out.",
                    site=settings().coalition_name,
                ),
                _("If it was not you, choose a new password at once:"),
                address,
            ),
            language,
        )


def appointed_letter(name: str, language: str, address: str) -> Letter:
    """Return the letter to a new coordinator."""
    with force_locale(language):
        return Letter(
            _("You are now a coordinator"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "You have been appointed coordinator of %(site)s. Applications that wait for "
                    "a decision are here:",
                    site=settings().coalition_name,
                ),
                address,
            ),
            language,
        )


def removed_letter(name: str, language: str) -> Letter:
    """Return the letter to someone who no longer coordinates."""
    with force_locale(language):
        return Letter(
            _("You are no longer a coordinator"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "Your time as coordinator of %(site)s has ended. Thank you for your work.",
                    site=settings().coalition_name,
                ),
            ),
            language,
        )
