"""Website addresses and ROR identifiers: what is typed becomes one form, or a sentence why not."""

import re
from urllib.parse import urlsplit, urlunsplit

from flask_babel import gettext as _

from coalition.errors import Invalid

LONGEST_WEBSITE = 500
ROR_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
HOST = re.compile(r"^(?=.{4,200}$)([\w]([\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[\w]$")


def tidy_website(given: str) -> str:
    """Return an address with its scheme and a small host, "" for nothing. Raises Invalid."""
    given = given.strip()
    if not given:
        return ""
    address = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if (
        not host
        or parts.scheme not in {"http", "https"}
        or parts.username is not None
        or not HOST.match(host)
        or any(c.isspace() for c in address)
        or len(address) > LONGEST_WEBSITE
    ):
        raise Invalid(
            fields={"website": _("Enter a web address such as https://library.example.org.")}
        )
    place = f"{host}:{port}" if port else host
    path = "" if parts.path == "/" and not parts.query else parts.path
    return urlunsplit((parts.scheme, place, path, parts.query, ""))


def host_of(website: str) -> str:
    """Return the host of an address without a leading www., "" for no address."""
    return (urlsplit(website).hostname or "").removeprefix("www.")


def tidy_ror(given: str) -> str:
    """Return the nine characters of a ROR identifier, "" for nothing. Raises Invalid."""
    given = given.strip().rstrip("/").casefold().replace("www.ror.org", "ror.org")
    if not given:
        return ""
    import idutils  # here, since it takes half a second of the start of every process

    ror = idutils.normalize_ror(given) if idutils.is_ror(given) else ""
    if not ror or not _adds_up(ror):
        raise Invalid(
            fields={
                "ror": _(
                    "This is not a ROR identifier. It looks like https://ror.org/ and nine "
                    "letters and digits; look yours up at ror.org, or leave this empty."
                )
            }
        )
    return str(ror)


def ror_address(ror: str) -> str:
    """Return the public address of a ROR identifier."""
    return f"https://ror.org/{ror}"


def _adds_up(ror: str) -> bool:
    """Tell whether the last two digits check the seven before (ISO 7064, MOD 97-10)."""
    number = 0
    for character in ror[:7]:
        if character not in ROR_DIGITS:
            return False
        number = number * 32 + ROR_DIGITS.index(character)
    return ror[7:] == f"{98 - number * 100 % 97:02d}"
