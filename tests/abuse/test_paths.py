"""Addresses written in odd ways, requests that two servers would read differently, and ways out."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from coalition.demonstration.loading import PASSWORD
from tests.abuse.test_headers import received, visitor_of
from tests.abuse.test_injections import Roaming
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard
COORDINATORS = "/given-up"  # a page that readers are sent to sign in for
ODD = (  # the same page, were any of these read as one reads it
    "//given-up",
    "/./given-up",
    "/x/../given-up",
    "/%2e/given-up",
    "/x/%2e%2e/given-up",
    "/x/..%2fgiven-up",
    "/%2fgiven-up",
    "/given-up/",
    "/given-up/.",
    "/given-up%00",
    "/given-up%20",
    "/given-up.",
    "/given-up;x",
    "/given-up;.css",
    "/given-up/x.css",
    "/given-up%2f",
    "/given-up%3f",
    "/Given-Up",
    "/GIVEN-UP",
    "/static/../given-up",
    "/static/%2e%2e/given-up",
    "/static/..%2fgiven-up",
    "/given%2dup",
    "/\\given-up",
    "/given-up\\",
    "/%67iven-up",
    "/%2567iven-up",
    "/given-up?",
    "/given-up#x",
    "/ｇiven-up".encode().decode("latin-1"),
)
FILES = (
    "/static/../config/reading.py",
    "/static/%2e%2e/config/reading.py",
    "/static/..%5cconfig/reading.py",
    "/static/....//config/reading.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/css/../../__init__.py",
    "/static/%c0%ae%c0%ae/config/reading.py",
    "/library/1/versions/1/file/../../../../../etc/passwd",
    "/library/1/versions/1/pages/1/small.webp/../../../secret_key",
    "/library/uploads/..%2f..%2fsecret_key",
    "/meetings/own/..%2f..%2fsecret_key.ics",
)
AWAY = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%09/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\r\n/evil.example",
    "/x\r\nLocation: https://evil.example",
    "//evil.example/%2f..",
    "/..//evil.example",
    "/.//evil.example",
    "//127.0.0.1@evil.example",
    "https://127.0.0.1@evil.example",
    "https://127.0.0.1.evil.example",
    "//evil.example\\@127.0.0.1",
    "evil.example",
    "@evil.example",
    "／／evil.example",
    "//%65vil.example",
    "?next=//evil.example",
    "#//evil.example",
    "/sign-out",
    "",
)


def raw(site: Running, sent: bytes) -> list[tuple[int, bytes]]:
    """Send bytes on one connection; return status and the rest of each answer that comes."""
    with socket.create_connection(("127.0.0.1", site.port), 30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answers = received(connection)
    parts = re.split(rb"(?:^|(?<=\n)|(?<=>)|(?<=\}))HTTP/1\.[01] (?=\d{3} )", answers)
    return [(int(part[:3]), part) for part in parts if part[:3].isdigit()]


@pytest.mark.parametrize("path", ODD)
def test_no_way_of_writing_an_address_gets_past_the_gate(demonstration: Running, path: str) -> None:
    host = f"127.0.0.1:{demonstration.port}"
    sent = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("latin-1")
    ((status, answer),) = raw(demonstration, sent)
    assert status in {303, 308, 400, 404}
    found = re.search(rb"\r\nLocation: ([^\r]*)\r\n", answer)
    if status in {303, 308}:
        assert found is not None
        assert urlsplit(found[1].decode()).netloc in {"", host}
        assert not found[1].startswith((b"//", b"/\\"))


@pytest.mark.parametrize("path", FILES)
def test_no_file_is_reached_by_its_path(demonstration: Running, path: str) -> None:
    answer = visitor_of(demonstration, "coordinator").get(path)
    assert answer.status in {308, 400, 404}  # the first makes one slash of two
    assert "root:" not in answer.text


@pytest.mark.parametrize("away", AWAY)
def test_no_redirect_leads_away(demonstration: Running, away: str) -> None:
    visitor = Roaming(demonstration.url)
    form = visitor.form("/sign-in", "password")
    answers = [
        visitor.send(form, email="coordinator@example.org", password=PASSWORD, next=away),
        visitor.post("/language", {"language": "fr", "next": away, "back": away}, Referer=away.strip()
                     if away.strip().isascii() and away.isprintable() else "x"),
    ]  # fmt: skip
    for answer in answers:
        assert answer.status in {303, 400, 422}
        to = urlsplit(answer.location)
        assert (to.scheme, to.netloc) in {("", ""), ("http", f"127.0.0.1:{demonstration.port}")}
        assert not answer.location.startswith(("//", "/\\"))
        assert "evil.example" not in to.netloc


@pytest.mark.parametrize(
    "headers",
    [
        {"X-HTTP-Method-Override": "POST"},
        {"X-HTTP-Method": "POST"},
        {"X-Method-Override": "DELETE"},
        {"X-Original-URL": COORDINATORS},
        {"X-Rewrite-URL": COORDINATORS},
        {"X-Forwarded-Prefix": COORDINATORS},
        {"X-Script-Name": COORDINATORS},
    ],
)
def test_no_header_makes_another_request_of_one(
    demonstration: Running, headers: dict[str, str]
) -> None:
    plain = Visitor(demonstration.url).get("/sign-in")
    answer = Visitor(demonstration.url).get("/sign-in?_method=POST", **headers)
    assert (answer.status, answer.text.count("<form")) == (200, plain.text.count("<form"))
    posted = visitor_of(demonstration, "coordinator").post("/", {"_method": "GET"}, **headers)
    assert posted.status == 405


def test_a_whole_address_in_the_first_line_is_that_of_this_site_or_refused(
    demonstration: Running,
) -> None:
    host = f"127.0.0.1:{demonstration.port}"
    for target in (f"http://{host}/given-up", "http://evil.example/given-up", "*", f"{host}"):
        sent = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ((status, answer),) = raw(demonstration, sent.encode())
        assert status in {303, 400, 404}, target
        assert b"evil.example" not in answer.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "lines",
    [
        "Host: {0}\r\nHost: evil.example",
        "Host: evil.example\r\nHost: {0}",
        "Host: evil.example",
        "Host: {0}@evil.example",
        "Host: {0} evil.example",
        "Host: evil.example#{0}",
        "Host:",
        "X: y",
    ],
)
def test_another_host_makes_no_page(demonstration: Running, lines: str) -> None:
    given = lines.format(f"127.0.0.1:{demonstration.port}")
    sent = f"GET /members HTTP/1.1\r\n{given}\r\nConnection: close\r\n\r\n".encode()
    ((status, answer),) = raw(demonstration, sent)
    assert status in {308, 400}
    assert b"evil.example" not in answer


def test_an_old_browser_is_answered(demonstration: Running) -> None:
    host = f"127.0.0.1:{demonstration.port}".encode()
    ((status, _),) = raw(demonstration, b"GET / HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
    assert status == 200


HIDDEN = "GET /hidden-page HTTP/1.1\r\nHost: {0}\r\nX: "


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: {1}\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding: xchunked", "0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding: chunked, identity", "0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding : chunked", "0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding:\x0bchunked", "0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0\r\n\r\n" + HIDDEN),
        ("Content-Length: 0\r\nContent-Length: {1}", HIDDEN),
        ("Content-Length: +0", HIDDEN),
        ("Content-Length: 0x0", HIDDEN),
        ("Content-Length: 1_0", HIDDEN),
        ("X: y\r\n Content-Length: 0", HIDDEN),
        ("X: y\nContent-Length: {1}", HIDDEN),
        ("Transfer-Encoding: chunked", "-0\r\n\r\n" + HIDDEN),
        ("Transfer-Encoding: chunked", "0x0\r\n\r\n" + HIDDEN),
    ],
)
def test_no_request_hides_in_another_whose_length_is_told_twice_or_oddly(
    demonstration: Running, head: str, body: str
) -> None:
    """What servers in front may read as one request is never two here, with an answer to both."""
    host = f"127.0.0.1:{demonstration.port}"
    body = body.replace("{0}", host)
    head = head.replace("{1}", str(len(body)))
    sent = f"POST /language HTTP/1.1\r\nHost: {host}\r\n{head}\r\n\r\n{body}\r\n\r\n"
    answers = raw(demonstration, sent.encode("latin-1"))
    assert all(b"/hidden-page" not in answer for _, answer in answers)
    assert [status for status, _ in answers if status == 404] == []
    assert len(answers) == 1
    assert answers[0][0] < 500 or answers[0][0] == 501
