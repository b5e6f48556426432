"""Every request has its number and its line; lines and pages of trouble name it, and no secrets."""

import json
import re

import pytest
from flask import Flask

from coalition import create_app
from coalition.web.addresses import SECRETS, has_secret
from coalition.web.logs import install_logs
from tests.conftest import Someone, settings_for

SECRET = "a-secret-that-opens-a-page-of-the-site"
NUMBER = re.compile(r"[0-9a-f]{32}")
# text in addresses that opens nothing
PLAIN = {
    *(
        "ending",
        "filename",
        "form",
        "kind",
        "naan",
        "name",
        "notation",
        "purpose",
        "size",
        "things",
    ),
}


def lines(capsys: pytest.CaptureFixture[str], event: str) -> list[dict[str, object]]:
    """Return what was logged under this name."""
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in found if line["event"] == event]


def test_an_answer_is_noted_once_under_the_number_it_carries(
    outsider: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    install_logs()
    answer = outsider.client.get("/members/?q=who+is+looked+for")
    (line,) = lines(capsys, "request")
    assert NUMBER.fullmatch(answer.headers["X-Request-ID"])
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["path"]) == ("GET", "/members/", "/members/")
    assert (line["status"], line["person"]) == (200, outsider.person_id)
    assert line["address"] == "127.0.0.1"
    assert line["bytes"] == len(answer.data)


@pytest.mark.parametrize(
    ("path", "route", "shown"),
    [
        (f"/reset/{SECRET}", "/reset/<token>", None),
        (f"/reset/{SECRET}/", None, "/reset/…/"),
        (f"/meetings/own/{SECRET}.ics", "/meetings/own/<key>.ics", None),
        (f"/library/?next=/reset/{SECRET}", "/library/", "/library/"),
        (f"/reset%2F{SECRET}?x={SECRET}", "/reset/<token>", None),
        ("/no%0D%0Aforged", None, "/no\\u000d\\u000aforged"),
    ],
)
def test_no_line_holds_a_secret_of_an_address(
    anonymous: Someone,
    capsys: pytest.CaptureFixture[str],
    path: str,
    route: str | None,
    shown: str | None,
) -> None:
    install_logs()
    anonymous.client.get(path, headers={"Referer": f"http://localhost/reset/{SECRET}"})
    said = capsys.readouterr().err
    (line,) = [found for found in map(json.loads, said.splitlines()) if found["event"] == "request"]
    assert SECRET not in said
    assert (line["route"], line["path"]) == (route, shown)


def test_every_text_in_an_address_is_known_to_be_secret_or_not(app: Flask) -> None:
    texts = {
        name
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if type(converter).__name__ != "NumberConverter"
    }
    assert texts - SECRETS - PLAIN == set()


def test_pages_with_a_secret_in_their_address_are_kept_by_nobody_and_tell_it_to_nobody(
    app: Flask, anonymous: Someone
) -> None:
    answers = {}
    for rule in app.url_map.iter_rules():
        if has_secret(rule) and "GET" in (rule.methods or ()):
            values = dict.fromkeys(rule.arguments, 1) | {"purpose": "change-email-old"}
            values |= dict.fromkeys(SECRETS & rule.arguments, SECRET)
            values = {name: values[name] for name in rule.arguments}
            path = app.url_map.bind("").build(rule.endpoint, values, method="GET")
            headers = anonymous.client.get(path).headers
            answers[rule.endpoint] = headers["Cache-Control"], headers["Referrer-Policy"]
    assert len(answers) > 15
    assert set(answers.values()) == {("no-store", "strict-origin")}


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (0, "well-formed-number-1", False),
        (1, "well-formed-number-1", True),
        (1, "short", False),
        (1, "a" * 65, False),
        (1, "two words of it", False),
        (1, "1234567890\x1b[2J", False),
    ],
)
def test_a_number_is_taken_from_a_trusted_proxy_when_it_is_well_formed(
    app: Flask, proxies: int, given: str, is_taken: bool
) -> None:
    own = settings_for(app.extensions["coalition.settings"].instance, trusted_proxies=proxies)
    client = create_app(own).test_client()
    found = client.get("/healthz", headers={"X-Request-ID": given}).headers.getlist("X-Request-ID")
    assert (found == [given]) is is_taken
    assert len(found) == 1


def test_what_breaks_is_noted_once_and_the_page_gives_its_number(
    app: Flask,
    anonymous: Someone,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(**_values: object) -> str:
        raise RuntimeError("the reason")

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    monkeypatch.setitem(app.view_functions, "accounts.reset", broken)
    install_logs()
    answer = anonymous.client.get(f"/reset/{SECRET}")
    said = capsys.readouterr().err
    (line,) = [found for found in map(json.loads, said.splitlines()) if "exception" in found]
    assert answer.status_code == 500
    assert (line["event"], line["route"]) == ("request_broke", "/reset/<token>")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)
    assert "the reason" in str(line["exception"])
    assert "the reason" not in answer.get_data(as_text=True)
    assert SECRET not in said


def test_what_the_database_refuses_is_logged_without_what_was_typed(app: Flask) -> None:
    from coalition.database import db

    assert all(engine.hide_parameters for engine in db.engines.values())


@pytest.mark.parametrize(("subdomains", "value"), [(False, ""), (True, "; includeSubDomains")])
def test_browsers_are_told_to_come_encrypted(app: Flask, subdomains: bool, value: str) -> None:
    own = settings_for(
        app.extensions["coalition.settings"].instance,
        site_url="https://coalition.example.org",
        hsts_subdomains=subdomains,
    )
    answer = create_app(own).test_client().get("/", base_url="https://coalition.example.org")
    assert answer.headers["Strict-Transport-Security"] == f"max-age=31536000{value}"
