"""Every answer of a running demonstration is looked at: headers, cookies, caches, what pages hold."""

import socket

import pytest
from flask import Flask

from coalition.demonstration.loading import PASSWORD
from coalition.web.addresses import has_secret
from coalition.web.headers import headers_of_all
from coalition.web.hosts import READING
from coalition.web.programs import PREFIX
from tests.abuse.crawling import Crawl, endpoint_of
from tests.abuse.passive import faults
from tests.running import Answer, Running, Visitor

pytestmark = pytest.mark.hard
PEOPLE = {
    "anonymous": "",
    "representative": "representative.eifl@example.org",
    "coordinator": "coordinator@example.org",
}
SECRET = "a-secret-that-opens-nothing-at-all"
ODD = (
    ("GET", "/no-such-page"),
    ("GET", "/library/999999"),
    ("GET", "/static/no-such-file.css"),
    ("GET", "/static/../config/reading.py"),
    ("GET", "/members"),
    ("GET", "/account"),
    ("GET", "/given-up"),
    ("GET", "/metrics"),
    ("HEAD", "/"),
    ("OPTIONS", "/"),
    ("PUT", "/"),
    ("DELETE", "/library/1"),
    ("PATCH", "/library/"),
    ("TRACE", "/"),
    ("MADEUP", "/"),
    ("POST", "/sign-in"),
    ("POST", "/members/apply"),
    ("GET", "/search/?page=999999&sort=x&from=y"),
    ("GET", "/api/search?per_page=-1"),
    ("GET", "/%00"),
    ("GET", "/%ff%fe"),
)
NOT_READ = (
    b"nonsense\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header: 1\r\n\r\n",
    b"GET / HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
)


def visitor_of(site: Running, who: str) -> Visitor:
    """Return a browser of one of PEOPLE."""
    visitor = Visitor(site.url)
    if PEOPLE[who]:
        assert visitor.sign_in(PEOPLE[who], PASSWORD).status == 303
    return visitor


def faults_at(app: Flask, path: str, answer: Answer, who: str, method: str = "GET") -> list[str]:
    """Return what is wrong with an answer, each with its path."""
    endpoint = endpoint_of(app, path, method)
    rule = next((one for one in app.url_map.iter_rules() if one.endpoint == endpoint), None)
    hides = rule is not None and has_secret(rule)
    found = faults(
        answer,
        endpoint,
        signed_in=who != "anonymous",
        hides=hides,
        shared=path.startswith(PREFIX) and method in READING,
        action_of=lambda action: endpoint_of(app, action, "POST"),
    )
    return [f"{method} {path} ({who}): {fault}" for fault in found]


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_is_wrong_with_any_page_that_links_lead_to(
    demonstration: Running, addresses: Flask, who: str
) -> None:
    crawl = Crawl(addresses, visitor_of(demonstration, who)).walk("/")
    found = [
        fault
        for path, answer in crawl.answers.items()
        for fault in faults_at(addresses, path, answer, who)
    ]
    reached = {crawl.endpoint_of(path) for path in crawl.answers}
    assert found == []
    assert {path for path, one in crawl.answers.items() if one.status >= 500} == set()
    assert len(crawl.answers) > 150
    assert len(reached) > 40


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_is_wrong_with_refusals_redirects_and_odd_methods(
    demonstration: Running, addresses: Flask, who: str
) -> None:
    visitor = visitor_of(demonstration, who)
    found = []
    for method, path in ODD:
        answer = visitor.ask(method, path, b"" if method in {"POST", "PUT", "PATCH"} else None)
        found += faults_at(addresses, path, answer, who, method)
        assert answer.status < 500, (method, path)
    assert found == []


def test_nothing_is_wrong_with_pages_whose_address_holds_a_secret(
    demonstration: Running, addresses: Flask
) -> None:
    found = []
    visitor = visitor_of(demonstration, "coordinator")
    visitor.post("/reset", {"email": SECRET, "csrf_token": visitor.token("/account")})
    for rule in addresses.url_map.iter_rules():
        if has_secret(rule) and "GET" in (rule.methods or ()):
            values = dict.fromkeys(rule.arguments, 1) | {"purpose": "change-email-old"}
            values |= {"token": SECRET, "key": SECRET}
            given = {name: values[name] for name in rule.arguments}
            path = addresses.url_map.bind("").build(rule.endpoint, given, method="GET")
            answer = Visitor(demonstration.url).get(path, Referer=demonstration.url + path)
            visitor.post(path, {"password": PASSWORD, "body": SECRET})
            visitor.get(f"/search?q={SECRET}&next={path}")
            visitor.get(path + "/x")
            found += faults_at(addresses, path, answer, "anonymous")
            assert answer.headers["Referrer-Policy"] == "strict-origin"
    lines = demonstration.log.read_text().splitlines()
    log = "\n".join(line for line in lines if line.startswith("{"))  # no greeting, which tells all
    assert found == []
    assert len(log) > 10_000
    for secret in (SECRET, PASSWORD, *visitor.cookies.values()):
        assert secret not in log


def test_what_has_not_changed_or_is_asked_for_in_part_has_the_headers_too(
    demonstration: Running, addresses: Flask
) -> None:
    visitor = visitor_of(demonstration, "anonymous")
    crawl = Crawl(addresses, visitor).walk("/library/")
    found, statuses = [], set()
    for path, first in crawl.answers.items():
        etag = first.headers.get("ETag")
        asked = [{"Range": "bytes=0-9"}, {"Range": "bytes=999999999-"}, {"Range": "bytes=9-1,a-b"}]
        for headers in [*asked, *([{"If-None-Match": etag}] if etag else [])]:
            answer = visitor.get(path, **headers)
            statuses.add(answer.status)
            found += faults_at(addresses, path, answer, "anonymous")
    assert found == []
    assert {206, 304, 416} <= statuses


def test_what_is_no_request_is_answered_with_the_headers_of_all_answers(
    demonstration: Running,
) -> None:
    always = headers_of_all(over_https=False)
    for sent in NOT_READ:
        with socket.create_connection(("127.0.0.1", demonstration.port), 30) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            head, _, body = received(connection).partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
        lines = {name.lower(): value for name, value in lines.items()}
        assert 400 <= int(head.split()[1]) < 600, sent[:80]
        assert head.split()[1] != b"500", sent[:80]
        assert {name: lines.get(name.lower()) for name in always} == always, sent[:80]
        assert "server" not in lines
        assert b"waitress" not in body


def received(connection: socket.socket) -> bytes:
    """Return all that comes on a connection until it ends."""
    found = b""
    while piece := connection.recv(65_536):
        found += piece
    return found
