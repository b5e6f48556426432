"""Coordinators keep the list of stakeholder groups."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.members.groups import GroupRow, update_groups
from coalition.members.queries import groups
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation


def rows() -> list[GroupRow]:
    """Return the list as it is."""
    return [
        GroupRow(group.id, group.name, group.position, group.is_intergovernmental)
        for group in groups()
    ]


def names() -> list[str]:
    """Return the names in order."""
    return [group.name for group in groups()]


def test_usual_groups_are_there_from_the_start(app: Flask) -> None:
    assert names() == [
        "Government",
        "Intergovernmental organisation",
        "Civil society",
        "Private sector",
        "Technical community",
        "Academia and libraries",
    ]


def test_groups_are_renamed_added_ordered_and_removed_at_once(coordinator: Someone) -> None:
    given = rows()
    given[0] = replace(given[0], name="Governments", position=9)
    given[3] = replace(given[3], remove=True)
    given.append(GroupRow(None, "Readers", -1, False))
    update_groups(given, by=coordinator.viewer)
    assert names() == [
        "Readers",
        "Intergovernmental organisation",
        "Civil society",
        "Technical community",
        "Academia and libraries",
        "Governments",
    ]


def test_two_groups_can_swap_their_names(coordinator: Someone) -> None:
    given = rows()
    given[0], given[2] = (
        replace(given[0], name="Civil society"),
        replace(given[2], name="Government"),
    )
    update_groups(given, by=coordinator.viewer)
    assert names()[:3] == ["Civil society", "Intergovernmental organisation", "Government"]


def test_name_of_a_removed_group_is_free_at_once(coordinator: Someone) -> None:
    given = rows()
    given[0] = replace(given[0], remove=True)
    given[2] = replace(given[2], name="Government")
    update_groups(given, by=coordinator.viewer)
    assert names()[:2] == ["Intergovernmental organisation", "Government"]


def test_group_in_use_is_not_removed(coordinator: Someone) -> None:
    make_organisation("Reading Rooms Trust")
    given = rows()
    given[0] = replace(given[0], remove=True)
    with pytest.raises(Conflict, match="Government"):
        update_groups(given, by=coordinator.viewer)
    assert len(names()) == 6


@pytest.mark.parametrize("name", ["", "civil SOCIETY"])
def test_name_must_be_given_and_unique(coordinator: Someone, name: str) -> None:
    given = rows()
    given[0] = replace(given[0], name=name)
    with pytest.raises(Invalid):
        update_groups(given, by=coordinator.viewer)
    with pytest.raises(Invalid):
        update_groups([given[0]], by=coordinator.viewer)
    assert names()[0] == "Government"


def test_one_group_stays(coordinator: Someone) -> None:
    with pytest.raises(Invalid, match="at least one"):
        update_groups([replace(row, remove=True) for row in rows()], by=coordinator.viewer)
    assert len(names()) == 6


def test_others_do_not_change_groups(representative: Someone) -> None:
    for viewer in (ANONYMOUS, representative.viewer):
        with pytest.raises(NotAllowed):
            update_groups(rows(), by=viewer)
