"""Coordinators accept and decline hubs, each once; hosts are told."""

import pytest

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.hubs import decisions, queries
from coalition.hubs.models import Act, State
from tests.conftest import Someone
from tests.hubs.making import HOST, accept, acts_of, confirm, make_meeting, register, reload
from tests.members.making import last_letter, last_token, subjects_to


def test_accepted_hub_shows_and_its_host_is_told(coordinator: Someone) -> None:
    meeting = make_meeting(coordinator.viewer)
    hub, _token = confirm(meeting)
    decisions.accept(hub.id, by=coordinator.viewer)
    assert [one.id for one in queries.accepted_hubs(meeting.id)] == [hub.id]
    assert subjects_to(HOST)[-1] == "Your hub in Nairobi is accepted"
    assert queries.get_hub_by_link(last_token(HOST)).id == hub.id
    with pytest.raises(Conflict, match="Accepted"):
        decisions.accept(hub.id, by=coordinator.viewer)


def test_hub_is_declined_with_a_reason_that_its_host_reads(coordinator: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    with pytest.raises(Invalid) as refused:
        decisions.decline(hub.id, " ", by=coordinator.viewer)
    assert refused.value.fields == {"why": "Write why; the host reads it."}
    decisions.decline(hub.id, "Which branch is it?", by=coordinator.viewer)
    assert reload(hub.id).state is State.DECLINED
    assert "Which branch is it?" in last_letter(HOST)
    assert queries.last_word(hub.id) == "Which branch is it?"


def test_accepted_hub_can_be_taken_off_the_list_and_back(coordinator: Someone) -> None:
    hub, _token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    decisions.decline(hub.id, "Nobody answers.", by=coordinator.viewer)
    decisions.accept(hub.id, by=coordinator.viewer)
    assert acts_of(hub.id)[-3:] == [Act.ACCEPTED, Act.DECLINED, Act.ACCEPTED]


def test_decision_on_an_old_page_is_refused(coordinator: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    with pytest.raises(Conflict, match="was changed since"):
        decisions.accept(hub.id, by=coordinator.viewer, revision=reload(hub.id).revision - 1)
    assert reload(hub.id).state is State.WAITING


def test_what_is_not_confirmed_cannot_be_accepted(coordinator: Someone) -> None:
    hub = register(make_meeting(coordinator.viewer))
    with pytest.raises(Conflict):
        decisions.accept(hub.id, by=coordinator.viewer)


def test_nobody_else_decides(coordinator: Someone, representative: Someone) -> None:
    hub, _token = confirm(make_meeting(coordinator.viewer))
    with pytest.raises(NotAllowed):
        decisions.accept(hub.id, by=representative.viewer)
    with pytest.raises(NotAllowed):
        decisions.decline(hub.id, "No.", by=representative.viewer)
    with pytest.raises(NotAllowed):
        decisions.send_link(hub.id, by=representative.viewer)


def test_coordinator_sends_the_host_a_new_link(coordinator: Someone) -> None:
    hub, token = accept(make_meeting(coordinator.viewer), coordinator.viewer)
    decisions.send_link(hub.id, by=coordinator.viewer)
    assert last_token(HOST) != token
    assert queries.get_hub_by_link(last_token(HOST)).id == hub.id
