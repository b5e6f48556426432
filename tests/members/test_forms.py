"""Forms: raw fields become a clean record, or a sentence beside each field that is wrong."""

import pytest
from flask import Flask
from flask_wtf import FlaskForm

from coalition.members.application import OrganisationFields
from coalition.members.forms import (
    ApplyForm,
    CorrectForm,
    DetailsForm,
    GroupsForm,
    NewcomerForm,
    SeenForm,
    details_of,
)
from coalition.members.groups import GroupRow
from coalition.members.queries import groups
from tests.conftest import PASSWORD, make_organisation
from tests.members.making import details, typed


def test_application_becomes_a_clean_record(app: Flask) -> None:
    with app.test_request_context(
        method="POST", data=typed(name="  Bibliothèque   des\tDeux Rives")
    ):
        form = ApplyForm()
        assert form.validate(), form.errors
        assert form.details() == details(website="https://www.deuxrives.example.org")


def test_english_name_may_be_left_out_when_the_name_is_english(app: Flask) -> None:
    data = typed(name="Reading Rooms", english_name=" ", name_language="en")
    with app.test_request_context(method="POST", data=data):
        form = ApplyForm()
        assert form.validate(), form.errors
        assert form.details().english_name == "Reading Rooms"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"name_language": "xx"}, ["name_language"]),
        ({"english_name": ""}, ["english_name"]),
        ({"acronym": "x" * 31}, ["acronym"]),
        ({"country": ""}, ["country"]),
        ({"country": "XX"}, ["country"]),
        ({"stakeholder_group": "999"}, ["stakeholder_group"]),
        ({"stakeholder_group": "one"}, ["stakeholder_group"]),
        ({"website": "javascript:alert(1)"}, ["website"]),
        ({"ror": "05dxps056"}, ["ror"]),
        ({"reason": "\n"}, ["reason"]),
        ({"reason": "x" * 5001}, ["reason"]),
        ({"website": "", "ror": "", "acronym": ""}, []),
    ],
)
def test_application_names_the_fields_that_are_wrong(
    app: Flask, changes: dict[str, object], wrong: list[str]
) -> None:
    with app.test_request_context(method="POST", data=typed(**changes)):
        form = ApplyForm()
        assert form.validate() is (not wrong)
        assert sorted(form.errors) == wrong


@pytest.mark.parametrize("email", ["", "ada", "ada@", "ada@example.org\nBcc: x@example.org"])
def test_newcomer_needs_an_address(app: Flask, email: str) -> None:
    data = typed(person_name="Ada", email=email, password=PASSWORD)
    with app.test_request_context(method="POST", data=data):
        form = NewcomerForm()
        assert not form.validate()
        assert sorted(form.errors) == ["email"]


def test_newcomer_is_read_with_a_small_address(app: Flask) -> None:
    data = typed(person_name=" Ada ", email="Ada@Example.org", password=PASSWORD)
    with app.test_request_context(method="POST", data=data):
        form = NewcomerForm()
        assert form.validate(), form.errors
        newcomer = form.newcomer()
        assert (newcomer.name, newcomer.email, newcomer.password, newcomer.language) == (
            "Ada",
            "ada@example.org",
            PASSWORD,
            "en",
        )


def test_form_begins_with_what_the_organisation_has(app: Flask) -> None:
    organisation = make_organisation("Reading Rooms Trust", ror="05dxps055", name_language="fr")
    with app.test_request_context():
        form = DetailsForm(formdata=None, data=details_of(organisation))
        assert form.ror.data == "https://ror.org/05dxps055"
        assert form.name_language.data == "fr"
        assert form.stakeholder_group.data == str(organisation.stakeholder_group_id)
    kept = {name for name in OrganisationFields.__slots__ if name != "stakeholder_group_id"}
    assert kept | {"stakeholder_group"} == set(details_of(organisation))


@pytest.mark.parametrize(
    ("given", "seen"), [("12", 12), ("0", 0), ("", -1), ("x", -1), ("-3", -1), ("²", -1)]
)
def test_form_without_a_number_counts_as_older_than_any(app: Flask, given: str, seen: int) -> None:
    with app.test_request_context(method="POST", data={"seen": given}):
        assert SeenForm().last_seen == seen


def test_correction_is_an_application_with_a_remark(app: Flask) -> None:
    with app.test_request_context(method="POST", data=typed(remark="With address.", seen="3")):
        form = CorrectForm()
        assert form.validate(), form.errors
        assert (form.lines("remark"), form.last_seen) == ("With address.", 3)


def test_groups_form_reads_lines_and_leaves_the_blank_one_out(app: Flask) -> None:
    first = groups()[0]
    data = {
        "groups-0-id": str(first.id),
        "groups-0-name": " Governments ",
        "groups-0-position": "4",
        "groups-0-is_intergovernmental": "y",
        "groups-1-id": "",
        "groups-1-name": "",
        "groups-2-name": "Readers",
        "groups-2-position": "",
    }
    with app.test_request_context(method="POST", data=data):
        form = GroupsForm()
        assert form.validate(), form.errors
        assert form.rows() == [
            GroupRow(first.id, "Governments", 4, True),
            GroupRow(None, "Readers", 2, False),
        ]


def test_every_form_refuses_a_forged_request(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with app.test_request_context(method="POST", data=typed()):
        form: FlaskForm = ApplyForm()
        assert not form.validate()
        assert list(form.errors) == ["csrf_token"]
