"""What other sites make a browser send is refused on every address that takes anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from coalition.web.hosts import FROM_ANYWHERE
from coalition.web.programs import PREFIX
from coalition.web.roles import ROLES
from tests.abuse.cast import ANONYMOUS, Cast, gather
from tests.running import Visitor, running
from tests.web.test_roles import GIVEN, rules

pytestmark = pytest.mark.hard

NO_TOKEN = {  # what takes no token of a form, each with the reason
    "accounts.choose_language": "stands on every page, for readers who have no session",
    "questions.ask": "whoever asks is nobody, and a page left open must not lose a question",
    "alerts.stop": "mail programs press it, by the token in the address",
    "programme.stop": "mail programs press it, by the token in the address",
    "news.stop": "mail programs press it, by the token in the address",
    "harvest.ask": "what harvesters post is a question",
}
STALE = "This form was open too long or came from elsewhere."
ELSEWHERE = "This was sent by another site, so nothing was done."
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A site that is served, and its people."""
    folder: Path = tmp_path_factory.mktemp("forgery")
    with running(folder) as site:
        people = gather(site)
        site.serve()
        yield people


def forms(app: Flask) -> dict[str, str]:
    """Return the address of everything that takes a POST, by endpoint."""
    return {
        rule.endpoint: app.url_map.bind("localhost").build(
            rule.endpoint, {name: GIVEN[name] for name in rule.arguments}, method="POST"
        )
        for rule, method in rules(app)
        if method == "POST"
    }


def is_for_programs(path: str) -> bool:
    """Tell whether programs ask here, who show a token instead of a cookie."""
    return path.startswith(PREFIX)


def who_may(cast: Cast, endpoint: str) -> str:
    """Return somebody whom the role table lets send this."""
    allowed = ROLES[endpoint]
    names = ("coordinator", "representative", "applicant", ANONYMOUS)
    return next(n for n in names if "anyone" in allowed or cast.roles[n] & allowed)


def test_nothing_is_taken_without_a_token_of_the_same_session(app: Flask, cast: Cast) -> None:
    visitors = {
        name: cast.visitor(name) for name in ("coordinator", "representative", "applicant")
    } | {ANONYMOUS: Visitor(cast.site.url)}
    alien = cast.visitor("stranger").token("/account")
    passed, wrong = set(), []
    for endpoint, path in forms(app).items():
        visitor = visitors[who_may(cast, endpoint)]
        if is_for_programs(path):  # a browser's cookie is nobody there
            answer = visitor.post(path, {})
            if (answer.status, "Bearer" in answer.text) != (401, True):
                wrong.append(f"{endpoint} {path}: {answer.status}")
            continue
        for fields in ({}, {"csrf_token": alien}, {"csrf_token": ""}, {"csrf_token": "x"}):
            answer = visitor.post(path, fields)
            if answer.status == 400 and STALE in answer.text:
                continue
            passed.add(endpoint)
            if endpoint not in NO_TOKEN or answer.status >= 500:
                wrong.append(f"{endpoint} {path} {fields}: {answer.status}")
        for name in ("X-CSRFToken", "X-CSRF-Token"):
            answer = visitor.post(path, {}, **{name: alien})
            if endpoint not in NO_TOKEN and not (answer.status == 400 and STALE in answer.text):
                wrong.append(f"{endpoint} {path} {name}: {answer.status}")
    assert wrong == []
    assert passed == NO_TOKEN.keys()


def test_nothing_is_taken_from_another_site_though_the_token_is_right(
    app: Flask, cast: Cast
) -> None:
    visitor = cast.visitor("coordinator")
    token = visitor.token("/account")
    passed, wrong = set(), []
    for endpoint, path in forms(app).items():
        for headers in FOREIGN:
            answer = visitor.post(path, {"csrf_token": token}, **headers)
            if not (answer.status == 403 and ELSEWHERE in answer.text):
                passed.add(endpoint)
                if endpoint not in FROM_ANYWHERE:
                    wrong.append(f"{endpoint} {path} {headers}: {answer.status}")
    assert wrong == []
    assert passed == FROM_ANYWHERE
    assert visitor.get("/account").status == 200


def test_nothing_is_written_by_asking_to_read(app: Flask, cast: Cast) -> None:
    """Links that other sites show must change nothing, also with what a form would bring."""
    visitor = cast.visitor("coordinator")
    token = visitor.token("/account")
    overriding = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    wrong = []
    for endpoint, path in forms(app).items():
        answer = visitor.get(f"{path}?csrf_token={token}&_method=POST", **overriding)
        statuses = {200, 303, 404, 405, 409}
        methods = {
            method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or set()
        }
        if is_for_programs(path):  # they refuse parameters they do not know
            statuses.add(400)
        if methods == {"POST", "OPTIONS"} and answer.status not in statuses:
            wrong.append(f"{endpoint} {path}: {answer.status}")
    assert wrong == []
    assert visitor.get("/account").status == 200
