"""ORCID identifiers of authors: found at the end of a line, brought to one form, or refused.

Their form and their check character: https://support.orcid.org/hc/articles/360006897674.
"""

import re

from flask_babel import gettext as _

from coalition.errors import Invalid

ADDRESS = "https://orcid.org/"
LONGEST_LINE = 500  # characters in which one is looked for: a name has 200 at most
# What may stand before the sixteen characters, and the brackets around all of it.
_SITE = r"(?:https?://)?(?:www\.)?orcid\.org/"
_SAID = r"orcid(?:\s*id)?\s*[:=]?\s*"
_AT_THE_END = re.compile(
    rf"""
    (?P<name> .*? ) [\s,;(\[<{{]*
    (?: (?: {_SAID} )? {_SITE} (?P<address> [^\s<>()\[\]{{}}]* )
      | \b {_SAID} (?P<said> [\dx][\dx\s-]* )
      | (?<! [\w-] ) (?P<bare> \d{{4}} - \d{{4}} - \d{{4}} - [\dx-]+ | \d{{15}} [\dx] )
    ) [\s.,;)\]>}}]*
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_HYPHENS = str.maketrans("‐‑‒–−", "-----")


def part_orcid(line: str) -> tuple[str, str]:
    """Return the name a line holds, and what is meant as an ORCID at its end, as typed, or "".

    "Ana García (https://orcid.org/0000-0002-1825-0097)" is such a line; the address may be short,
    the sixteen characters bare, or after "ORCID:".
    """
    plain = line.translate(_HYPHENS)
    found = _AT_THE_END.fullmatch(plain) if len(line) <= LONGEST_LINE else None
    if not found:
        return line, ""
    meant = found["address"] if found["address"] is not None else found["said"] or found["bare"]
    return line[: len(found["name"])].rstrip(), meant.strip("/").strip() or "?"


def tidy_orcid(given: str) -> str:
    """Return an ORCID such as 0000-0002-1825-0097, "" for nothing. Raises Invalid."""
    if not given.strip():
        return ""
    import idutils  # here, since it takes half a second of the start of every process

    bare = re.sub(
        rf"^(?:{_SAID})?(?:{_SITE})?|[\s/-]", "", given.translate(_HYPHENS), flags=re.IGNORECASE
    )
    parted = "-".join(bare[at : at + 4] for at in range(0, len(bare), 4)).upper()
    if len(bare) != 16 or not idutils.is_orcid(parted):
        raise Invalid(
            fields={
                "authors": _(
                    "“%(given)s” is not an ORCID. It looks like https://orcid.org/ and sixteen "
                    "digits; copy it once more, or leave it out.",
                    given=given[:60],
                )
            }
        )
    return parted


def orcid_address(orcid: str) -> str:
    """Return the public address of an ORCID."""
    return ADDRESS + orcid
