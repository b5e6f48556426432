"""Who may do what with a document, state by state."""

import pytest

from coalition.library import policy
from coalition.library.models import Audience, Document, State
from coalition.web.viewer import ANONYMOUS, Viewer

OWN = 1
COORDINATOR = Viewer(person_id=1, is_coordinator=True)
OWNER = Viewer(person_id=2, organisation_ids=frozenset({OWN}))
MEMBER = Viewer(person_id=3, organisation_ids=frozenset({2}))
OUTSIDER = Viewer(person_id=4, application_ids=frozenset({OWN}))
PEOPLE = {
    "coordinator": COORDINATOR,
    "owner": OWNER,
    "member": MEMBER,
    "outsider": OUTSIDER,
    "anonymous": ANONYMOUS,
}


def document(
    state: State, audience: Audience = Audience.PUBLIC, organisation_id: int | None = OWN
) -> Document:
    return Document(state=state, audience=audience, organisation_id=organisation_id)


def allowed(predicate: object, about: Document) -> set[str]:
    assert callable(predicate)
    return {role for role, viewer in PEOPLE.items() if predicate(viewer, about)}


EVERYONE = set(PEOPLE)
CARERS = {"coordinator", "owner"}
MEMBERS = {"coordinator", "owner", "member"}


@pytest.mark.parametrize(
    ("state", "audience", "known", "read"),
    [
        (State.DRAFT, Audience.PUBLIC, CARERS, CARERS),
        (State.IN_REVIEW, Audience.PUBLIC, CARERS, CARERS),
        (State.PUBLISHED, Audience.PUBLIC, EVERYONE, EVERYONE),
        (State.PUBLISHED, Audience.MEMBERS, MEMBERS, MEMBERS),
        (State.WITHDRAWN, Audience.PUBLIC, EVERYONE, set()),
        (State.WITHDRAWN, Audience.MEMBERS, MEMBERS, set()),
        (State.DRAFT, Audience.MEMBERS, CARERS, CARERS),
    ],
)
def test_who_may_know_of_and_read(
    state: State, audience: Audience, known: set[str], read: set[str]
) -> None:
    about = document(state, audience)
    assert allowed(policy.may_know_of, about) == known
    assert allowed(policy.may_read, about) == read


@pytest.mark.parametrize(
    ("state", "edit", "publish", "withdraw", "delete"),
    [
        (State.DRAFT, CARERS, CARERS, set(), CARERS),
        (State.IN_REVIEW, CARERS, {"coordinator"}, set(), set()),
        (State.PUBLISHED, CARERS, set(), CARERS, set()),
        (State.WITHDRAWN, set(), set(), set(), set()),
    ],
)
def test_who_may_change(
    state: State, edit: set[str], publish: set[str], withdraw: set[str], delete: set[str]
) -> None:
    about = document(state)
    assert allowed(policy.may_edit, about) == edit
    assert allowed(policy.may_publish, about) == publish
    assert allowed(policy.may_withdraw, about) == withdraw
    assert allowed(policy.may_delete, about) == delete


def test_the_coalitions_own_documents_are_in_coordinators_care_only() -> None:
    assert allowed(policy.may_care_for, document(State.DRAFT, organisation_id=None)) == {
        "coordinator"
    }


def test_who_may_deposit_for_an_organisation_and_for_the_coalition() -> None:
    def may(organisation_id: int | None) -> set[str]:
        return {
            role
            for role, viewer in PEOPLE.items()
            if policy.may_deposit_for(viewer, organisation_id)
        }

    assert may(OWN) == CARERS
    assert may(None) == {"coordinator"}
