"""People who set up second factors, on a site that has a name."""

from dataclasses import replace

import pyotp
import pytest
from flask import Flask

from coalition.database import now
from coalition.factors import service, totp
from coalition.web.viewer import Viewer
from tests.conftest import make_person

BROWSER = "the secret of a browser"


@pytest.fixture
def named(app: Flask) -> Flask:
    """A site with a name, which passkeys can be tied to."""
    settings = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(settings, site_url="http://localhost:8000")
    return app


@pytest.fixture
def ada(app: Flask) -> Viewer:
    """A person without any factor."""
    person = make_person("ada@example.org")
    return Viewer(person_id=person.id, name=person.name, email=person.email)


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return the code an app shows now, or so many periods later."""
    return pyotp.TOTP(secret).generate_otp(totp.step_at(now()) + steps)


def add_app(viewer: Viewer, name: str = "Phone") -> tuple[str, tuple[str, ...]]:
    """Return the secret of a new app that counts, and the recovery codes that came with it."""
    app = service.begin_app(name, by=viewer)
    secret = service.secret_to_show(app)
    # With the code of the period before, those of now and the next one are still to be used.
    return secret, service.confirm_app(app.id, code_of(secret, steps=-1), by=viewer)
