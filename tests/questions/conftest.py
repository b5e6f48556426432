"""What the tests of questions share: a session that is on, and its remote moderator."""

import pytest
from flask import Flask

from coalition.programme.models import Session
from tests.conftest import Someone, make_person, sign_in
from tests.questions.making import MODERATOR, make_open


@pytest.fixture
def session(coordinator: Someone) -> Session:
    """A session that is on now."""
    return make_open(coordinator)


@pytest.fixture
def moderator(app: Flask, session: Session) -> Someone:
    """Its remote moderator, who represents nobody."""
    person = make_person(MODERATOR)
    return Someone(person.id, person.email, sign_in(app, person.email))
