"""Reads of organisations: each viewer sees what is theirs to see, in the promised order."""

from datetime import timedelta

import pytest
from flask import Flask

from coalition.accounts import service as accounts
from coalition.database import transaction
from coalition.errors import NotFound
from coalition.members import queries, representation
from coalition.members.models import State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import MOMENT, Someone, make_organisation, make_person

EARLIER = [MOMENT - timedelta(days=days) for days in range(5)]


def test_viewer_has_the_rights_of_the_state(app: Flask) -> None:
    person = make_person("ada@example.org")
    keys = {state: make_organisation(f"In {state}", person, state=state).id for state in State}
    viewer = queries.viewer_of(person.id)
    assert viewer.organisation_ids == {keys[State.APPROVED]}
    assert viewer.application_ids == set(keys.values()) - {keys[State.APPROVED]}
    assert queries.viewer_of(None) == queries.viewer_of(99) == ANONYMOUS


@pytest.mark.parametrize("state", State)
def test_organisation_is_found_by_those_who_may_know(
    coordinator: Someone, outsider: Someone, representative: Someone, state: State
) -> None:
    owner = make_person("owner@example.org")
    organisation_id = make_organisation("Reading Rooms Trust", owner, state=state).id
    for viewer in (coordinator.viewer, queries.viewer_of(owner.id)):
        assert queries.get_organisation(organisation_id, viewer=viewer).id == organisation_id
        assert queries.get_own_organisation(organisation_id, viewer=viewer).id == organisation_id
    for viewer in (ANONYMOUS, outsider.viewer, representative.viewer):
        with pytest.raises(NotFound):
            queries.get_own_organisation(organisation_id, viewer=viewer)
        if state is State.APPROVED:
            assert queries.get_organisation(organisation_id, viewer=viewer).id == organisation_id
        else:
            with pytest.raises(NotFound):
                queries.get_organisation(organisation_id, viewer=viewer)


def test_no_organisation_is_not_found(coordinator: Someone) -> None:
    with pytest.raises(NotFound):
        queries.get_organisation(99, viewer=coordinator.viewer)
    with pytest.raises(NotFound):
        queries.get_own_organisation(99, viewer=coordinator.viewer)


def test_queue_is_waiting_first_then_asked_each_oldest_first(coordinator: Someone) -> None:
    for name, state, days in (
        ("asked long ago", State.ASKED, 4),
        ("waits since today", State.WAITING, 0),
        ("waits since yesterday", State.WAITING, 1),
        ("asked today", State.ASKED, 0),
        ("member", State.APPROVED, 3),
    ):
        make_organisation(name, state=state, waiting_since=EARLIER[days])
    rows, total = queries.queue([State.WAITING, State.ASKED], 1, viewer=coordinator.viewer)
    assert [row.name for row in rows] == [
        "waits since yesterday",
        "waits since today",
        "asked long ago",
        "asked today",
    ]
    assert total == 4
    assert queries.waiting_count(viewer=coordinator.viewer) == 2
    assert queries.state_counts(viewer=coordinator.viewer) == dict.fromkeys(State, 0) | {
        State.WAITING: 2,
        State.ASKED: 2,
        State.APPROVED: 1,
    }


def test_queue_comes_in_pages_of_thirty(coordinator: Someone) -> None:
    for number in range(31):
        make_organisation(f"Library {number}", state=State.WAITING, waiting_since=EARLIER[0])
    first, total = queries.queue([State.WAITING], 1, viewer=coordinator.viewer)
    second, _ = queries.queue([State.WAITING], 2, viewer=coordinator.viewer)
    assert (len(first), [row.name for row in second], total) == (30, ["Library 30"], 31)


def test_queue_is_empty_for_others(representative: Someone, applicant: Someone) -> None:
    for viewer in (ANONYMOUS, representative.viewer, applicant.viewer):
        assert queries.queue(list(State), 1, viewer=viewer) == ([], 0)
        assert queries.waiting_count(viewer=viewer) == 0
        assert queries.state_counts(viewer=viewer) == dict.fromkeys(State, 0)


def test_history_representatives_and_invitations_are_closed_to_others(
    representative: Someone, applicant: Someone
) -> None:
    own = representative.organisation_id
    assert own is not None
    representation.invite(own, "c@example.org", by=representative.viewer, language="en")
    for viewer in (ANONYMOUS, applicant.viewer):
        assert queries.history_of(own, viewer=viewer) == []
        assert queries.representatives_of(own, viewer=viewer) == []
        assert queries.pending_invitations(own, viewer=viewer) == []
    assert [event.text for event in queries.history_of(own, viewer=representative.viewer)] == [
        "c@example.org"
    ]


def test_own_organisations_are_all_in_whichever_state(app: Flask) -> None:
    person = make_person("ada@example.org")
    for state in State:
        make_organisation(state.value, person, state=state)
    make_organisation("of others")
    viewer = queries.viewer_of(person.id)
    found = [row.name for row in queries.own_organisations(viewer=viewer)]
    assert found == sorted(state.value for state in State)
    assert queries.own_organisations(viewer=ANONYMOUS) == []


def test_group_uses_count_every_organisation(app: Flask) -> None:
    make_organisation("One")
    make_organisation("Two", state=State.DECLINED)
    first = queries.groups()[0]
    assert queries.group_uses() == {first.id: 2}


def test_letters_go_to_the_contact_or_to_everybody(app: Flask) -> None:
    one, two = make_person("one@example.org"), make_person("two@example.org")
    organisation = make_organisation("Reading Rooms Trust", one, two)
    contact = queries.people_to_write(organisation.id, contact_only=True)
    assert [person.email for person in contact] == [one.email]
    everybody = queries.people_to_write(organisation.id)
    assert [person.email for person in everybody] == [one.email, two.email]
    with transaction():
        accounts.confirm_person(two.id)
    assert queries.is_representative(organisation.id, two.id)
    assert not queries.is_representative(organisation.id, 99)
