"""The letters about tokens: one was made, one is about to end, all were ended by a restoring."""

from collections.abc import Sequence
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


def restored_letter(name: str, language: str, tokens: Sequence[str], page: str) -> Letter:
    """Return the letter that tells that these tokens, by their names, were ended by a restoring."""
    with force_locale(language):
        return Letter(
            _("The tokens of your account were ended"),
            (
                _("Hello %(name)s,", name=name),
                _(
                    "%(site)s was restored from a backup. So that no token works that you ended "
                    "since, all of them were ended:",
                    site=settings().coalition_name,
                ),
                "\n".join(tokens),
                _("Programs that use them are refused. If you still need them, make new ones:"),
                page,
            ),
            language,
        )
