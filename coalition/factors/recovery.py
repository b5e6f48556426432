"""Recovery codes: ten, for the day the phone is lost; each is used once."""

import hashlib
import secrets

COUNT = 10
GROUPS, GROUP = 6, 4
# Crockford's base32: no letter that is taken for a digit. 24 of them hold 120 bits, more than the
# 112 from which on a plain digest is enough (ASVS 5.0, 6.5.2).
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
MISREAD = str.maketrans("oil", "011")


def new_codes() -> tuple[str, ...]:
    """Return ten new codes in groups, such as 7k2m-9xqd-…."""
    return tuple(
        "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
        for _ in range(COUNT)
    )


def tidied(typed: str) -> str:
    """Return what was typed as a code without groups, whatever its case and however it was read."""
    kept = "".join(c for c in typed.casefold() if c.isalnum())
    return kept.translate(MISREAD)


def looks_like_one(typed: str) -> bool:
    """Tell whether this is meant as a recovery code, not as one of an app."""
    return len(tidied(typed)) == GROUPS * GROUP


def digest_of(code: str) -> str:
    """Return the SHA-256 digest a code is known by, however it is written."""
    return hashlib.sha256(tidied(code).encode()).hexdigest()
