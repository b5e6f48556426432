"""Who may know, decide and speak."""

import pytest

from coalition.members import policy
from coalition.members.models import State
from coalition.web.viewer import ANONYMOUS, Viewer

OWN = 7
COORDINATOR = Viewer(person_id=1, is_coordinator=True)
REPRESENTATIVE = Viewer(person_id=2, organisation_ids=frozenset({OWN}))
APPLICANT = Viewer(person_id=3, application_ids=frozenset({OWN}))
OTHER = Viewer(person_id=4, organisation_ids=frozenset({8}), application_ids=frozenset({9}))
PEOPLE = (COORDINATOR, REPRESENTATIVE, APPLICANT, OTHER, ANONYMOUS)


@pytest.mark.parametrize("state", State)
def test_members_are_public_and_others_known_to_their_own(state: State) -> None:
    is_public = state is State.APPROVED
    assert [policy.may_know(viewer, OWN, state) for viewer in PEOPLE] == [
        True,
        True,
        True,
        is_public,
        is_public,
    ]


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (policy.may_read_application, [True, True, True, False, False]),
        (policy.may_speak_for, [False, True, True, False, False]),
        (policy.may_edit, [True, True, False, False, False]),
        (policy.may_leave, [False, True, True, False, False]),
    ],
)
def test_rule_about_an_organisation(rule: object, allowed: list[bool]) -> None:
    assert callable(rule)
    assert [rule(viewer, OWN) for viewer in PEOPLE] == allowed


@pytest.mark.parametrize("rule", [policy.may_decide, policy.may_edit_groups])
def test_only_coordinators_decide(rule: object) -> None:
    assert callable(rule)
    assert [rule(viewer) for viewer in PEOPLE] == [True, False, False, False, False]
