"""Tries are counted exactly, by network, and never so that strangers lock somebody out."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from coalition.accounts import service
from coalition.accounts.models import Attempt
from coalition.accounts.throttle import network_of
from coalition.database import db, now, transaction
from coalition.errors import TooMany
from tests.conftest import PASSWORD, make_person, sign_in


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:DB8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_address_is_counted_with_all_others_of_whoever_has_it(address: str, network: str) -> None:
    assert network_of(address) == network


def test_addresses_of_one_network_share_a_count(app: Flask) -> None:
    for last in range(3):
        service.throttle_address("door", f"2001:db8::{last}", 3, 15)
    with pytest.raises(TooMany):
        service.throttle_address("door", "2001:db8::ffff", 3, 15)
    service.throttle_address("door", "2001:db8:0:1::", 3, 15)


def test_long_addresses_that_begin_alike_have_counts_of_their_own(app: Flask) -> None:
    for end in ("a", "b"):
        service.throttle_account("door", "x" * 300 + end, 1, 15)
        with pytest.raises(TooMany):
            service.throttle_account("door", "x" * 300 + end, 1, 15)


def test_tries_at_once_are_counted_exactly(app: Flask) -> None:
    together, passed = Barrier(8), []

    def attempt() -> None:
        together.wait()
        with app.app_context():
            for _ in range(3):
                try:
                    service.throttle("door", 10, 15)
                except TooMany:
                    continue
                passed.append(1)

    threads = [Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count = db.session.scalar(select(func.count(Attempt.id)).where(Attempt.key == "door"))
    assert (len(passed), count) == (10, 10)


def test_tries_of_what_a_clock_set_back_calls_the_future_do_not_count(app: Flask) -> None:
    service.throttle("door", 1, 15)
    with transaction():
        db.session.execute(update(Attempt).values(at=now() + timedelta(days=300)))
    service.throttle("door", 1, 15)  # one of now, the first that counts
    with pytest.raises(TooMany):
        service.throttle("door", 1, 15)


def test_strangers_who_guess_lock_nobody_out_of_a_browser_they_signed_in_with(app: Flask) -> None:
    make_person("ada@example.org")
    own = sign_in(app, "ada@example.org")
    assert own.post("/sign-out").status_code == 303
    stranger = app.test_client()
    wrong = {"email": "ada@example.org", "password": "wrong"}
    answers = [stranger.post("/sign-in", data=wrong).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    right = {"email": "ada@example.org", "password": PASSWORD}
    assert stranger.post("/sign-in", data=right).status_code == 429
    assert own.post("/sign-in", data=right).status_code == 303


def test_known_browser_has_no_more_tries_than_others_and_none_for_other_people(app: Flask) -> None:
    make_person("ada@example.org")
    make_person("bob@example.org")
    own = sign_in(app, "ada@example.org")
    wrong = {"email": "ada@example.org", "password": "wrong"}
    assert [own.post("/sign-in", data=wrong).status_code for _ in range(11)][-2:] == [422, 429]
    for _ in range(10):
        app.test_client().post("/sign-in", data=wrong | {"email": "bob@example.org"})
    right = {"email": "bob@example.org", "password": PASSWORD}
    assert own.post("/sign-in", data=right).status_code == 429


@pytest.mark.parametrize("forged", ["", "x", "[1,2]", "WzEsIngiXQ.forged", "é"])
def test_browser_that_only_claims_to_be_known_is_not(app: Flask, forged: str) -> None:
    make_person("ada@example.org")
    client = app.test_client()
    client.set_cookie("coalition-known", forged, domain="localhost")
    wrong = {"email": "ada@example.org", "password": "wrong"}
    answers = [client.post("/sign-in", data=wrong).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    keys = set(db.session.scalars(select(Attempt.key).where(Attempt.key.like("sign-in:%"))))
    assert keys == {"sign-in:account:ada@example.org", "sign-in:address:127.0.0.1"}
