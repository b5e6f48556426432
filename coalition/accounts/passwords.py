"""Passwords: what is accepted, and argon2id hashes of it."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.web.site import settings

SHORTEST = 12
LONGEST = 256
WORN_OUT = frozenset(
    {
        "password", "passw0rd", "motdepasse", "contrasena", "qwertyuiop", "qwerty", "azerty",
        "letmein", "welcome", "iloveyou", "administrator", "admin", "changeme", "secret",
        "library", "librarian", "coalition", "internet", "governance", "abc", "monkey", "dragon",
        "football", "baseball", "sunshine", "princess", "superman", "trustno", "master", "login",
    }
)  # fmt: skip


@cache
def _hasher(cost: str) -> PasswordHasher:
    """Return a hasher of argon2-cffi's own cost (RFC 9106, low memory), or a cheap one for tests."""
    if cost == "test":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its own salt."""
    return _hasher(settings().password_cost).hash(password)


def fits(password: str, password_hash: str) -> bool:
    """Tell whether the password has this hash."""
    try:
        return _hasher(settings().password_cost).verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def decoy_hash(cost: str) -> str:
    """Return a hash that fits nothing, to take as long for unknown addresses as for known ones."""
    return _hasher(cost).hash("no account has this password")


def check_password_rules(password: str, email: str = "", name: str = "") -> None:
    """Refuse a password that is short or easily guessed.

    Length counts, not kinds of characters (NIST SP 800-63B). Raises Invalid for "password".
    """
    problem = _problem_with(password, email.casefold(), name.casefold())
    if problem:
        raise Invalid(fields={"password": problem})


def _problem_with(password: str, email: str, name: str) -> str:
    plain = password.casefold().strip()
    letters = "".join(c for c in plain if c.isalpha())
    if len(password) < SHORTEST:
        return _(
            "Use at least %(count)d characters; a few words in a row are easy to remember.",
            count=SHORTEST,
        )
    if len(password) > LONGEST:
        return _("Use at most %(count)d characters.", count=LONGEST)
    if (email and plain in {email, email.partition("@")[0]}) or (name and plain == name):
        return _("Choose something other than your name or address.")
    if len(set(plain)) < 5 or letters in WORN_OUT:
        return _("This password is among the first that others would guess. Choose another one.")
    return ""
