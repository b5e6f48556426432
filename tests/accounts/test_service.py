"""Accounts: signing in, passwords, addresses and coordinators behave as promised."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, update

from coalition.accounts import queries, service
from coalition.accounts.models import Appointment, Attempt, Device, Link, Person
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from coalition.mail.models import Message
from tests.conftest import PASSWORD, Someone, make_person

NEW = "another long passphrase"


def last_token(to: str) -> str:
    """Return the token of the link in the newest letter to this address."""
    body = db.session.scalars(
        select(Message.body).where(Message.to == to).order_by(Message.id.desc())
    ).first()
    assert body is not None
    found = re.search(r"/([\w-]{40,})\s", body)
    assert found is not None, body
    return found[1]


def check(email: str, password: str = PASSWORD) -> Person:
    """Sign in from one network address."""
    return service.check_sign_in(email, password, "203.0.113.7")


def test_sign_in_fits_the_address_in_any_case(app: Flask) -> None:
    person = make_person("ada@example.org")
    assert check(" Ada@Example.org").id == person.id


def test_person_registered_twice_at_once_is_one(app: Flask) -> None:
    numbers: list[int] = []

    def register() -> None:
        with app.app_context():
            numbers.append(service.register("Ada@example.org", "Ada", "x", "en").id)

    late = Thread(target=register)
    with transaction():
        person = service.register("ada@example.org", "Ada", "x", "en")
        late.start()
        late.join(timeout=0.5)
    late.join()
    assert numbers == [person.id]


def test_present_password_cannot_be_guessed_without_end(outsider: Someone) -> None:
    for _ in range(10):
        with pytest.raises(Invalid):
            service.change_password("a guess", NEW, by=outsider.viewer)
    with pytest.raises(TooMany):
        service.change_password(PASSWORD, NEW, by=outsider.viewer)
    with pytest.raises(TooMany):
        service.change_email("new@example.org", PASSWORD, by=outsider.viewer)


def test_wrong_password_and_unknown_address_get_the_same_sentence(app: Flask) -> None:
    make_person("ada@example.org")
    sentences = set()
    for email, password in (("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)):
        with pytest.raises(Invalid) as refused:
            check(email, password)
        sentences.add(refused.value.message)
    assert sentences == {"Address and password do not fit together. Check both and try again."}


def test_sign_in_before_confirmation_is_refused_with_what_to_do(app: Flask) -> None:
    with transaction():
        service.register("ada@example.org", "Ada", service.hash_password(PASSWORD), "en")
    with pytest.raises(Invalid, match="not confirmed yet"):
        check("ada@example.org")


def test_sign_in_is_throttled_per_account_whatever_the_password(app: Flask) -> None:
    make_person("ada@example.org")
    for _ in range(10):
        with pytest.raises(Invalid):
            check("ada@example.org", "wrong")
    with pytest.raises(TooMany) as refused:
        check("ada@example.org")
    assert refused.value.wait_seconds == 900


def test_throttle_opens_again_when_its_time_is_over(app: Flask) -> None:
    service.throttle("door", 1, 15)
    with transaction():
        db.session.execute(update(Attempt).values(at=now() - timedelta(minutes=16)))
    service.throttle("door", 1, 15)
    with pytest.raises(TooMany):
        service.throttle("door", 1, 15)


def test_sign_in_that_succeeds_forgets_the_failures_before(app: Flask) -> None:
    make_person("ada@example.org")
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(Invalid):
                check("ada@example.org", "wrong")
        check("ada@example.org")


def test_registering_a_known_address_changes_nothing(app: Flask) -> None:
    person = make_person("ada@example.org", "Ada")
    again = service.register("Ada@example.org", "Mallory", service.hash_password(NEW), "fr")
    assert (again.id, again.name, again.language) == (person.id, "Ada", "en")
    assert check("ada@example.org").id == person.id


def test_first_confirmation_brings_what_is_its_own_and_later_ones_nothing(app: Flask) -> None:
    with transaction():
        service.register("ada@example.org", "Mallory", service.hash_password(PASSWORD), "en")
    person = queries.find_person_by_email("ada@example.org")
    assert person is not None
    service.confirm_person(
        person.id, name="Ada", language="fr", password_hash=service.hash_password(NEW)
    )
    service.confirm_person(
        person.id, name="Eve", language="ru", password_hash=service.hash_password(PASSWORD)
    )
    known = check("ada@example.org", NEW)
    assert (known.name, known.language) == ("Ada", "fr")
    with pytest.raises(Invalid):
        check("ada@example.org", PASSWORD)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Use at least 12 characters; a few words in a row are easy to remember."),
        ("x" * 300, "Use at most 256 characters."),
        ("ada@example.org", "Choose something other than your name or address."),
        ("Ada of the Library", "Choose something other than your name or address."),
        ("aaaaaaaaaaaaaaaa", None),
        ("password1234567", None),
    ],
)
def test_password_that_is_easily_guessed_is_refused(
    app: Flask, password: str, sentence: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        service.check_password_rules(password, "ada@example.org", "Ada of the Library")
    guessed = "This password is among the first that others would guess. Choose another one."
    assert refused.value.fields == {"password": sentence or guessed}


def test_reset_by_mail_sets_the_password_once_and_signs_out_everywhere(app: Flask) -> None:
    person = make_person("ada@example.org")
    token = service.start_device(person.id, "Firefox", "203.0.113.7")
    service.send_reset("ada@example.org", "en", "203.0.113.7")
    link = last_token("ada@example.org")
    service.reset_password(link, NEW)
    assert check("ada@example.org", NEW).id == person.id
    assert service.find_device(token) is None
    with pytest.raises(NotFound):
        service.reset_password(link, "yet another passphrase")


def test_reset_link_expires(app: Flask) -> None:
    make_person("ada@example.org")
    service.send_reset("ada@example.org", "en", "203.0.113.7")
    link = last_token("ada@example.org")
    with transaction():
        db.session.execute(update(Link).values(expires_at=now()))
    with pytest.raises(NotFound):
        service.reset_password(link, NEW)


def test_reset_link_survives_a_password_that_is_refused(app: Flask) -> None:
    make_person("ada@example.org")
    service.send_reset("ada@example.org", "en", "203.0.113.7")
    link = last_token("ada@example.org")
    with pytest.raises(Invalid):
        service.reset_password(link, "short")
    service.reset_password(link, NEW)
    check("ada@example.org", NEW)


def test_reset_for_an_unknown_address_writes_that_there_is_no_account(app: Flask) -> None:
    service.send_reset("nobody@example.org", "en", "203.0.113.7")
    subjects = db.session.scalars(select(Message.subject)).all()
    assert subjects == ["There is no account with this address"]


def test_change_of_email_needs_both_addresses(representative: Someone) -> None:
    service.change_email("new@example.org", PASSWORD, by=representative.viewer)
    old = last_token("representative@example.org")
    new = last_token("new@example.org")
    assert service.use_email(service.NEW_EMAIL, new) is False
    assert queries.find_person_by_email("new@example.org") is None
    assert service.use_email(service.OLD_EMAIL, old) is True
    found = queries.find_person_by_email("new@example.org")
    assert found is not None
    assert found.id == representative.person_id


def test_change_to_an_address_that_is_taken_is_refused_at_the_end_only(
    representative: Someone,
) -> None:
    make_person("taken@example.org")
    service.change_email("taken@example.org", PASSWORD, by=representative.viewer)
    old = last_token("representative@example.org")
    new = last_token("taken@example.org")
    service.use_email(service.OLD_EMAIL, old)
    with pytest.raises(Conflict):
        service.use_email(service.NEW_EMAIL, new)


def test_device_of_another_person_is_left_as_it_is(
    representative: Someone, outsider: Someone
) -> None:
    device = queries.devices(viewer=representative.viewer)[0]
    service.end_device(device.id, by=outsider.viewer)
    assert db.session.get_one(Device, device.id).ended_at is None


def test_appointment_is_recorded_and_mailed(coordinator: Someone, outsider: Someone) -> None:
    service.appoint(outsider.email, by=coordinator.viewer)
    assert outsider.viewer.is_coordinator
    row = db.session.scalars(
        select(Appointment).where(Appointment.person_id == outsider.person_id)
    ).one()
    assert row.appointed_by_id == coordinator.person_id
    assert db.session.scalars(select(Message.to)).all() == [outsider.email]


def test_appointment_by_others_is_refused(representative: Someone, outsider: Someone) -> None:
    with pytest.raises(NotAllowed):
        service.appoint(outsider.email, by=representative.viewer)


def test_last_coordinator_cannot_be_removed(coordinator: Someone) -> None:
    row = queries.appointments(viewer=coordinator.viewer)[0]
    with pytest.raises(Conflict, match="last coordinator"):
        service.remove(row.id, by=coordinator.viewer)
    assert queries.coordinator_count() == 1


def test_removed_coordinator_has_no_rights_left(coordinator: Someone, outsider: Someone) -> None:
    service.appoint(outsider.email, by=coordinator.viewer)
    first = next(
        row
        for row in queries.appointments(viewer=coordinator.viewer)
        if row.person_id == coordinator.person_id
    )
    service.remove(first.id, by=outsider.viewer)
    assert not coordinator.viewer.is_coordinator
    with pytest.raises(NotAllowed):
        service.appoint("anyone@example.org", by=coordinator.viewer)
