"""Sessions of a running site: each ends when it must, and no cookie is worth more than it should be."""

import base64
import http.client
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update

from coalition.accounts import service as accounts
from coalition.accounts.models import Appointment, Device, Person
from coalition.database import db, now, transaction
from coalition.members.models import Organisation, Representative, State
from tests.abuse.cast import Cast, gather, inside
from tests.conftest import PASSWORD
from tests.running import SECONDS, Visitor, running

pytestmark = pytest.mark.hard

NEW_PASSWORD = "another long passphrase"
DEVICE, SESSION = "coalition-device", "coalition"
PAGE = {"Sec-Fetch-Mode": "navigate"}


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A site that is served, and its people."""
    folder: Path = tmp_path_factory.mktemp("sessions")
    with running(folder) as site:
        people = gather(site)
        site.serve()
        yield people


def is_in(visitor: Visitor) -> bool:
    """Tell whether this browser may see an account page."""
    return visitor.get("/account").status == 200


def twin(visitor: Visitor) -> Visitor:
    """Return another browser with a copy of the cookies, as a thief would have it."""
    copy = Visitor(visitor.url)
    copy.cookies |= visitor.cookies
    return copy


def post(visitor: Visitor, path: str, **fields: str) -> int:
    """Send fields with a token of this browser and return the status."""
    return visitor.post(path, {"csrf_token": visitor.token("/account")} | fields).status


def person(name: str) -> Person:
    """Return the row of somebody of the cast."""
    return db.session.scalars(select(Person).where(Person.email == f"{name}@example.org")).one()


def change_rights(cast: Cast) -> None:
    """Let all tokens have been made for other rights."""
    with inside(cast.site), transaction():
        db.session.execute(update(Device).values(rights="others"))


def sign_out(visitor: Visitor, _cast: Cast) -> None:
    """Sign out here."""
    assert post(visitor, "/sign-out") == 303


def change_password(visitor: Visitor, cast: Cast) -> None:
    """Change the password, and back by a way that needs no letter."""
    fields = {"old": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert post(visitor, "/account/password", **fields) == 303
    with inside(cast.site), transaction():
        person("stranger").password_hash = accounts.hash_password(PASSWORD)


def end_all(visitor: Visitor, cast: Cast) -> None:
    """Sign out everywhere, from another browser."""
    assert post(cast.visitor("stranger"), "/account/devices/end") == 303


def end_one(visitor: Visitor, cast: Cast) -> None:
    """Sign out one browser from another, which sees it in its list."""
    other = cast.visitor("stranger")
    page = other.get("/account").text
    for number in re.findall(r"/account/devices/(\d+)/end", page):
        assert post(other, f"/account/devices/{number}/end") == 303


@pytest.mark.parametrize("ending", [sign_out, change_password, end_all, end_one])
def test_stolen_cookies_are_dead_at_once(
    cast: Cast, ending: Callable[[Visitor, Cast], None]
) -> None:
    visitor = cast.visitor("stranger")
    thief = twin(visitor)
    assert is_in(thief)
    ending(visitor, cast)
    assert not is_in(thief)
    assert not is_in(thief)


def test_sign_in_makes_all_cookies_anew_so_that_planted_ones_are_worth_nothing(cast: Cast) -> None:
    attacker = Visitor(cast.site.url)
    token = attacker.token()
    victim = twin(attacker)
    victim.cookies[DEVICE] = planted = "planted" * 6
    assert victim.sign_in("stranger@example.org", PASSWORD).status == 303
    assert is_in(victim)
    assert planted != victim.cookies[DEVICE]
    assert not is_in(attacker)
    attacker.cookies[DEVICE] = planted
    assert not is_in(attacker)
    # nor is the token of a form that the attacker knew good for the victim's session
    answer = victim.post("/account/name", {"csrf_token": token, "name": "X", "language": "en"})
    assert answer.status == 400


@pytest.mark.parametrize("name", [DEVICE, SESSION, "coalition-known"])
@pytest.mark.parametrize("value", ["", "x", "x" * 4000, "..", "é", '"', "null", "1", "[]"])
def test_cookie_of_any_other_form_is_nobodys(cast: Cast, name: str, value: str) -> None:
    visitor = Visitor(cast.site.url)
    sent = f"{name}={value}".encode().decode("latin-1")
    answer = visitor.get("/account", Cookie=sent)
    assert (answer.status, answer.location) == (303, "/sign-in?next=/account")
    assert visitor.get("/sign-in", Cookie=sent).status == 200


def test_session_signed_with_another_key_or_changed_is_nobodys(cast: Cast) -> None:
    visitor = cast.visitor("stranger")
    forged = URLSafeTimedSerializer(
        "another secret that is forty letters long", salt="cookie-session"
    ).dumps({"_user_id": "1", "device": visitor.cookies[DEVICE], "csrf_token": "x"})
    head, *rest = visitor.cookies[SESSION].split(".")
    for value in (forged, ".".join([head[:-1] + "A", *rest]), head, f"{head}.x.y"):
        thief = Visitor(cast.site.url)
        thief.cookies[SESSION] = value
        assert not is_in(thief)


def test_session_holds_nothing_secret(cast: Cast) -> None:
    visitor = cast.visitor("stranger")
    visitor.get("/account")
    head = visitor.cookies[SESSION].split(".")[0]
    held = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    assert set(held) == {"csrf_token", "_permanent"}
    assert visitor.cookies[DEVICE] not in visitor.cookies[SESSION]


def test_readers_who_do_nothing_are_given_no_cookie(cast: Cast) -> None:
    for path in ("/", "/library/", "/library/1", "/members/", "/members/1", "/search?q=report"):
        answer = Visitor(cast.site.url).get(path)
        assert (answer.status, answer.headers.get_all("Set-Cookie")) == (200, None), path


def suspend(until: datetime | None) -> None:
    """Suspend the organisation of "representative", or reinstate it with None."""
    state = State.SUSPENDED if until else State.APPROVED
    db.session.execute(update(Organisation).where(Organisation.id == 1).values(state=state))


def part(until: datetime | None) -> None:
    """End the time of "representative" for the organisation, or begin it anew with None."""
    mine = Representative.person_id == person("representative").id
    db.session.execute(update(Representative).where(mine).values(until_at=until))


def remove(until: datetime | None) -> None:
    """End the time of "coordinator" in office, or begin it anew with None."""
    mine = Appointment.person_id == person("coordinator").id
    db.session.execute(update(Appointment).where(mine).values(removed_at=until))


@pytest.mark.parametrize(
    ("name", "path", "losing"),
    [
        ("representative", "/library/new", suspend),
        ("representative", "/members/1/representatives", part),
        ("coordinator", "/coordinators", remove),
    ],
)
def test_loss_of_a_right_holds_from_the_next_request_and_ends_the_old_cookie(
    cast: Cast, name: str, path: str, losing: Callable[[datetime | None], None]
) -> None:
    visitor = cast.visitor(name)
    assert visitor.get(path, **PAGE).status == 200
    old = twin(visitor)
    with inside(cast.site):
        with transaction():
            losing(now())
        try:
            assert visitor.get(path).status in {403, 404}
            assert visitor.get(path, **PAGE).status in {403, 404}
        finally:
            with transaction():
                losing(None)
    assert visitor.cookies[DEVICE] != old.cookies[DEVICE]
    assert is_in(visitor)
    assert not is_in(old)
    old = twin(visitor)
    assert visitor.get(path, **PAGE).status == 200
    assert visitor.cookies[DEVICE] != old.cookies[DEVICE]
    assert not is_in(old)


def test_page_whose_parts_are_asked_for_at_once_signs_nobody_out(cast: Cast) -> None:
    """A browser takes cookies in the order answers come; every order must leave it signed in."""
    for _round in range(5):
        visitor = cast.visitor("stranger")
        change_rights(cast)
        asked = [("/account", PAGE)] + [
            (path, {"Sec-Fetch-Mode": mode})
            for path in ("/static/css/base.css", "/search/suggest?q=re", "/meetings", "/account")
            for mode in ("cors", "no-cors")
        ]
        with ThreadPoolExecutor(len(asked)) as pool:
            sent = [pool.submit(twin(visitor).get, path, **headers) for path, headers in asked]
        answers = [one.result() for one in sent]
        setting = [a for a in answers if DEVICE in str(a.headers.get_all("Set-Cookie"))]
        assert len(setting) == 1
        for answer in reversed(answers):
            visitor._keep_cookies(answer)
        assert is_in(visitor)


def test_two_pages_asked_for_at_once_leave_one_good_cookie(cast: Cast) -> None:
    for _round in range(5):
        visitor = cast.visitor("stranger")
        change_rights(cast)
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(twin(visitor).get, "/account", **PAGE) for _ in range(4)]
        answers = [one.result() for one in sent]
        setting = [a for a in answers if DEVICE in str(a.headers.get_all("Set-Cookie"))]
        assert len(setting) == 1
        visitor._keep_cookies(setting[0])
        assert is_in(visitor)


@pytest.mark.parametrize(
    ("name", "column", "hours", "stays"),
    [
        ("stranger", "last_seen_at", 167, True),
        ("stranger", "last_seen_at", 169, False),
        ("stranger", "created_at", 30 * 24 + 1, False),
        ("coordinator", "last_seen_at", 13, False),
    ],
)
def test_sessions_lapse(cast: Cast, name: str, column: str, hours: int, stays: bool) -> None:
    visitor = cast.visitor(name)
    with inside(cast.site), transaction():
        mine = Device.person_id == person(name).id
        then = now() - timedelta(hours=hours)
        db.session.execute(update(Device).where(mine).values({column: then}))
    assert is_in(visitor) is stays


def test_cookies_over_https_are_bound_to_the_host(tmp_path: Path) -> None:
    settings = {"SITE_URL": "https://coalition.example.org", "PASSWORD_COST": "normal"}
    with running(tmp_path, TRUSTED_PROXIES="1", **settings) as site:
        gather(site)
        site.serve()
        headers = {"Host": "coalition.example.org", "X-Forwarded-Proto": "https"}
        visitor = Visitor(site.url, **headers)
        form = visitor.form("/sign-in", "password")
        fields = form.values.to_dict() | {"email": "stranger@example.org", "password": PASSWORD}
        answer = visitor.post("/sign-in", fields, Origin="https://coalition.example.org")
        assert answer.status == 303
        lines = answer.headers.get_all("Set-Cookie") or []
        assert {line.partition("=")[0] for line in lines} == {
            "__Host-coalition-device",
            "__Host-coalition-known",
            "__Host-coalition",
        }
        for line in lines:
            parts = {part.strip().partition("=")[0] for part in line.split(";")[1:]}
            assert {"Secure", "HttpOnly", "SameSite", "Path"} <= parts
            assert "Domain" not in parts
            assert "Path=/" in line
            assert "SameSite=Lax" in line
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=SECONDS)) as to:
            to.request("GET", "/", headers={"Host": "127.0.0.1"})
            assert to.getresponse().status == 400
