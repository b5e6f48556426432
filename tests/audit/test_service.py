"""What an act is noted with, and how its details are forgotten."""

from datetime import timedelta
from threading import Thread
from time import sleep

import click
import pytest
from flask import Flask
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.audit import queries
from coalition.audit.chain import verified
from coalition.audit.models import Act
from coalition.audit.service import forget_details, forget_person, note, note_once
from coalition.database import db, locked, now, transaction
from tests.conftest import make_person


def details() -> list[object]:
    """Return the details of all acts, by number."""
    db.session.expire_all()
    return list(db.session.scalars(select(Act.detail).order_by(Act.id)))


def test_act_holds_where_its_request_came_from(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        note("library.edited", "document:1", by=None, title="Paper", version=None, changes={})
    (detail,) = details()
    assert isinstance(detail, dict)
    assert detail.pop("request", "") is not None
    assert detail == {"title": "Paper", "address": "192.0.2.7"}


def test_act_of_a_command_says_so(app: Flask) -> None:
    with click.Context(click.Command("import")):
        note("library.imported", by=None, count=3)
    note("library.imported", by=None, count=4)
    assert details() == [{"count": 3, "via": "command line"}, {"count": 4}]


def test_same_act_is_noted_once_in_a_while_for_each_person_thing_and_version(app: Flask) -> None:
    ada, bob = make_person("ada@example.org").id, make_person("bob@example.org").id
    hour = timedelta(hours=1)
    tries = [(ada, 1, 1), (ada, 1, 1), (ada, 2, 1), (ada, 1, 2), (bob, 1, 1), (ada, 1, 1)]
    found = [
        note_once(
            "library.downloaded",
            f"document:{document}",
            by=person,
            within=hour,
            alike={"version": version},
        )
        for person, document, version in tries
    ]
    assert found == [True, False, True, True, True, False]
    assert note_once(
        "library.downloaded", "document:1", by=ada, within=timedelta(0), alike={"version": 1}
    )


def test_details_of_old_acts_are_erased_but_for_those_of_settings(app: Flask) -> None:
    note("settings.noted", by=None, settings={"PORT": "8000"})
    note("library.edited", "document:1", by=None, title="Old")
    moment = now()
    note("library.edited", "document:1", by=None, title="New")
    assert forget_details(moment) == 1
    assert details() == [{"settings": {"PORT": "8000"}}, None, {"title": "New"}]
    assert forget_details(moment) == 0
    assert verified(queries.chained()).breaks == []


@pytest.mark.parametrize(("email", "expected"), [("", 2), ("ada_l@example.org", 3)])
def test_details_of_acts_by_and_about_a_person_are_erased(
    app: Flask, email: str, expected: int
) -> None:
    ada, bob = make_person("ada_l@example.org").id, make_person("adaxl@example.org").id
    note("library.edited", "document:1", by=ada, title="Hers")
    note("library.edited", "document:2", by=bob, title="His", typed="adaxl@example.org")
    note("members.handed_over", f"person:{ada}", by=bob, person="Ada")
    note("members.invited", "organisation:1", by=bob, email="Ada_L@example.org")
    assert forget_person(ada, email=email) == expected
    found = details()
    assert (found[0], found[2]) == (None, None)
    assert found[1] == {"title": "His", "typed": "adaxl@example.org"}
    assert (found[3] is None) == bool(email)
    assert verified(queries.chained()).breaks == []


@pytest.mark.parametrize("name", ["e", "app", "published", "title", "Annual Report", "8000"])
def test_no_name_makes_the_log_forget_what_others_did(app: Flask, name: str) -> None:
    eve, bob = make_person("n@example.org").id, make_person("alan@example.org").id
    note("settings.noted", by=None, settings={"PORT": "8000"})
    note("factors.added", f"person:{bob}", by=bob, kind="app", name="Annual Report")
    note(
        "library.edited", "document:1", by=bob, title="Annual Report", changes={"a": ["published"]}
    )
    note("accounts.sign_in_failed", by=None, typed="alan@example.org")
    assert forget_person(eve, email="n@example.org", name=name) == 0


def test_name_goes_where_it_is_said_of_a_person(app: Flask) -> None:
    ada, bob = make_person("ada@example.org").id, make_person("bob@example.org").id
    note("members.handed_over", "organisation:1", by=bob, person="Ada Lovelace-Ødegård")
    note("audit.exported", by=bob, filters={"person": "Ada Lovelace-Ødegård", "action": ""})
    note("library.edited", "document:1", by=bob, title="Ada Lovelace-Ødegård")
    assert forget_person(ada, name="Ada Lovelace-Ødegård") == 2
    assert details() == [None, None, {"title": "Ada Lovelace-Ødegård"}]


def test_two_acts_of_one_person_at_once_do_not_wait_for_each_other(app: Flask) -> None:
    ada = make_person("ada@example.org").id
    failures: list[Exception] = []

    def act_elsewhere() -> None:
        with app.app_context():
            try:
                note("accounts.signed_out", f"person:{ada}", by=ada)
            except Exception as problem:
                failures.append(problem)

    other = Thread(target=act_elsewhere)
    with transaction():
        locked(Person, ada)
        other.start()
        sleep(0.3)  # the other one has come as far as it can
        note("accounts.password_changed", f"person:{ada}", by=ada)
    other.join()
    assert failures == []
    assert verified(queries.chained()).breaks == []
    assert len(details()) == 2
