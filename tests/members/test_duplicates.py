"""Likely duplicates are listed with why, for those who decide."""

from typing import Any

import pytest
from flask import Flask

from coalition.members.duplicates import likely_duplicates
from coalition.members.models import Organisation, State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation


@pytest.fixture
def application(app: Flask) -> Organisation:
    """An application with everything that can be compared."""
    return make_organisation(
        "Reading Rooms Trust",
        state=State.WAITING,
        acronym="RRT",
        ror="05dxps055",
        website="https://www.rooms.example.org",
        website_host="rooms.example.org",
    )


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"ror": "05dxps055"}, ("the same ROR identifier",)),
        (
            {"website_host": "rooms.example.org"},
            ("a website at the same place, rooms.example.org",),
        ),
        ({"english_name": "Reading Room Trust"}, ("a name much like it",)),
        ({"acronym": "rrt"}, ("the same acronym",)),
        (
            {"ror": "05dxps055", "acronym": "RRT"},
            ("the same ROR identifier", "the same acronym"),
        ),
    ],
)
def test_duplicate_is_listed_with_why(
    application: Organisation, coordinator: Someone, other: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    known = make_organisation("Quite Another", **other)
    found = likely_duplicates(application, viewer=coordinator.viewer)
    assert [(each.organisation_id, each.reasons) for each in found] == [(known.id, reasons)]


def test_different_organisations_and_empty_fields_are_no_duplicates(coordinator: Someone) -> None:
    one = make_organisation("Reading Rooms Trust", state=State.WAITING)
    make_organisation("Quite Another")
    assert likely_duplicates(one, viewer=coordinator.viewer) == ()


def test_most_reasons_come_first_and_unconfirmed_are_left_out(
    application: Organisation, coordinator: Someone
) -> None:
    fewer = make_organisation("Quite Another", acronym="RRT", state=State.DECLINED)
    more = make_organisation("Reading Rooms Trust", acronym="RRT", state=State.SUSPENDED)
    make_organisation("Reading Rooms Trust", state=State.UNCONFIRMED)
    found = likely_duplicates(application, viewer=coordinator.viewer)
    assert [(each.organisation_id, each.state) for each in found] == [
        (more.id, State.SUSPENDED),
        (fewer.id, State.DECLINED),
    ]


def test_duplicates_are_not_told_to_others(application: Organisation, applicant: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    assert likely_duplicates(application, viewer=applicant.viewer) == ()
    assert likely_duplicates(application, viewer=ANONYMOUS) == ()
