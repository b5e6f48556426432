"""The page about privacy: every rule and every cookie, for everybody."""

from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from coalition.privacy.retention import RULES
from coalition.web.site import path_of
from tests.conftest import Someone


def test_every_rule_is_told_with_its_days(anonymous: Someone) -> None:
    page = LexborHTMLParser(anonymous.client.get("/privacy").get_data(as_text=True))
    told = [one.text() for one in page.css("section:has(#kept) .entry-body strong")]
    assert told == [str(rule.what) for rule in RULES]
    assert [one.text(strip=True) for one in page.css("section:has(#kept) .entry-margin")] == [
        f"{rule.days} {'day' if rule.days == 1 else 'days'} after {rule.since}" for rule in RULES
    ]


def test_settings_are_named_to_coordinators_alone(anonymous: Someone, coordinator: Someone) -> None:
    assert "KEEP_LETTERS_DAYS" not in anonymous.client.get("/privacy").get_data(as_text=True)
    assert "KEEP_LETTERS_DAYS" in coordinator.client.get("/privacy").get_data(as_text=True)


def test_every_cookie_that_a_visit_sets_is_listed(app: Flask, outsider: Someone) -> None:
    outsider.client.post("/language", data={"language": "fr"})
    outsider.client.post("/language", data={"language": "en"})
    outsider.client.post(path_of("programme.choose_zone"), data={"zone": "Asia/Baku"})
    page = LexborHTMLParser(outsider.client.get("/privacy").get_data(as_text=True))
    listed = {code.text() for code in page.css("tbody th code")}
    held = {cookie.key for cookie in (outsider.client._cookies or {}).values()}
    assert held - listed == set()
    assert {"coalition", "coalition-device", "coalition-known", "zone"} <= held


def test_foot_of_every_page_leads_to_it(anonymous: Someone) -> None:
    page = LexborHTMLParser(anonymous.client.get("/").get_data(as_text=True))
    links = {link.text(): link.attributes["href"] for link in page.css("footer a")}
    assert [links.get(name) for name in ("Meetings", "News", "Privacy")] == [
        "/meetings",
        "/news",
        "/privacy",
    ]
