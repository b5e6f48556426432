"""Makes second factors for tests, and sites that want them."""

from dataclasses import replace

import pyotp
from flask import Flask

from coalition.database import now
from coalition.factors import service, totp
from coalition.web.viewer import Viewer

BROWSER = "the secret of a browser"


def give(app: Flask, **settings: object) -> None:
    """Change settings of the application of a test."""
    before = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(before, **settings)


def give_name(app: Flask) -> None:
    """Let the site have a name, which passkeys can be tied to."""
    give(app, site_url="http://localhost:8000")


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return the code an app shows now, or so many periods later."""
    return pyotp.TOTP(secret).generate_otp(totp.step_at(now()) + steps)


def add_app(viewer: Viewer, name: str = "Phone") -> tuple[str, tuple[str, ...]]:
    """Return the secret of a new app that counts, and the recovery codes that came with it."""
    app = service.begin_app(name, by=viewer)
    secret = service.secret_to_show(app)
    # With the code of the period before, those of now and the next one are still to be used.
    return secret, service.confirm_app(app.id, code_of(secret, steps=-1), by=viewer)
