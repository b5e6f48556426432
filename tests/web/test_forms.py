"""What is typed is tidied before it is judged."""

import pytest
from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict

from coalition.web.forms import DayField, Form, clean, clean_lines, number, without_token
from tests.conftest import PASSWORD, Someone

PERSIAN = "کتابخانه\N{ZERO WIDTH NON-JOINER}های عمومی"


def test_text_keeps_the_joiners_that_words_are_written_with() -> None:
    assert clean(f" {PERSIAN}\N{ZERO WIDTH SPACE} ") == PERSIAN
    assert clean_lines(f"{PERSIAN}\r\n{PERSIAN}\n") == f"{PERSIAN}\n{PERSIAN}"


@pytest.mark.parametrize("text", ["\0", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH JOINER} ", "\u202e"])
def test_text_that_shows_nothing_is_none(text: str) -> None:
    assert (clean(text), clean_lines(text)) == ("", "")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        *[("12", 12), ("", None), (None, None), ("-1", None), ("٣", None), ("9" * 5000, None)],
        *[("2147483647", 2147483647), ("2147483648", None)],  # the largest a database holds
    ],
)
def test_number_of_a_hidden_field_is_one_of_ours_or_none(
    given: str | None, found: int | None
) -> None:
    assert number(given) == found


class DayOf2012(DayField):
    """A day of a room that takes few years."""

    first_year = last_year = 2012


class DaysForm(Form):
    """A day of the usual years, and one of few."""

    usual = DayField()
    few = DayOf2012()


@pytest.mark.parametrize(
    ("typed", "usual", "few"),
    [
        *[("2012-11-06", True, True), (" 2012-11-06\N{ZERO WIDTH SPACE}", True, True)],
        *[("1999-12-31", False, False), ("9001-01-01", False, False), ("2000-01-01", True, False)],
        *[("2012-02-30", False, False), ("6 November", False, False), ("0001-01-01", False, False)],
    ],
)
def test_day_is_one_of_the_calendar_in_years_of_its_field(
    app: Flask, typed: str, usual: bool, few: bool
) -> None:
    with app.test_request_context():
        form = DaysForm(MultiDict({"usual": typed, "few": typed}), meta={"csrf": False})
        form.validate()
        assert [bool(field.day()) for field in (form.usual, form.few)] == [usual, few]
        assert [not field.errors for field in (form.usual, form.few)] == [usual, few]
        assert DaysForm(MultiDict({"usual": " "}), meta={"csrf": False}).validate()


def test_only_the_view_that_is_named_asks_for_no_token() -> None:
    site, room = Flask(__name__), Blueprint("room", __name__)
    site.secret_key = "a" * 32
    CSRFProtect(site)

    @room.post("/open")
    def open_to_all() -> str:
        return "done"

    @room.post("/guarded")
    def guarded() -> str:
        return "done"

    without_token(room, open_to_all)
    site.register_blueprint(room)
    client = site.test_client()
    assert [client.post(path).status_code for path in ("/open", "/guarded")] == [200, 400]


@pytest.mark.parametrize("name", ["\0", "\N{ZERO WIDTH SPACE}"])
def test_required_field_that_shows_nothing_is_refused(outsider: Someone, name: str) -> None:
    answer = outsider.client.post("/account/name", data={"name": name, "language": "en"})
    assert answer.status_code == 422


def test_length_is_that_of_the_tidied_text(outsider: Someone) -> None:
    decomposing = "\N{HEBREW LETTER SHIN WITH DAGESH AND SHIN DOT}"  # three characters in NFC
    data = {"name": decomposing * 100, "language": "en"}
    assert outsider.client.post("/account/name", data=data).status_code == 422


def test_password_is_taken_as_it_is_typed(app: Flask, outsider: Someone) -> None:
    new = f"  {PASSWORD}  two  spaces "
    data = {"old": PASSWORD, "password": new, "again": new}
    assert outsider.client.post("/account/password", data=data).status_code == 303
    given = {"email": outsider.email, "password": new}
    assert app.test_client().post("/sign-in", data=given).status_code == 303


def test_hidden_number_of_a_forged_form_is_no_error_of_the_site(applicant: Someone) -> None:
    path = f"/members/{applicant.organisation_id}/answer"
    data = {"answer": "Yes.", "seen": "9" * 5000}
    assert applicant.client.post(path, data=data).status_code == 409
