"""Accepted hubs are public; whom to write to there is for coordinators and remote moderators."""

from datetime import UTC, date, datetime

import pytest

from coalition.hubs import policy
from coalition.hubs.models import FollowedSession, Hub, State
from coalition.programme.models import Meeting, Participant, Role, Session
from coalition.web.viewer import ANONYMOUS, Viewer

COORDINATOR = Viewer(person_id=1, email="c@example.org", is_coordinator=True)


def viewer(email: str) -> Viewer:
    return Viewer(person_id=2, email=email, organisation_ids=frozenset({1}))


def hub_with(state: State = State.ACCEPTED) -> Hub:
    people = [
        Participant(role=Role.REMOTE_MODERATOR, email="rita@example.org"),
        Participant(role=Role.MODERATOR, email="mo@example.org"),
        Participant(role=Role.SPEAKER, email="sam@example.org"),
        Participant(role=Role.REMOTE_MODERATOR, email=""),
    ]
    return Hub(state=state, follows=[FollowedSession(session=Session(people=people))])


@pytest.mark.parametrize("state", State)
def test_hub_is_public_once_accepted(state: State) -> None:
    assert policy.may_know(ANONYMOUS, hub_with(state)) is (state is State.ACCEPTED)
    assert policy.may_know(viewer("rita@example.org"), hub_with(state)) is (state is State.ACCEPTED)
    assert policy.may_know(COORDINATOR, hub_with(state))


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (COORDINATOR, True),
        (viewer("Rita@example.org"), True),
        (viewer("mo@example.org"), False),
        (viewer("sam@example.org"), False),
        (viewer(""), False),
        (ANONYMOUS, False),
    ],
)
def test_contacts_are_for_coordinators_and_remote_moderators(who: Viewer, may: bool) -> None:
    assert policy.may_see_contacts(who, hub_with()) is may


def test_remote_moderator_sees_no_contacts_of_a_hub_that_is_not_accepted() -> None:
    assert not policy.may_see_contacts(viewer("rita@example.org"), hub_with(State.WAITING))


def test_meeting_is_over_when_its_last_day_is_over_there() -> None:
    meeting = Meeting(timezone="Asia/Baku", ends_on=date(2012, 11, 9))
    assert not policy.is_over(meeting, datetime(2012, 11, 9, 19, 59, tzinfo=UTC))
    assert policy.is_over(meeting, datetime(2012, 11, 9, 20, 0, tzinfo=UTC))
