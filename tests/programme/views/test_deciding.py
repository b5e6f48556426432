"""Deciding about sessions: proposals accepted or declined, sessions cancelled and held after all."""

import re

import pytest

from coalition.programme import queries, service
from coalition.programme.models import Meeting, Session, State
from tests.conftest import Someone
from tests.members.making import counted_statements, last_letter, post, subjects_to, text_of
from tests.programme.making import make_meeting, make_session, propose


@pytest.fixture
def meeting(coordinator: Someone) -> Meeting:
    """The meeting in Baku."""
    return make_meeting(coordinator.viewer)


@pytest.fixture
def proposal(meeting: Meeting, representative: Someone) -> Session:
    """A session the representative proposes."""
    return propose(meeting, representative.viewer)


def state_of(session: Session, someone: Someone) -> State:
    """Return where a session stands."""
    return queries.get_session(session.id, viewer=someone.viewer).state


def test_proposal_is_told_listed_counted_and_accepted(
    coordinator: Someone, representative: Someone, proposal: Session
) -> None:
    assert subjects_to(coordinator.email) == ["Proposed session: Digital inclusion"]
    assert "/meetings/proposals" in last_letter(coordinator.email)
    page = text_of(coordinator, "/meetings/proposals")
    assert "Digital inclusion" in page
    assert 'Proposed sessions <span class="count">1</span>' in page
    path = f"/meetings/sessions/{proposal.id}/accept"
    assert post(coordinator, path, revision=0) == (303, "/meetings/proposals")
    assert state_of(proposal, coordinator) is State.SCHEDULED
    assert subjects_to(representative.email) == ["Accepted: Digital inclusion"]
    assert f"/sessions/{proposal.id}" in last_letter(representative.email)
    assert "No proposal waits" in text_of(coordinator, "/meetings/proposals")
    assert post(coordinator, path)[0] == 409


def test_proposal_that_changed_since_it_was_shown_is_not_accepted(
    coordinator: Someone, proposal: Session
) -> None:
    path = f"/meetings/sessions/{proposal.id}/accept"
    assert post(coordinator, path, revision=7)[0] == 409
    assert state_of(proposal, coordinator) is State.PROPOSED


def test_clash_of_a_proposal_is_said_to_those_who_decide(
    coordinator: Someone, meeting: Meeting, proposal: Session
) -> None:
    make_session(meeting, coordinator.viewer, title="First there")
    page = text_of(coordinator, "/meetings/proposals")
    assert "Something speaks against its time or room" in page
    assert "First there" in page


def test_proposal_is_declined_with_a_reason_its_proposers_read(
    coordinator: Someone, representative: Someone, proposal: Session
) -> None:
    path = f"/meetings/sessions/{proposal.id}/decline"
    assert "Decline this proposal?" in text_of(coordinator, path)
    assert post(coordinator, path, reason=" ")[0] == 422
    assert post(coordinator, path, reason="Too late.") == (303, "/meetings/proposals")
    assert subjects_to(representative.email) == ["Not accepted: Digital inclusion"]
    assert "Too late." in last_letter(representative.email)
    page = text_of(representative, "/meetings/proposals")
    assert "Too late." in page
    assert "Change and propose anew" in page
    text_of(coordinator, path, 409)


def test_representative_sees_the_own_proposals_alone(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    assert "No proposals" in text_of(representative, "/meetings/proposals")
    propose(meeting, representative.viewer)
    page = text_of(representative, "/meetings/proposals")
    assert "Digital inclusion" in page
    assert "Accept" not in page


def test_session_is_cancelled_with_a_reason_and_held_after_all(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    path = f"/meetings/sessions/{session.id}"
    text_of(coordinator, f"{path}/reinstate", 409)
    assert "Cancel this session?" in text_of(coordinator, f"{path}/cancel")
    status, page = post(coordinator, f"{path}/cancel", reason="")
    assert (status, "Give the reason in a sentence." in page) == (422, True)
    answer = post(coordinator, f"{path}/cancel", reason="The speaker is ill.")
    assert answer == (303, f"/sessions/{session.id}")
    assert state_of(session, coordinator) is State.CANCELLED
    text_of(coordinator, f"{path}/cancel", 409)
    assert "Hold this session after all?" in text_of(coordinator, f"{path}/reinstate")
    assert post(coordinator, f"{path}/reinstate")[0] == 303
    assert state_of(session, coordinator) is State.SCHEDULED


def test_what_took_its_place_is_said_before_a_session_is_reinstated(
    meeting: Meeting, coordinator: Someone
) -> None:
    session = make_session(meeting, coordinator.viewer)
    service.cancel_session(session.id, "The speaker is ill.", by=coordinator.viewer)
    make_session(meeting, coordinator.viewer, title="In its place", people=())
    path = f"/meetings/sessions/{session.id}/reinstate"
    status, page = post(coordinator, path)
    assert (status, "In its place" in page) == (422, True)
    seen = re.search(r'name="despite" value="(\w+)"', page)
    assert seen is not None
    assert post(coordinator, path, despite=seen[1])[0] == 303
    assert state_of(session, coordinator) is State.SCHEDULED


def test_those_who_hold_a_session_cancel_it_and_others_do_not(
    meeting: Meeting, coordinator: Someone, representative: Someone, proposal: Session
) -> None:
    foreign = make_session(meeting, coordinator.viewer, title="Another")
    assert post(representative, f"/meetings/sessions/{foreign.id}/cancel", reason="No.")[0] == 403
    assert post(representative, f"/meetings/sessions/{proposal.id}/cancel", reason="No.")[0] == 409
    service.accept_session(proposal.id, by=coordinator.viewer)
    path = f"/meetings/sessions/{proposal.id}/cancel"
    assert post(representative, path, reason="We cannot come.")[0] == 303
    assert state_of(proposal, coordinator) is State.CANCELLED


def test_list_asks_as_often_with_one_row_as_with_three(
    meeting: Meeting, coordinator: Someone, representative: Someone
) -> None:
    counts = []
    for more in (1, 2):
        for number in range(more):
            propose(
                meeting,
                representative.viewer,
                title=f"{more}-{number}",
                starts_at=None,
                ends_at=None,
            )
        with counted_statements() as sent:
            text_of(representative, "/meetings/proposals")
        counts.append(len(sent))
    assert counts[0] == counts[1]
