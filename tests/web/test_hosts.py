"""A request that was meant for another host, or that another site made a browser send, is refused."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from coalition.accounts.views.room import within_site
from coalition.database import db
from coalition.mail.models import Message
from tests.conftest import PASSWORD, Someone, make_person

SITE = "https://coalition.example.org"
HOST = "coalition.example.org"


@pytest.fixture
def public(app: Flask) -> Flask:
    """The application under a public name."""
    app.extensions["coalition.settings"] = replace(
        app.extensions["coalition.settings"], site_url=SITE
    )
    return app


def ask(app: Flask, path: str = "/", method: str = "GET", **headers: Any) -> Any:
    """Send a request with these headers; underscores in their names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().open(path, method=method, headers=named)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (HOST, 200),
        ("Coalition.Example.ORG", 200),
        (f"{HOST}:443", 200),
        (f"{HOST}:8443", 400),
        (f"{HOST}.", 400),
        ("evil.example", 400),
        (f"{HOST}.evil.example", 400),
        (f"evil.example#{HOST}", 400),
        (f"{HOST}@evil.example", 400),
        (f"evil.example/{HOST}", 400),
        (f"{HOST}, evil.example", 400),
        ("127.0.0.1", 400),
        ("localhost", 400),
        ("[::1", 400),
        ("a:b:c", 400),
        (f"{HOST}:99999", 400),
        (f"{HOST}:x", 400),
        ("", 400),
    ],
)
def test_only_the_host_of_the_site_is_answered(public: Flask, host: str, status: int) -> None:
    answer = ask(public, "/sign-in", Host=host)
    assert answer.status_code == status
    if status == 400:
        assert f"This site is at {SITE}" in answer.get_data(as_text=True)
        assert "evil.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_whoever_watches_from_the_machine_itself_gets_the_state(public: Flask, host: str) -> None:
    assert ask(public, "/healthz", Host=host).status_code in {200, 503}
    assert ask(public, "/metrics", Host=host).status_code == 404  # no token is set
    assert ask(public, "/", Host=host).status_code == 400
    assert ask(public, "/healthz", Host="evil.example").status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9", "[::1]:8000", "LOCALHOST:8000"])
def test_site_of_one_machine_answers_to_all_names_of_it(app: Flask, host: str) -> None:
    assert ask(app, "/sign-in", Host=host).status_code == 200
    assert ask(app, "/sign-in", Host="rebound.example").status_code == 400


@pytest.mark.parametrize(
    "name", ["X_Forwarded_Host", "X_Host", "X_Original_URL", "X_Rewrite_URL", "Forwarded"]
)
def test_host_told_in_other_headers_is_never_believed(public: Flask, name: str) -> None:
    make_person("ada@example.org")
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    headers = {"Host": HOST, name.replace("_", "-"): value}
    client = public.test_client()
    answer = client.post("/forgotten", data={"email": "ada@example.org"}, headers=headers)
    assert answer.status_code == 200
    letter = db.session.scalars(select(Message.body)).one()
    assert f"{SITE}/reset/" in letter
    assert "evil" not in letter
    assert "evil" not in answer.get_data(as_text=True)


def test_forged_host_sends_no_letter(public: Flask) -> None:
    make_person("ada@example.org")
    answer = public.test_client().post(
        "/forgotten", data={"email": "ada@example.org"}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    assert db.session.scalars(select(Message.id)).all() == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": SITE}, 303),
        ({"Origin": f"{SITE}:443"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": SITE}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        # a page that keeps its own address to itself says no origin either
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "https://evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://coalition.example.org"}, 403),
        ({"Origin": f"{SITE}:8443"}, 403),
        ({"Origin": f"{SITE}.evil.example"}, 403),
        ({"Origin": "https://["}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_what_another_site_sends_is_refused(
    public: Flask, headers: dict[str, str], status: int
) -> None:
    data = {"language": "fr", "next": "/sign-in"}
    answer = public.test_client().post("/language", data=data, headers={"Host": HOST} | headers)
    assert answer.status_code == status
    if status == 403:
        assert "was sent by another site" in answer.get_data(as_text=True)


def test_form_is_taken_from_browsers_that_keep_their_page_to_themselves_over_https(
    public: Flask,
) -> None:
    public.config["WTF_CSRF_ENABLED"] = True
    client = public.test_client()
    page = client.get("/forgotten", base_url=SITE).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found is not None
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}  # and no Referer
    data = {"csrf_token": found[1], "email": "nobody@example.org"}
    answer = client.post("/forgotten", data=data, headers=headers, base_url=SITE)
    assert answer.status_code == 200


def test_mail_programs_stop_letters_from_wherever_they_are(public: Flask) -> None:
    headers = {"Host": HOST, "Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    answer = public.test_client().post(f"/search/saved/stop/{'x' * 43}", headers=headers)
    assert answer.status_code == 404  # there is no such letter; nobody is sent away for whence


@pytest.mark.parametrize(
    "name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
def test_method_told_beside_the_request_does_nothing(outsider: Someone, name: str) -> None:
    for told in ("POST", "DELETE", "GET"):
        answer = outsider.client.get("/sign-out", headers={name: told} if name[0] == "X" else {})
        assert answer.status_code == 405
        assert outsider.client.get(f"/sign-out?_method={told}").status_code == 405
    assert outsider.client.post("/account", data={"_method": "GET"}).status_code == 405
    assert outsider.client.get("/account").status_code == 200


TRICKS = (
    "https://evil.example", "http:evil.example", "http:/evil.example", "http:///evil.example",
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example",
    " //evil.example", "\x00//evil.example", "/\x0b/evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@evil.example", "ftp://evil",
    "evil.example", "@evil.example", "http://[", "//[", "//evil.example@127.0.0.1",
    "https://127.0.0.1@evil.example", "?next=//evil.example", "#//evil.example", "./", "../x",
    "/\u2028/evil.example", "/\u200b/evil.example", "//\u0435vil.example", "\ufeff//evil.example",
    "/\u202e/evil", "http://127.0.0.1:8000/account", "//127.0.0.1:8000/account",
)  # fmt: skip


@pytest.mark.parametrize("address", TRICKS)
def test_nobody_is_led_away_from_the_site(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert within_site(address) == "/"


@pytest.mark.parametrize("address", ["/account", "/search?q=a%20b#c", "/library/?x=//y", "/é"])
def test_addresses_within_the_site_are_gone_on_to(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert within_site(address) == address


def test_nothing_is_kept_in_browsers_of_readers_who_do_nothing(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    pages = ("/", "/library/", "/members/", "/meetings", "/search?q=reading", "/news/", "/x")
    for path in pages:
        with app.test_client().get(path, follow_redirects=True) as answer:
            assert (path, answer.headers.getlist("Set-Cookie")) == (path, [])


def test_language_is_kept_once_it_is_chosen(app: Flask) -> None:
    make_person("ada@example.org")
    client = app.test_client()
    client.post("/language", data={"language": "fr", "next": "/"})
    client.post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD})
    assert '<html lang="fr"' in client.get("/").get_data(as_text=True)
