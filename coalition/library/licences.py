"""The licences a document may be under, by SPDX identifier, with their names and addresses."""

from dataclasses import dataclass

from flask_babel import gettext as _

# SPDX lets a licence outside its list be named by a reference of one's own.
ALL_RIGHTS_RESERVED = "LicenseRef-All-Rights-Reserved"
PUBLIC_DOMAIN_MARK = "LicenseRef-Public-Domain-Mark-1.0"
CREATIVE_COMMONS = "https://creativecommons.org"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its SPDX identifier, its own name and where its text is (empty: nowhere)."""

    spdx: str
    name: str
    url: str = ""


def _creative_commons(code: str, name: str) -> Licence:
    return Licence(
        f"CC-{code.upper()}-4.0",
        f"Creative Commons {name} 4.0",
        f"{CREATIVE_COMMONS}/licenses/{code}/4.0/",
    )


LICENCES = {
    licence.spdx: licence
    for licence in (
        _creative_commons("by", "Attribution"),
        _creative_commons("by-sa", "Attribution-ShareAlike"),
        _creative_commons("by-nd", "Attribution-NoDerivatives"),
        _creative_commons("by-nc", "Attribution-NonCommercial"),
        _creative_commons("by-nc-sa", "Attribution-NonCommercial-ShareAlike"),
        _creative_commons("by-nc-nd", "Attribution-NonCommercial-NoDerivatives"),
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0",
            f"{CREATIVE_COMMONS}/publicdomain/zero/1.0/",
        ),
        Licence(
            PUBLIC_DOMAIN_MARK,
            "Public Domain Mark 1.0",
            f"{CREATIVE_COMMONS}/publicdomain/mark/1.0/",
        ),
        Licence(
            "CC-BY-3.0-IGO",
            "Creative Commons Attribution 3.0 IGO",
            f"{CREATIVE_COMMONS}/licenses/by/3.0/igo/",
        ),
        Licence(
            "GFDL-1.3-or-later",
            "GNU Free Documentation License 1.3 or later",
            "https://www.gnu.org/licenses/fdl-1.3.html",
        ),
        Licence(
            "OGL-UK-3.0",
            "Open Government Licence 3.0",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
        Licence(ALL_RIGHTS_RESERVED, "All rights reserved"),
    )
}


def licence_label(spdx: str) -> str:
    """Return a licence's name; only what is no licence is translated, for names are proper."""
    if not spdx:
        return _("Licence not chosen yet")
    if spdx == ALL_RIGHTS_RESERVED:
        return _("All rights reserved")
    return LICENCES[spdx].name if spdx in LICENCES else spdx


def licence_url(spdx: str) -> str:
    """Return where a licence's text is, or an empty string."""
    return LICENCES[spdx].url if spdx in LICENCES else ""
