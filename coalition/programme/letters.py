"""The letters about sessions, in words a person would use."""

from flask_babel import force_locale
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.programme.queries import CONFIRM_DAYS
from coalition.web.site import settings


def confirm_letter(language: str, address: str) -> Letter:
    """Return the letter with the link that confirms an address.

    It repeats nothing that was typed, so that nobody can send words of theirs to a stranger.
    """
    with force_locale(language):
        return Letter(
            _("Confirm that you follow a session"),
            (
                _("Hello,"),
                _(
                    "Someone, probably you, asked at %(site)s for a letter to this address when "
                    "the time or room of a session changes. To see the session and to get these "
                    "letters, open this page within %(days)d days and press the button:",
                    site=settings().coalition_name,
                    days=CONFIRM_DAYS,
                ),
                address,
                _("If it was not you, do nothing: no letters come."),
            ),
            language,
        )
