"""ORCIDs at the end of a line are found in any usual spelling, and checked by their last character."""

import pytest
from flask import Flask

from coalition.errors import Invalid
from coalition.library.orcids import orcid_address, part_orcid, tidy_orcid

ORCID = "0000-0002-1825-0097"
WITH_X = "0000-0002-1694-233X"


@pytest.mark.parametrize(
    "end",
    [
        f"https://orcid.org/{ORCID}",
        f"http://www.orcid.org/{ORCID}/",
        f"<https://orcid.org/{ORCID}>",
        f"(https://orcid.org/{ORCID})",
        f"orcid.org/{ORCID}",
        ORCID,
        f"({ORCID})",
        f"[{ORCID}]",
        f", {ORCID}",
        f"ORCID: {ORCID}",
        f"(ORCID iD: https://orcid.org/{ORCID})",
        f"orcid:{ORCID}",
        "0000000218250097",
        "ORCID 0000 0002 1825 0097",
        "0000‐0002‐1825‐0097",
    ],
)
def test_every_usual_spelling_is_read(app: Flask, end: str) -> None:
    name, meant = part_orcid(f"Ana María García López {end}")
    assert (name, tidy_orcid(meant)) == ("Ana María García López", ORCID)


def test_the_last_character_may_be_an_x(app: Flask) -> None:
    name, meant = part_orcid(f"Ada {WITH_X.lower()}")
    assert (name, tidy_orcid(meant)) == ("Ada", WITH_X)
    assert orcid_address(WITH_X) == "https://orcid.org/0000-0002-1694-233X"


@pytest.mark.parametrize(
    "line",
    [
        "Ana García",
        "* Library Association 1995-2005",
        "Working group 2012",
        "Orchid Society",
        "x" * 1_000_000,
        "(" * 100_000,
    ],
)
def test_a_line_without_one_is_a_name(app: Flask, line: str) -> None:
    assert part_orcid(line) == (line, "")


@pytest.mark.parametrize(
    "end",
    [
        "0000-0002-1825-0098",
        "0000-0002-1825-00971",
        "https://orcid.org/0000-0002-1825",
        "https://orcid.org/",
        "https://orcid.org/my-orcid",
        "ORCID 123",
    ],
)
def test_one_that_does_not_add_up_is_refused_in_words(app: Flask, end: str) -> None:
    name, meant = part_orcid(f"Ana {end}")
    assert name == "Ana"
    with pytest.raises(Invalid) as refused:
        tidy_orcid(meant)
    assert refused.value.fields["authors"].startswith(f"“{meant}” is not an ORCID. It looks like")


def test_nothing_stays_nothing(app: Flask) -> None:
    assert tidy_orcid(" ") == ""
