"""Every public form is counted by network address, and so is what costs much to make."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.accounts.models import Attempt
from coalition.database import db, transaction
from coalition.errors import NoRoom, OutOfOrder
from coalition.web.hooks import HOOKS, install_hooks
from coalition.web.limits import LIMITS, UNLIMITED
from coalition.web.roles import ROLES
from tests.conftest import Someone
from tests.web.test_roles import GIVEN, rules


def public_forms(app: Flask) -> set[str]:
    """Return the endpoints of what anybody may send."""
    return {
        rule.endpoint
        for rule, method in rules(app)
        if method == "POST" and "anyone" in ROLES[rule.endpoint]
    }


def test_every_public_form_has_a_limit_or_a_reason(app: Flask) -> None:
    forms = public_forms(app)
    read = {rule.endpoint for rule, method in rules(app) if method == "GET"}
    assert forms - LIMITS.keys() == UNLIMITED.keys()
    assert LIMITS.keys() - forms <= read
    assert not LIMITS.keys() & UNLIMITED.keys()
    assert all(reason.endswith(".") for reason in UNLIMITED.values())


def test_what_has_a_limit_is_refused_when_it_is_reached(app: Flask, anonymous: Someone) -> None:
    with transaction():
        for endpoint, limit in LIMITS.items():
            key = f"often:{endpoint}:address:127.0.0.1"
            db.session.add_all(Attempt(key=key) for _ in range(limit.times))
    found = {}
    for rule, method in rules(app):
        if rule.endpoint in LIMITS:
            values = {name: GIVEN[name] for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            answer = anonymous.client.open(address, method=method)
            found[rule.endpoint] = (answer.status_code, answer.headers.get("Retry-After"))
    assert found == dict.fromkeys(LIMITS, (429, "600"))


@pytest.mark.parametrize("problem", [NoRoom, OutOfOrder])
def test_page_that_costs_much_is_read_though_nothing_can_be_counted(
    app: Flask,
    anonymous: Someone,
    problem: type[NoRoom] | type[OutOfOrder],
) -> None:
    def full(*_: object) -> None:
        raise problem

    install_hooks(app, replace(app.extensions[HOOKS], count_try=full))
    assert anonymous.client.get("/meetings/1/schedule.pdf").status_code == 404
    assert (
        anonymous.client.post("/forgotten", data={"email": "a@example.org"}).status_code
        == problem.status
    )
