"""Passwords: what is accepted, and argon2id hashes of it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.web.site import settings

SHORTEST = 12
LONGEST = 256
COMMON = Path(__file__).with_name("worn_out.txt")
SHORTEST_WORD = 4  # letters of a name that count as that name
COMMONEST = 3_000  # of the list, of which two in a row are no harder to guess
# Signs that stand for letters; a 1 may stand for two.
LIKE_LETTERS = (
    str.maketrans("0134578@$!+", "oieastbasit"),
    str.maketrans("0134578@$!+", "oleastbaslt"),
)
IN_ORDER = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "йцукенгшщзхъфывапролджэячсмитьбю",
)


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


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made at another cost than is usual now, and is to be made anew."""
    return _hasher(settings().password_cost).check_needs_rehash(password_hash)


@cache
def decoy_hash(cost: str) -> str:
    """Return a hash that fits nothing, to take as long for unknown addresses as for known ones."""
    return _hasher(cost).hash("no account has this password")


def check_password_rules(password: str, email: str = "", name: str = "") -> None:
    """Refuse a password that is short or easily guessed.

    Length counts, not kinds of characters (NIST SP 800-63B). What leaked from others and what is
    known of the person and the site is refused, however it was stretched. Raises Invalid for
    "password".
    """
    problem = _problem_with(password, email.casefold(), name.casefold())
    if problem:
        raise Invalid(fields={"password": problem})


def _problem_with(password: str, email: str, name: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", password).casefold().split())
    if len(password) < SHORTEST:
        return _(
            "Use at least %(count)d characters; a few words in a row are easy to remember.",
            count=SHORTEST,
        )
    if len(password) > LONGEST:
        return _("Use at most %(count)d characters.", count=LONGEST)
    if _is_made_of(plain, _own_words(email, name)):
        return _("Choose something other than your name or address.")
    if _is_made_of(plain, _site_words()) or _is_worn_out(plain):
        return _("This password is among the first that others would guess. Choose another one.")
    return ""


def _own_words(email: str, name: str) -> set[str]:
    """Return what a person's address and name are made of, the longest of it too."""
    address = email.partition("@")[0]
    return {email, address, name, *_words(address), *_words(email), *_words(name)}


def _site_words() -> set[str]:
    """Return the words this site is called by, which others try first."""
    found = settings()
    said = f"{found.coalition_name} {found.coalition_acronym} {found.site_host}".casefold()
    return {found.coalition_acronym.casefold(), *_words(said)}


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W\d_]+", text) if len(word) >= SHORTEST_WORD]


def _is_made_of(plain: str, words: Iterable[str]) -> bool:
    """Tell whether nothing much is left of a password without these words, digits and signs."""
    left = plain
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 2:
            left = left.replace(word, " ")
    return left != plain and len("".join(filter(str.isalpha, left))) < SHORTEST_WORD


def _is_worn_out(plain: str) -> bool:
    """Tell whether a password is common, or a common one that was stretched as people do."""
    if len(set(plain)) < 5 or _is_in_order(plain):
        return True
    known = _common()
    for form in _forms(plain):
        once = _once(form)
        if form in known or once in known or _is_in_order(once):
            return True
        if any(
            known.get(form[:cut], COMMONEST) < COMMONEST
            and known.get(form[cut:], COMMONEST) < COMMONEST
            for cut in range(SHORTEST_WORD, len(form) - SHORTEST_WORD + 1)
        ):
            return True
    return False


def _forms(plain: str) -> set[str]:
    """Return a password as it is, without what stands around its letters, and with letters for signs."""
    joined = "".join(plain.split())
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", joined)
    forms = {plain, joined, bare, "".join(filter(str.isalpha, joined))}
    for table in LIKE_LETTERS:
        spelled = joined.translate(table)
        forms |= {spelled, bare.translate(table), "".join(filter(str.isalpha, spelled))}
    return {form for form in forms if len(form) >= SHORTEST_WORD}


def _once(text: str) -> str:
    """Return what a text repeats, such as "abc" of "abcabcab"; itself when nothing is."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * (len(text) // length + 1)).startswith(text):
            return text[:length]
    return text


def _is_in_order(text: str) -> bool:
    """Tell whether the signs stand in a row of the alphabet, the digits or a keyboard."""
    return any(text in row or text in row[::-1] for row in IN_ORDER)


@cache
def _common() -> dict[str, int]:
    """Return the common passwords with their places in the list, the commonest first."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return {line: place for place, line in enumerate(line for line in lines if line[0] != "#")}
