"""The list of stakeholder groups, as a browser sees it."""

from coalition.members import queries
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
