"""Who may know of a session, change it, and act in it."""

import pytest

from coalition.programme import policy
from coalition.programme.models import Organiser, Participant, Role, Session, State
from coalition.web.viewer import ANONYMOUS, Viewer

COORDINATOR = Viewer(1, "Cora", "cora@example.org", is_coordinator=True)
HOLDER = Viewer(2, "Rita", "rita@example.org", organisation_ids=frozenset({7}))
MEMBER = Viewer(3, "Mo", "mo@example.org", organisation_ids=frozenset({8}))
APPLICANT = Viewer(4, "Ali", "ali@example.org", application_ids=frozenset({7}))
MODERATOR = Viewer(5, "Ann", "Ann@Example.org")
RAPPORTEUR = Viewer(6, "Bo", "bo@example.org")
SPEAKER = Viewer(7, "Sam", "sam@example.org")
EVERYBODY = (
    *(COORDINATOR, HOLDER, MEMBER, APPLICANT),
    *(MODERATOR, RAPPORTEUR, SPEAKER, ANONYMOUS),
)


def session(state: State = State.SCHEDULED, reason: str = "") -> Session:
    """Return a session that organisation 7 holds, with three people in it and one unaddressed."""
    people = (
        (Role.MODERATOR, "ann@example.org"),
        (Role.RAPPORTEUR, "bo@example.org"),
        (Role.SPEAKER, "sam@example.org"),
        (Role.MODERATOR, ""),
    )
    return Session(
        state=state,
        cancelled_reason=reason,
        organisers=[Organiser(organisation_id=7, name=""), Organiser(name="EIFL")],
        people=[Participant(role=role, name="Somebody", email=email) for role, email in people],
    )


def those(may: object, *given: object) -> tuple[Viewer, ...]:
    """Return who of everybody may."""
    return tuple(viewer for viewer in EVERYBODY if may(viewer, *given))  # type: ignore[operator]


def test_coordinators_make_meetings_and_decide() -> None:
    assert those(policy.may_edit_meetings) == (COORDINATOR,)
    assert those(policy.may_accept) == (COORDINATOR,)


def test_members_propose() -> None:
    assert those(policy.may_propose) == (COORDINATOR, HOLDER, MEMBER)


@pytest.mark.parametrize("state", [s for s in State if s is not State.PROPOSED])
def test_everybody_knows_what_is_in_the_programme(state: State) -> None:
    assert those(policy.may_know, session(state)) == EVERYBODY


def test_proposal_is_known_to_those_who_change_it() -> None:
    for may in (policy.may_know, policy.may_edit):
        assert those(may, session(State.PROPOSED)) == (COORDINATOR, HOLDER)


def test_what_can_be_decided_depends_on_where_it_stands() -> None:
    both = (COORDINATOR, HOLDER)
    for state, cancel, reinstate, decline in (
        (State.PROPOSED, (), (), (COORDINATOR,)),
        (State.ACCEPTED, both, (), ()),
        (State.SCHEDULED, both, (), ()),
        (State.MOVED, both, (), ()),
        (State.CANCELLED, (), both, ()),
    ):
        one = session(state)
        assert those(policy.may_cancel, one) == cancel
        assert those(policy.may_reinstate, one) == reinstate
        assert those(policy.may_decline, one) == decline
    assert those(policy.may_decline, session(State.PROPOSED, "Declined before.")) == ()


def test_rights_of_a_role_come_by_the_address_in_whatever_case() -> None:
    assert those(policy.may_moderate, session()) == (COORDINATOR, MODERATOR)
    assert those(policy.may_report, session()) == (COORDINATOR, HOLDER, MODERATOR, RAPPORTEUR)
