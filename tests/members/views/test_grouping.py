"""The list of stakeholder groups, as a browser sees it."""

import re

from coalition.database import db, transaction
from coalition.members import queries
from coalition.members.groups import MOST_GROUPS
from coalition.members.models import StakeholderGroup
from coalition.members.queries import groups
from tests.conftest import Someone, make_organisation
from tests.members.making import post, text_of


def test_groups_are_shown_and_changed(coordinator: Someone) -> None:
    assert "Civil society" in text_of(coordinator, "/members/groups")
    first = queries.groups()[0]
    data = {
        "groups-0-id": first.id,
        "groups-0-name": "Governments",
        "groups-0-position": 0,
        "groups-1-name": "Readers",
        "groups-1-position": 9,
    }
    assert post(coordinator, "/members/groups", **data) == (303, "/members/groups")
    page = text_of(coordinator, "/members/groups")
    assert 'value="Governments"' in page
    assert 'value="Readers"' in page


def test_refused_groups_say_why(coordinator: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    first = queries.groups()[0]
    line = {"groups-0-id": first.id, "groups-0-name": "Government", "groups-0-position": 0}
    status, page = post(coordinator, "/members/groups", **line, **{"groups-0-remove": "y"})
    assert status == 409
    assert "is in use" in page
    status, page = post(coordinator, "/members/groups", **(line | {"groups-0-position": 1000}))
    assert status == 422
    assert "Use a number from 0 to 999." in page
    status, page = post(coordinator, "/members/groups", **(line | {"groups-0-name": ""}))
    assert status == 422
    assert "Every group needs a name." in page


def test_as_many_groups_as_there_can_be_are_shown_and_one_more_is_refused(
    coordinator: Someone,
) -> None:
    with transaction():
        known = len(groups())
        db.session.add_all(
            StakeholderGroup(name=f"Group {n}", position=n) for n in range(known, MOST_GROUPS)
        )
    page = coordinator.client.get("/members/groups")
    assert page.status_code == 200
    lines = {
        name: value
        for name, value in re.findall(r'name="(groups-[^"]*)"[^>]* value="([^"]*)"', page.text)
        if not name.endswith(("is_intergovernmental", "remove"))
    }
    lines[f"groups-{MOST_GROUPS}-name"] = "One more"
    answer = coordinator.client.post("/members/groups", data=lines)
    assert answer.status_code == 422
    assert "There can be at most 60 groups. Remove one first." in answer.text
    assert 'value="One more"' in answer.text
    assert len(groups()) == MOST_GROUPS
