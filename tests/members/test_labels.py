"""Every state, act and field has its words."""

from flask import Flask
from flask_babel import force_locale

from coalition.members import labels
from coalition.members.application import OrganisationFields
from coalition.members.models import Act, State
from coalition.members.queries import groups


def test_every_state_and_act_has_words(app: Flask) -> None:
    assert set(labels.STATES) == set(State)
    assert set(labels.ACTS) == set(Act) == set(labels.ACT_ICONS)
    assert len({labels.state_label(state) for state in State}) == len(State)


def test_every_field_has_a_label(app: Flask) -> None:
    fields = {name.removesuffix("_id") for name in OrganisationFields.__slots__}
    assert fields == set(labels.FIELDS)
    assert labels.field_label("ror") == "ROR identifier"
    assert labels.field_label("unknown") == "unknown"


def test_state_sentence_differs_by_reader(app: Flask) -> None:
    for state in State:
        to_applicant = labels.state_sentence(state, to_applicant=True)
        assert to_applicant != labels.state_sentence(state, to_applicant=False)


def test_act_sentence_names_who_did_it(app: Flask) -> None:
    assert labels.act_sentence(Act.APPROVED, "Ada 100%") == "Ada 100% approved the application"


def test_groups_an_installation_begins_with_are_found_to_be_translated(app: Flask) -> None:
    begun = [group.name for group in groups()]
    assert [str(name) for name in labels.USUAL_GROUPS] == begun
    with force_locale("fr"):
        assert not {labels.group_label(name) for name in begun} & set(begun)


def test_group_label_keeps_a_name_of_the_coalitions_own(app: Flask) -> None:
    assert labels.group_label("Friends, 100% of them") == "Friends, 100% of them"
    assert labels.group_label("") == ""
