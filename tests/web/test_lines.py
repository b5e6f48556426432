"""Lines of a form: numbers that no page of ours wrote are passed over, and break nothing."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, StringField

from coalition.members.forms import GroupsForm
from coalition.programme.forms import MeetingForm
from coalition.programme.session_form import SessionForm
from coalition.web.forms import Form
from coalition.web.lines import Lines
from tests.conftest import Someone
from tests.members.making import post


class Names(Form):
    """A form of names."""

    names = Lines(StringField())


def names_in(*fields: str) -> list[str | None]:
    """Return the lines found in fields of these names; each holds its name."""
    form = Names(MultiDict({name: name for name in fields}))
    return [line.data for line in form.names]


def test_lines_are_taken_in_the_order_of_their_numbers(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        assert names_in("names-10", "names-2", "names-9999") == [
            "names-2",
            "names-10",
            "names-9999",
        ]


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "10000", "", "-1", "x", "1x"])
def test_number_that_no_page_wrote_is_no_line(app: Flask, number: str) -> None:
    with app.test_request_context(method="POST"):
        assert names_in("names-0", f"names-{number}") == ["names-0"]


@pytest.mark.parametrize("form", [GroupsForm, MeetingForm, SessionForm])
def test_every_list_of_the_site_is_one_of_lines(app: Flask, form: type[Form]) -> None:
    with app.test_request_context():
        lists = [field for field in form() if isinstance(field, FieldList)]
    assert lists
    assert all(isinstance(field, Lines) for field in lists)


@pytest.mark.parametrize("number", ["²", "9" * 5000])
def test_odd_name_of_a_field_is_no_error_of_the_site(coordinator: Someone, number: str) -> None:
    given = {f"groups-{number}-name": "X", "groups-0-name": ""}
    assert post(coordinator, "/members/groups", **given)[0] in {303, 422}
