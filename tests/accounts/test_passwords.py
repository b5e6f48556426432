"""Which passwords are refused: short ones, common ones however stretched, and one's own words."""

import pytest
from argon2 import PasswordHasher
from flask import Flask

from coalition.accounts import passwords
from coalition.accounts.models import Person
from coalition.accounts.passwords import (
    LONGEST,
    SHORTEST,
    check_password_rules,
    fits,
    hash_password,
)
from coalition.database import db, transaction
from coalition.errors import Invalid
from tests.conftest import PASSWORD, make_person, sign_in
from tests.spending import spending

EMAIL, NAME = "maria.gonzalez@bibliotheken.example", "María del Carmen González"


def refusal(password: str) -> str:
    """Return why a password is refused; empty when it is accepted."""
    try:
        check_password_rules(password, EMAIL, NAME)
    except Invalid as problem:
        return problem.fields["password"]
    return ""


def test_only_length_is_asked_for(app: Flask) -> None:
    assert "at least 12 characters" in refusal("k7-Wq!zP#rv")
    assert "at most 256 characters" in refusal("ab cd ef gh " * 22)
    assert [
        refusal("four plain small words"),
        refusal("ВОСЕМЬ красных лун"),
        refusal("k7-Wq!zP#rvT"),
    ] == [
        "",
        "",
        "",
    ]
    assert LONGEST >= 64
    assert refusal("seven blue kites above a harbour, " + "and " * 10 + "one lantern") == ""


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password1234!",
        "P@ssw0rd!!!!2024",
        "passwordpassword",
        "password password",
        "iloveyou2024!!",
        "qwertyuiop123",
        "1q2w3e4r5t6y",
        "qwertyuiopas",
        "abcdefghijkl",
        "zyxwvutsrqponm",
        "123456789012",
        "112233445566",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "monkeydragon",
        "monkey dragon 12",
        "Sunshine&Princess",
        "letmeinletmein",
        "administrator",
        "motdepasse12",
        "йцукенгшщзхъ",
        "ｐａｓｓｗｏｒｄ１２３４",
    ],
)
def test_what_others_would_guess_is_refused_however_stretched(app: Flask, password: str) -> None:
    assert "among the first that others would guess" in refusal(password)


@pytest.mark.parametrize(
    "password",
    [
        EMAIL,
        "Maria.Gonzalez",
        "mariagonzalez2024",
        "González-1975!!",
        "bibliotheken12!",
    ],
)
def test_what_is_known_of_the_person_is_refused(app: Flask, password: str) -> None:
    assert "other than your name or address" in refusal(password)


@pytest.mark.parametrize("password", ["DC-PAL-2026!!", "public access 2026", "Libraries!2026"])
def test_what_the_site_is_called_is_refused(app: Flask, password: str) -> None:
    assert refusal(password)


def test_a_name_within_a_longer_phrase_is_accepted(app: Flask) -> None:
    assert refusal("maria feeds nine grey cats") == ""


def test_every_listed_password_of_the_least_length_is_refused(app: Flask) -> None:
    listed = [word for word in passwords._common() if len(word) >= SHORTEST]
    assert len(listed) > 300
    assert [word for word in listed if not refusal(word)] == []


def test_more_than_three_thousand_that_people_stretch_are_refused(app: Flask) -> None:
    stems = [word for word in passwords._common() if 4 <= len(word) < SHORTEST][:3_500]
    stretched = [
        (word.capitalize() + "1234567890")[: max(SHORTEST, len(word) + 2)] for word in stems
    ]
    assert [word for word in stretched if not refusal(word)] == []
    assert len(set(stretched)) > 3_000


def test_passwords_are_looked_up_quickly(app: Flask) -> None:
    refusal("the list is read once")
    with spending() as spent:
        refusal("x y z " * 42)
        assert spent() < 0.1


def test_a_password_fits_exactly_as_it_was_typed(app: Flask) -> None:
    kept = hash_password(" Straße  und Wege 1 ")
    assert kept.startswith("$argon2id$")
    assert [
        fits(typed, kept)
        for typed in (" Straße  und Wege 1 ", "Straße  und Wege 1", " STRASSE  UND WEGE 1 ")
    ] == [
        True,
        False,
        False,
    ]


def test_a_hash_of_another_cost_is_outdated(app: Flask) -> None:
    person = make_person("member@example.org")
    dear = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with transaction():
        person.password_hash = dear
    assert passwords.is_outdated(dear)
    sign_in(app, person.email)
    renewed = db.session.get_one(Person, person.id, populate_existing=True).password_hash
    assert (renewed != dear, passwords.is_outdated(renewed), fits(PASSWORD, renewed)) == (
        True,
        False,
        True,
    )
