"""Whoever asks cannot choose the address they are counted by, nor the name the site goes by."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from coalition.accounts.models import Attempt, Device
from coalition.database import db
from coalition.mail.models import Message
from tests.abuse.cast import gather, inside
from tests.conftest import PASSWORD
from tests.running import Running, Visitor, running

pytestmark = pytest.mark.hard

ASKING = ("203.0.113.7", "2001:db8:1:2:3:4:5:6", "unknown", "", "127.0.0.1, 127.0.0.1", "x" * 500)
FORGED = tuple(
    {name: value}
    for name in (
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Client-IP",
        "X-Originating-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "Forwarded",
    )
    for value in ASKING[:3]
)


def tries(site: Running) -> set[str]:
    """Return the addresses that tries at signing in were counted by; forget them."""
    with inside(site):
        keys = set(db.session.scalars(select(Attempt.key).where(Attempt.key.like("sign-in:addr%"))))
    return {key.removeprefix("sign-in:address:") for key in keys}


def guess(site: Running, headers: dict[str, str]) -> int:
    """Guess a password and return the status."""
    visitor = Visitor(site.url)
    fields = {"csrf_token": visitor.token(), "email": "nobody@example.org", "password": "wrong"}
    return visitor.post("/sign-in", fields, **headers).status


def test_without_a_proxy_no_header_says_where_one_is(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.serve()
        found = [guess(site, headers) for headers in FORGED]
        assert found == [422] * 10 + [429] * (len(FORGED) - 10)
        assert tries(site) == {"127.0.0.1"}


def test_behind_a_proxy_only_what_it_wrote_itself_counts(tmp_path: Path) -> None:
    with running(tmp_path, TRUSTED_PROXIES="1") as site:
        site.serve()
        for told in ("1.2.3.4", "10.0.0.1, 127.0.0.1", "unknown", "'; DROP TABLE attempts;--"):
            # the proxy adds the address it sees to the end of what the visitor claims
            assert guess(site, {"X-Forwarded-For": f"{told}, 198.51.100.9"}) == 422
        assert tries(site) == {"198.51.100.9"}
        for headers in ({"X-Real-IP": "1.2.3.4"}, {"Forwarded": "for=1.2.3.4;host=evil.example"}):
            assert guess(site, headers | {"X-Forwarded-For": "2001:db8:1:2::77"}) == 422
        assert tries(site) == {"198.51.100.9", "2001:db8:1:2::/64"}


def test_name_of_the_site_comes_from_its_settings_alone(tmp_path: Path) -> None:
    with running(tmp_path, TRUSTED_PROXIES="1") as site:
        gather(site)
        site.serve()
        for number, headers in enumerate(
            (
                {"X-Forwarded-Host": "evil.example"},
                {"X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "99"},
                {"Forwarded": "host=evil.example;proto=https"},
                {"X-Forwarded-Prefix": "//evil.example", "X-Forwarded-Proto": "https"},
            )
        ):
            visitor = Visitor(site.url)
            fields = {"csrf_token": visitor.token(), "email": f"nobody{number}@example.org"}
            answer = visitor.post("/forgotten", fields, **headers)
            assert (answer.status, "evil" in answer.text) == (200, False)
            answer = visitor.get("/library", **headers)
            assert (answer.status, answer.location) == (308, "/library/")
        refused = Visitor(site.url).get("/sign-in", Host="evil.example")
        assert (refused.status, site.url in refused.text) == (400, True)
        assert Visitor(site.url).get("/healthz", Host="evil.example").status == 400
        with inside(site):
            letters = list(
                db.session.scalars(select(Message.body).where(Message.to.like("nobody%")))
            )
        assert len(letters) == 4
        assert all(f"{site.url}/members/apply" in body for body in letters)
        assert "evil" not in json.dumps(letters)


def test_guesses_at_once_are_counted_exactly_by_all_processes(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        gather(site)
        site.serve()
        visitor = Visitor(site.url)
        token, cookies = visitor.token(), dict(visitor.cookies)

        def attempt(_number: int) -> int:
            one = Visitor(site.url)
            one.cookies |= cookies
            fields = {"csrf_token": token, "email": "stranger@example.org", "password": "wrong"}
            return one.post("/sign-in", fields).status

        with ThreadPoolExecutor(8) as pool:
            found = sorted(pool.map(attempt, range(24)))
        assert found == [422] * 10 + [429] * 14
        right = Visitor(site.url)
        assert right.sign_in("stranger@example.org", PASSWORD).status == 429
        with inside(site):
            assert db.session.scalars(select(Device.id)).all() == []
