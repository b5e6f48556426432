"""What the room of members notes: who did what to which organisation or person."""

import json

import pytest

from coalition.errors import Conflict
from coalition.members import decisions, groups, representation
from coalition.members import queries as members
from coalition.members import service as applications
from coalition.members.groups import GroupRow
from coalition.web.viewer import Viewer
from tests.audit.noted import Log
from tests.conftest import PASSWORD, Someone, make_person
from tests.members.making import ADA, details, last_token


def test_members_application_and_decisions(coordinator: Someone) -> None:
    log, by = Log(), coordinator.viewer
    number = applications.apply(details(), ADA, by=Viewer())
    confirmation = applications.confirm(last_token(ADA.email))
    ada, thing = confirmation.person.id, f"organisation:{number}"
    decisions.ask(number, "Why?", by=by)
    speaking = members.viewer_of(ada)
    applications.answer(number, "To lend.", by=speaking)
    decisions.decline(number, "Not yet.", by=by)
    long = "To lend " * 60
    applications.correct(number, details(reason=long), by=speaking)
    decisions.approve(number, by=by)
    decisions.suspend(number, "It is silent.", by=by)
    decisions.reinstate(number, by=by)
    with pytest.raises(Conflict):
        decisions.approve(number, by=by)
    assert log.told() == [
        ("members.applied", thing, ada),
        ("members.confirmed", thing, ada),
        ("members.asked", thing, coordinator.person_id),
        ("members.answered", thing, ada),
        ("members.declined", thing, coordinator.person_id),
        ("members.corrected", thing, ada),
        ("members.approved", thing, coordinator.person_id),
        ("members.suspended", thing, coordinator.person_id),
        ("members.reinstated", thing, coordinator.person_id),
    ]
    assert log.facts("members.approved") == {"name": "Bibliothèque des Deux Rives"}
    (change,) = log.facts("members.corrected")["changes"].values()
    assert (change[0], len(change[1])) == ("To lend\nmore.", 201)
    kept = json.dumps([act.detail for act in log.acts()])
    assert "Not yet." not in kept
    assert PASSWORD not in kept


def test_members_representatives_and_groups(representative: Someone, coordinator: Someone) -> None:
    log, number = Log(), representative.organisation_id or 0
    colleague = make_person("colleague@example.org", "Cem Colleague")
    thing, by = f"organisation:{number}", representative.viewer
    first = representation.invite(number, "nobody@example.org", by=by, language="en")
    representation.withdraw_invitation(number, first, by=by)
    representation.invite(number, colleague.email, by=by, language="en")
    representation.accept_invitation(
        last_token(colleague.email), None, by=members.viewer_of(colleague.id)
    )
    representation.hand_over(number, colleague.id, by=by)
    representation.leave(number, by=by)
    found = members.groups()[0]
    groups.update_groups(
        [GroupRow(found.id, "Ministries", 0, is_intergovernmental=False)], by=coordinator.viewer
    )
    me = representative.person_id
    assert log.told() == [
        ("members.invited", thing, me),
        ("members.uninvited", thing, me),
        ("members.invited", thing, me),
        ("members.joined", thing, colleague.id),
        ("members.handed_over", f"person:{colleague.id}", me),
        ("members.left", thing, me),
        ("members.groups_changed", "", coordinator.person_id),
    ]
    assert log.facts("members.uninvited")["email"] == "nobody@example.org"
    handed_over = log.facts("members.handed_over")
    assert handed_over == {"organisation": "Library Association of the Low Lands"}
    assert log.facts("members.groups_changed")["added"] == ["Ministries"]
    assert len(log.facts("members.groups_changed")["removed"]) == 1
