"""A person who sets up second factors, and a site that has a name."""

import pytest
from flask import Flask

from coalition.web.viewer import Viewer
from tests.conftest import make_person
from tests.factors.making import give_name


@pytest.fixture
def named(app: Flask) -> Flask:
    """A site with a name, which passkeys can be tied to."""
    give_name(app)
    return app


@pytest.fixture
def ada(app: Flask) -> Viewer:
    """A person without any factor."""
    person = make_person("ada@example.org")
    return Viewer(person_id=person.id, name=person.name, email=person.email)
