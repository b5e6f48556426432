"""Second factors against a real site: one code used at once by many, guessing, stolen halves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from tests.running import Running, Visitor, running

pytestmark = pytest.mark.hard
PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PEOPLE = tuple(f"{name}@example.org" for name in ("ada", "bo", "cy", "di", "eve"))
ADA, BO, CY, DI, EVE = PEOPLE

MADE = f"""
from coalition.accounts import service
from coalition.database import db, now, transaction
from coalition.factors.models import App
from coalition.factors.service import seal
for email in {PEOPLE!r}:
    with transaction():
        person = service.register(email, email, service.hash_password({PASSWORD!r}), "en")
        service.confirm_person(person.id)
        service.appoint(email, by=None)
        db.session.add(App(person_id=person.id, name="Phone", sealed_secret=seal({SECRET!r}), confirmed_at=now()))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site where coordinators need a second factor, with five who have an app, one a test."""
    folder = tmp_path_factory.mktemp("site")
    with running(folder, REQUIRE_SECOND_FACTOR="coordinators") as found:
        found.python(MADE)
        found.serve()
        yield found


def half_signed_in(site: Running, email: str) -> Visitor:
    """Return a visitor who gave the right password and nothing more."""
    visitor = Visitor(site.url)
    assert visitor.sign_in(email, PASSWORD).location == "/sign-in/second"
    return visitor


def give(visitor: Visitor, code: str) -> int:
    """Give a code and return the status of the answer."""
    return visitor.send(visitor.form("/sign-in/second", "code"), code=code).status


def test_password_alone_opens_no_page_of_the_account(site: Running) -> None:
    visitor = half_signed_in(site, ADA)
    for path in ("/account", "/account/factors", "/members/queue", "/coordinators"):
        assert visitor.get(path).location.startswith("/sign-in?"), path


def test_one_code_given_by_many_at_once_signs_in_one(site: Running) -> None:
    visitor = half_signed_in(site, BO)
    form = visitor.form("/sign-in/second", "code")
    form.values["code"] = pyotp.TOTP(SECRET).now()

    def send(_number: int) -> str:
        copy = Visitor(site.url)
        copy.cookies = dict(visitor.cookies)
        return copy.send(form).location

    with ThreadPoolExecutor(8) as many:
        led_to = list(many.map(send, range(8)))
    assert led_to.count("/") == 1, led_to


def test_guessing_ends_after_ten_tries_even_for_the_right_code(site: Running) -> None:
    visitor = half_signed_in(site, CY)
    assert [give(visitor, "000000") for _ in range(10)] == [422] * 10
    assert give(visitor, pyotp.TOTP(SECRET).now()) == 429
    assert give(half_signed_in(site, CY), pyotp.TOTP(SECRET).now()) == 429


def test_cookie_of_a_half_is_worthless_once_it_was_used(site: Running) -> None:
    visitor = half_signed_in(site, DI)
    stolen = Visitor(site.url)
    stolen.cookies = dict(visitor.cookies)
    assert give(visitor, pyotp.TOTP(SECRET).now()) == 303
    assert visitor.get("/members/queue").status == 200
    assert stolen.get("/sign-in/second").location.startswith("/sign-in?")


def test_factors_reset_on_the_command_line_close_the_role_until_one_is_set_up(
    site: Running,
) -> None:
    visitor = half_signed_in(site, EVE)
    assert give(visitor, pyotp.TOTP(SECRET).now()) == 303
    assert visitor.get("/members/queue").status == 200
    assert "eve@example.org>: 1." in site.flask("reset-factors", EVE)
    assert visitor.get("/members/queue").location == "/account/factors?needed=yes"
    again = Visitor(site.url)
    assert again.sign_in(EVE, PASSWORD).location == "/"
    assert again.get("/members/queue").location == "/account/factors?needed=yes"
    assert "No account has" in site.flask("reset-factors", "nobody@example.org", status=1)
