"""Every answer carries safe headers, and every refusal is a page that says what to do."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from coalition.database import db
from tests.conftest import PASSWORD, Someone, make_person, sign_in
from tests.web.test_roles import GIVEN

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/library/99", "/static/css/base.css"])
def test_every_answer_has_the_policy_and_its_company(anonymous: Someone, path: str) -> None:
    with anonymous.client.get(path) as answer:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_pages_of_signed_in_people_are_kept_nowhere(outsider: Someone) -> None:
    answer = outsider.client.get("/account")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "Content-Encoding" not in answer.headers


def test_stamped_files_are_kept_for_good_and_their_address_changes_with_them(
    anonymous: Someone,
) -> None:
    page = anonymous.client.get("/").get_data(as_text=True)
    address = page.split('href="/static/css/site.css?v=')[1].split('"')[0]
    with anonymous.client.get(f"/static/css/site.css?v={address}") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(address) == 12


def test_text_is_compressed_for_readers_who_are_not_signed_in(anonymous: Someone) -> None:
    answer = anonymous.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_page_that_does_not_exist_says_so(anonymous: Someone) -> None:
    answer = anonymous.client.get("/no-such-page")
    assert answer.status_code == 404
    assert "<h1>" in answer.get_data(as_text=True)


def test_form_without_its_token_is_refused_with_what_to_do(app: Flask) -> None:
    make_person("ada@example.org")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(
        "/sign-in", data={"email": "ada@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 400
    assert "reload the page and send it again" in answer.get_data(as_text=True)


def test_every_post_needs_its_token(app: Flask, coordinator: Someone) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    statuses = {}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            values = {name: GIVEN[name] for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
            statuses[rule.endpoint] = coordinator.client.post(address).status_code
    # a mail program that stops letters has no token of a form: the one in its address is asked for
    stopping = {name: statuses.pop(f"{name}.stop") for name in ("alerts", "programme", "news")}
    assert stopping == {"alerts": 404, "programme": 404, "news": 200}  # the last stops nobody
    # a language is chosen on every page, by readers who have no session to keep a token in
    assert statuses.pop("accounts.choose_language") == 303
    # whoever asks a question is nobody, and a page left open for long must not lose it
    assert statuses.pop("questions.ask") == 404
    # harvesters ask by POST as well, and change nothing
    assert statuses.pop("harvest.ask") == 200
    # programs bring a token of their own, and cookies are nothing there
    programs = {endpoint: s for endpoint, s in statuses.items() if endpoint.startswith("api.")}
    assert set(programs.values()) <= {401}
    pages = statuses.items() - programs.items()
    assert {endpoint: s for endpoint, s in pages if s not in {400, 403}} == {}


def test_broken_database_is_told_on_a_page_that_stands_without_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("ada@example.org")
    client = sign_in(app, "ada@example.org")
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, OSError("disk gone"))

    monkeypatch.setattr(type(db.session()), "execute", broken)
    monkeypatch.setattr(type(db.session()), "scalar", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.get_data(as_text=True)
    assert "disk gone" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/static/no-such-file.css?v=1", "/static/no-such-file.css"])
def test_refusal_of_a_file_is_a_page_and_kept_by_nobody(outsider: Someone, path: str) -> None:
    answer = outsider.client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/library", "/library/"),
        ("/members?q=a%20b", "/members/?q=a%20b"),
    ],
)
def test_redirect_to_a_slash_never_names_the_host_that_was_sent(
    anonymous: Someone, path: str, location: str
) -> None:
    answer = anonymous.client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, location)
