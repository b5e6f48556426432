"""Every address, by every method, for people of every role: nobody gets what the role table refuses.

Nothing here is listed by hand: addresses and methods come from the URL map, who may pass from the
role table, the roles of people from the site itself, and what addresses name from GIVEN.
"""

import http.client
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from coalition.web.programs import PREFIX
from coalition.web.roles import ROLES
from tests.abuse.cast import ANONYMOUS, DRAFT, MEMBERS_ONLY, NAMES, Cast, gather
from tests.running import SECONDS, Visitor, running
from tests.web.test_roles import GIVEN, rules

pytestmark = pytest.mark.hard

METHODS = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "POST")
READING = frozenset({"GET", "HEAD"})
BODIES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DOCUMENTS = (1, 2, 3)
REFUSED = frozenset({403, 404})
# Who may change what belongs to organisation 1 is told by the table and the organisation together.
OF_ORGANISATION = frozenset({"organisation_id", "document_id"})
FAMILIAR = frozenset({"representative", "coordinator"})  # who may know of everything there
WALKED = (ANONYMOUS, *NAMES)  # those who may do most come last: what they do stays done


@dataclass
class Walker:
    """Somebody who asks for one address after another over the same connection."""

    name: str
    visitor: Visitor
    connection: http.client.HTTPConnection
    token: str
    fields: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.fields = f"csrf_token={self.token}".encode()

    def ask(self, method: str, path: str) -> tuple[int, str, bytes]:
        """Return status, where it leads, and the body of an answer."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
        headers = {"Accept-Language": "en", "Cookie": cookies}
        if method in BODIES:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.visitor.url,
            }
        body = self.fields if method in BODIES else None
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        found = answer.read()
        return answer.status, answer.headers.get("Location", ""), found


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A site that is served, and its people."""
    folder: Path = tmp_path_factory.mktemp("every-address")
    with running(folder) as site:
        people = gather(site)
        site.serve()
        yield people


@contextmanager
def walking(cast: Cast, name: str) -> Iterator[Walker]:
    """Give a person who is ready to walk."""
    visitor = cast.visitor(name)
    token = visitor.token("/sign-in" if name == ANONYMOUS else "/account")
    with closing(http.client.HTTPConnection("127.0.0.1", cast.site.port, timeout=SECONDS)) as line:
        yield Walker(name, visitor, line, token)


def addresses(app: Flask) -> list[tuple[str, frozenset[str]]]:
    """Return every address once, with what it names; documents in each of their states."""
    found: dict[str, frozenset[str]] = {}
    for rule, _method in rules(app):
        numbers = DOCUMENTS if "document_id" in rule.arguments else (0,)
        for number in numbers:
            values = {name: GIVEN[name] for name in rule.arguments} | (
                {"document_id": number} if number else {}
            )
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
            found[path] = frozenset(rule.arguments)
    return sorted(found.items())


def endpoint_of(app: Flask, path: str, method: str) -> str | None:
    """Return what answers an address by a method; None where nothing does (404 or 405)."""
    try:
        endpoint: str = app.url_map.bind("localhost").match(path, method)[0]
    except (MethodNotAllowed, NotFound, RequestRedirect):
        return None
    return endpoint


def problem(
    cast: Cast,
    name: str,
    endpoint: str | None,
    method: str,
    path: str,
    names: frozenset[str],
    status: int,
    to: str,
) -> str:
    """Return what is wrong with an answer; nothing when it is what the role table says."""
    if status >= 500:  # but for the health check, whose 503 says that something else is not well
        return "" if (endpoint, status) == ("home.health", 503) else "breaks"
    if endpoint is None:
        return "" if status == 405 else "is answered by no rule"
    allowed = ROLES[endpoint]
    if path.startswith(PREFIX):  # programs show a token: whoever has a cookie is nobody there
        right = 204 if method == "OPTIONS" else 401  # which tells the methods, as the OpenAPI does
        return "" if "anyone" in allowed or status == right else "lets a cookie count"
    if "anyone" in allowed or cast.roles[name] & allowed:
        if name != "other" or "anyone" in allowed or not names & OF_ORGANISATION:
            return ""
        if "representative" not in allowed or method == "OPTIONS":
            return (
                ""  # OPTIONS tells the methods of a rule, which the OpenAPI of the site tells too
            )
        return "" if status in REFUSED else "lets another organisation pass"
    if name == ANONYMOUS and method in READING:
        return "" if (status, to[:14]) == (303, "/sign-in?next=") else "does not lead to signing in"
    return "" if status == 403 else "is not refused"


def test_nobody_passes_where_the_role_table_refuses(app: Flask, cast: Cast) -> None:
    walked = addresses(app)
    answering = {
        (path, method): endpoint_of(app, path, method) for path, _ in walked for method in METHODS
    }
    found, counts = [], Counter[str]()
    for name in WALKED:
        hidden = () if name in FAMILIAR else (DRAFT, MEMBERS_ONLY)[: 1 if name == "other" else 2]
        with walking(cast, name) as someone:
            for path, names in walked:
                for method in METHODS:
                    endpoint = answering[path, method]
                    if (method, endpoint) == ("POST", "accounts.sign_out"):
                        continue  # the next test
                    status, to, body = someone.ask(method, path)
                    counts[name] += 1
                    wrong = problem(cast, name, endpoint, method, path, names, status, to)
                    if any(title.encode() in body for title in hidden):
                        wrong += " tells of what is hidden"
                    if wrong:
                        found.append(f"{name} {method} {path} ({endpoint}) {wrong}: {status} {to}")
    assert found == []
    assert set(counts.values()) == {len(walked) * len(METHODS) - 1}


def test_signing_out_is_for_those_who_are_signed_in(cast: Cast) -> None:
    for name in WALKED:
        with walking(cast, name) as someone:
            answer = someone.ask("POST", "/sign-out")[:2]
            assert answer == ((403, "") if name == ANONYMOUS else (303, "/"))
            answer = someone.ask("GET", "/account")[:2]
            assert answer == (303, "/sign-in?next=/account"), name
