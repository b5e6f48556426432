"""Every refusal under /api/ is a problem, whoever refuses, and never a page."""

import sqlite3
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from coalition.api.problems import pointer_to
from coalition.database import db
from coalition.web import site
from tests.api.trial import Trial
from tests.conftest import Someone
from tests.tokens.making import make_token, program

ADDRESS = "/api/v1/trial"


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """Return what a refusal says, which must have the form of one."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    values: dict[str, Any] = answer.get_json()
    assert {"type", "title", "status", "detail"} <= set(values)
    assert (values["type"], values["status"]) == ("about:blank", status)
    assert values["detail"][-1] == "."
    assert answer.headers["Cache-Control"] == "no-store"
    return values


def test_what_is_not_there_is_not_found(trial: Trial) -> None:
    said = problem(program().get("/api/v1/no-such-thing"), 404)
    assert said["title"] == "Not Found"
    assert problem(program().post("/api/nothing"), 404)


def test_wrong_methods_are_told_which_there_are(trial: Trial, representative: Someone) -> None:
    answer = program(make_token(representative)).put(ADDRESS, json={})
    assert "Allow names those it takes" in problem(answer, 405)["detail"]
    assert {"DELETE", "GET", "PATCH", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_what_a_service_refuses_is_pointed_at(trial: Trial, representative: Someone) -> None:
    trial.refuses = True
    answer = program(make_token(representative)).post(ADDRESS, json={"title": "x"})
    said = problem(answer, 422)
    assert said["errors"] == [{"detail": "Say who that is.", "pointer": "/authors/0/name"}]
    assert said["detail"] == "Say who that is."


def test_pointers_escape_what_has_a_meaning() -> None:
    assert pointer_to("a/b", 0, "c~d") == "/a~1b/0/c~0d"


def test_faults_of_ours_tell_nothing_of_them(app: Flask, trial: Trial) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    answer = program().get(f"{ADDRESS}/break")
    assert "Something broke on our side" in problem(answer, 500)["detail"]
    assert "secret" not in answer.text


def test_database_that_cannot_be_reached_is_told(
    trial: Trial, representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make_token(representative)

    def gone(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        error.sqlite_errorname = "SQLITE_CANTOPEN"
        raise OperationalError("SELECT", {}, error)

    monkeypatch.setattr(db.session, "scalar", gone)
    answer = program(secret).get(ADDRESS)
    assert "cannot reach its database" in problem(answer, 503)["detail"]
    assert answer.headers["Retry-After"] == "60"


def test_what_is_meant_for_another_host_is_a_problem(app: Flask, trial: Trial) -> None:
    site.change_settings(site_url="https://coalition.example.org")
    refused = problem(program().get(ADDRESS, headers={"Host": "evil.example"}), 400)
    assert "evil.example" not in str(refused)
    assert trial.times == 0


def test_pages_of_other_sites_can_do_nothing(trial: Trial, representative: Someone) -> None:
    client = program(make_token(representative))
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        problem(client.post(ADDRESS, json={"title": "x"}, headers=header), 403)
    assert trial.times == 0


def test_what_is_too_large_is_refused_with_how_much_may_be(
    trial: Trial, representative: Someone
) -> None:
    client = program(make_token(representative))
    answer = client.post(ADDRESS, data=b" " * 2_000_001, content_type="application/json")
    assert "the 2000000 bytes this address takes" in problem(answer, 413)["detail"]


def test_language_is_the_one_asked_for_and_of_no_cookie(trial: Trial, outsider: Someone) -> None:
    with outsider.client.session_transaction() as session:
        session["language"] = "fr"
    english = problem(outsider.client.get("/api/v1/no-such-thing"), 404)["detail"]
    assert english.startswith("There is nothing at this address")


def test_answers_carry_the_headers_of_all_others(trial: Trial) -> None:
    answer = program().get(ADDRESS)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"Authorization", "Accept-Language"} <= set(answer.vary)
