"""Tokens for tests, and programs that send them."""

from dataclasses import replace
from datetime import timedelta

from flask import current_app
from flask.testing import FlaskClient

from coalition.database import db, now, transaction
from coalition.tokens import service
from coalition.tokens.models import Scope, Token
from tests.conftest import Someone

ALL = (*Scope,)


def make_token(someone: Someone, *scopes: Scope, name: str = "Robot", days: int = 90) -> str:
    """Return the secret of a new token of this person, good for all or for these scopes."""
    return service.make(name, scopes or ALL, days, by=someone.viewer)[1]


def bearer(secret: str) -> dict[str, str]:
    """Return the header by which a program says who it speaks for."""
    return {"Authorization": f"Bearer {secret}"}


def program(secret: str = "") -> FlaskClient:
    """Return a program that sends this token with all it asks, or none; it keeps no cookies."""
    client = current_app.test_client(use_cookies=False)
    if secret:
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def with_token(someone: Someone, *scopes: Scope) -> Someone:
    """Return the same person with a program of theirs in place of a browser."""
    return replace(someone, client=program(make_token(someone, *scopes)))


def age(name: str = "Robot", *, days: int) -> None:
    """Let a token have been made, and end, so many days before."""
    with transaction():
        token = db.session.query(Token).filter_by(name=name).one()
        token.created_at -= timedelta(days=days)
        token.expires_at -= timedelta(days=days)
        if token.last_used_on:
            token.last_used_on = now().date() - timedelta(days=days)
