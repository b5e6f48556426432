"""Licences are known by SPDX identifier and lead to their text."""

from flask import Flask

from coalition.library.licences import (
    ALL_RIGHTS_RESERVED,
    LICENCES,
    licence_label,
    licence_url,
)


def test_creative_commons_family_is_whole() -> None:
    assert [spdx for spdx in LICENCES if spdx.startswith("CC-") and spdx.endswith("-4.0")] == [
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC-BY-ND-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-4.0",
        "CC-BY-NC-ND-4.0",
    ]


def test_licence_has_name_and_address(app: Flask) -> None:
    assert licence_label("CC-BY-SA-4.0") == "Creative Commons Attribution-ShareAlike 4.0"
    assert licence_url("CC-BY-SA-4.0") == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_all_rights_reserved_has_no_address(app: Flask) -> None:
    assert licence_label(ALL_RIGHTS_RESERVED) == "All rights reserved"
    assert licence_url(ALL_RIGHTS_RESERVED) == ""


def test_missing_and_unknown_licence(app: Flask) -> None:
    assert licence_label("") == "Licence not chosen yet"
    assert (licence_label("X-1"), licence_url("X-1")) == ("X-1", "")
