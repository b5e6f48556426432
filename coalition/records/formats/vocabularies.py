"""What libraries call kinds, rights, licences and languages: COAR, DataCite, SPDX and MARC."""

from dataclasses import dataclass

import langcodes
from langcodes.tag_parser import LanguageTagError

from coalition.library.licences import Licence

COAR_TYPES = "http://purl.org/coar/resource_type/"
COAR_RIGHTS = "http://purl.org/coar/access_right/"
DCMI_TEXT = "http://purl.org/dc/dcmitype/Text"
SPDX = "https://spdx.org/licenses/"
ORCID = "https://orcid.org/"
ROR = "https://ror.org/"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a vocabulary: its address and its English label."""

    address: str
    label: str


def _type(code: str, label: str) -> Term:
    return Term(f"{COAR_TYPES}{code}", label)


# COAR Resource Types 3.x; what it has no word for is a text.
_TEXT = _type("c_18cf", "text")
_TYPES = {
    "workshop-brief": _type("c_c94f", "conference output"),
    "background-paper": _type("c_8042", "working paper"),
    "report": _type("c_93fc", "report"),
    "presentation": _type("R60J-J5BD", "conference presentation"),
    "transcript": _type("6NC7-GK9S", "transcription"),
}
# DataCite 4.6 knows no presentations yet.
_GENERAL = dict.fromkeys(("workshop-brief", "background-paper", "report"), "Report")

OPEN = Term(f"{COAR_RIGHTS}c_abf2", "open access")
RESTRICTED = Term(f"{COAR_RIGHTS}c_16ec", "restricted access")


def coar_type(kind: str) -> Term:
    """Return the COAR resource type of a kind of document."""
    return _TYPES.get(kind, _TEXT)


def general_type(kind: str) -> str:
    """Return DataCite's resourceTypeGeneral of a kind of document."""
    return _GENERAL.get(kind, "Text")


def access_right(is_open: bool) -> Term:
    """Return the COAR access right of what everybody, or only members may read."""
    return OPEN if is_open else RESTRICTED


def spdx_of(licence: Licence) -> str:
    """Return the identifier of a licence in the list of SPDX, "" of one that is not in it."""
    return "" if licence.spdx.startswith("LicenseRef-") else licence.spdx


def marc_language(tag: str) -> str:
    """Return the MARC code (ISO 639-2/B) of a BCP 47 tag; "und" where there is none."""
    try:
        language = langcodes.Language.get(tag)
        # MARC has one code for all of Chinese.
        return "chi" if language.language == "cmn" else language.to_alpha3(variant="B")
    except (LookupError, LanguageTagError):
        return "und"
