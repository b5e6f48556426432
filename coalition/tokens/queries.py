"""Every read of tokens."""

import re
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from coalition.accounts.models import Person
from coalition.accounts.service import digest_of
from coalition.database import db, now
from coalition.errors import NotFound
from coalition.tokens import policy
from coalition.tokens.models import Token
from coalition.web.viewer import Viewer

# A prefix of its own lets scanners of source code know a token that was published by mistake.
PREFIX = "coal_"
FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)


def find_living(secret: str) -> Token | None:
    """Return the token of this secret while it works and its person has an account, or None."""
    if not FORM.fullmatch(secret):
        return None
    return db.session.scalar(
        select(Token)
        .join(Person, Person.id == Token.person_id)
        .where(Token.digest == digest_of(secret), *_living())
        .where(Person.erased_at.is_(None), Person.confirmed_at.is_not(None))
    )


def own_tokens(*, viewer: Viewer) -> Sequence[Token]:
    """Return the viewer's tokens, those that work first, then the newest."""
    return db.session.scalars(
        select(Token)
        .where(Token.person_id == viewer.person_id)
        .order_by(
            Token.ended_at.is_not(None),
            Token.expires_at <= now(),
            Token.created_at.desc(),
            Token.id.desc(),
        )
    ).all()


def get_own(token_id: int, *, viewer: Viewer) -> Token:
    """Return a token of the viewer's own. Raises NotFound for those of others too."""
    token = db.session.get(Token, token_id)
    if token is None or not policy.may_end(viewer, token):
        raise NotFound(_("You have no such token."))
    return token


def living_count(person_id: int) -> int:
    """Return how many tokens of a person work now."""
    counted = select(func.count(Token.id)).where(Token.person_id == person_id, *_living())
    return db.session.scalar(counted) or 0


def living_tokens() -> Sequence[Token]:
    """Return the tokens of everybody that work now, by their person, oldest first."""
    return db.session.scalars(
        select(Token).where(*_living()).order_by(Token.person_id, Token.id)
    ).all()


def ending_soon(before: datetime) -> Sequence[Token]:
    """Return the tokens that end by then and whose person was not told yet, oldest first."""
    return db.session.scalars(
        select(Token)
        .where(*_living(), Token.expires_at <= before, Token.warned_at.is_(None))
        .order_by(Token.id)
    ).all()


def is_over(before: datetime) -> ColumnElement[bool]:
    """Return the condition for tokens that ended, or were ended, before a moment."""
    return func.coalesce(Token.ended_at, Token.expires_at) < before


def _living() -> tuple[ColumnElement[bool], ...]:
    return Token.ended_at.is_(None), Token.expires_at > now()
