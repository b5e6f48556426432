"""`flask sign-out` ends sessions at once, of one person or of everybody."""

from flask import Flask

from tests.commands.test_personal_data import run
from tests.conftest import Someone


def is_signed_in(somebody: Someone) -> bool:
    return somebody.client.get("/account").status_code == 200


def test_one_person_is_signed_out_everywhere(
    app: Flask, outsider: Someone, representative: Someone
) -> None:
    assert (is_signed_in(outsider), is_signed_in(representative)) == (True, True)
    said = run(app, "sign-out", outsider.email)
    assert said.splitlines()[-1] == "Outsider <outsider@example.org> is signed out everywhere."
    assert (is_signed_in(outsider), is_signed_in(representative)) == (False, True)


def test_everybody_is_signed_out(app: Flask, outsider: Someone, representative: Someone) -> None:
    said = run(app, "sign-out", "--all")
    assert said.splitlines()[-1] == "Everybody is signed out; browsers: 2."
    assert (is_signed_in(outsider), is_signed_in(representative)) == (False, False)


def test_unknown_people_and_unclear_orders_are_told(app: Flask) -> None:
    assert "No account has the address" in run(app, "sign-out", "nobody@example.org", status=1)
    assert "Give the address of a person, or --all." in run(app, "sign-out", status=2)
    assert "or --all" in run(app, "sign-out", "--all", "nobody@example.org", status=2)
