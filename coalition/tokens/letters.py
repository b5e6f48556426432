"""The letters about tokens: that one was made, and that one is about to end."""

from datetime import datetime

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from coalition.mail.service import Letter
from coalition.web.site import settings


def made_letter(name: str, language: str, token: str, expires_at: datetime, page: str) -> Letter:
    """Return the letter that tells of a new token; `token` is what it is called."""
    with force_locale(language):
        return Letter(
            _("A token was made for your account"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "The token “%(token)s” was made for your account at %(site)s. Until %(day)s, "
                    "whoever has it may do in your name what it is good for.",
                    token=token,
                    site=settings().coalition_name,
                    day=format_date(expires_at, "long"),
                ),
                _("If it was not you, end it at once and change your password:"),
                page,
            ),
            language,
        )


def ending_letter(name: str, language: str, token: str, expires_at: datetime, page: str) -> Letter:
    """Return the letter that tells that a token ends soon."""
    with force_locale(language):
        return Letter(
            _("A token of your account ends soon"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "The token “%(token)s” of your account at %(site)s ends on %(day)s. Programs "
                    "that use it will be refused then.",
                    token=token,
                    site=settings().coalition_name,
                    day=format_date(expires_at, "long"),
                ),
                _("If you still need it, make a new one and give it to them before:"),
                page,
            ),
            language,
        )
