"""Every operation declares its scope, and what is not declared is refused."""

import ast
from pathlib import Path

from flask import Flask

from coalition.api import views
from coalition.api.operations import ELSEWHERE, operation_of
from coalition.api.views.room import blueprint
from coalition.web.programs import PREFIX
from coalition.web.roles import ANYONE, FRESH, ROLES
from tests.api.trial import Trial
from tests.conftest import Someone
from tests.tokens.making import make_token, program
from tests.web.test_roles import rules


def test_every_address_under_the_api_is_a_declared_operation(app: Flask) -> None:
    under = {rule.endpoint for rule, _ in rules(app) if rule.rule.startswith(PREFIX)}
    assert {endpoint for endpoint in under if operation_of(endpoint) is None} == set()
    assert {one for one in under if not one.startswith(f"{blueprint.name}.")} == set(ELSEWHERE)
    assert under & FRESH == set()  # a program cannot prove anew who it is


def test_whatever_writes_needs_a_token_with_a_scope_of_its_own(app: Flask) -> None:
    writing = {
        rule.endpoint
        for rule, method in rules(app)
        if rule.rule.startswith(PREFIX) and method != "GET"
    }
    assert {one for one in writing if ROLES[one] == ANYONE} == set()
    scopes = {str(found.scope) for one in writing if (found := operation_of(one))}
    assert scopes <= {"deposit", "publish"}


def test_no_form_is_exempt_but_what_takes_no_cookies(app: Flask) -> None:
    assert app.extensions["csrf"]._exempt_blueprints == {blueprint}
    outside = [
        rule.rule
        for rule, method in rules(app)
        if rule.endpoint.startswith(f"{blueprint.name}.") and not rule.rule.startswith(PREFIX)
        if method != "GET"
    ]
    assert outside == []


def test_views_of_the_api_know_neither_cookies_nor_sessions() -> None:
    named = set()
    for path in Path(views.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in {"flask", "flask_login"}:
                named |= {alias.name for alias in node.names}
    assert named & {"session", "current_user"} == set()


def test_address_without_a_declaration_is_refused_for_everyone(
    trial: Trial, coordinator: Someone
) -> None:
    for client in (program(), program(make_token(coordinator)), coordinator.client):
        answer = client.get("/api/v1/trial/undeclared")
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_who_takes_no_json_is_told_what_there_is(trial: Trial) -> None:
    for accepted in ("text/html", "application/xml, image/*", "application/json;q=0"):
        answer = program().get("/api/v1/trial", headers={"Accept": accepted})
        assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    for accepted in (
        "",
        "*/*",
        "text/html, */*;q=0.1",
        "application/*",
        "application/problem+json",
    ):
        assert program().get("/api/v1/trial", headers={"Accept": accepted}).status_code == 200
