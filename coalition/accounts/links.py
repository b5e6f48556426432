"""Mailed links: used once, until they expire; the database keeps their digest alone."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select, update

from coalition.accounts.models import Link
from coalition.database import Row, db, now, transaction
from coalition.errors import NotFound


def digest_of(token: str) -> str:
    """Return the SHA-256 digest by which a secret token is known."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    purpose: str,
    email: str,
    *,
    person_id: int | None = None,
    subject_id: int | None = None,
    name: str = "",
    language: str = "",
    password_hash: str = "",
    hours: int = 24,
    minutes: int = 0,
) -> str:
    """Return the token of a new link for this purpose; it can be used once within that time.

    name, language, password_hash: what using it gives to a person who is not confirmed by then.
    """
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            Link(
                token_digest=digest_of(token),
                purpose=purpose,
                email=email,
                person_id=person_id,
                subject_id=subject_id,
                name=name,
                language=language,
                password_hash=password_hash,
                expires_at=now() + timedelta(hours=hours, minutes=minutes),
            )
        )
    return token


def find_link(purpose: str, token: str) -> Link | None:
    """Return the link of this token while it can be used, or None."""
    return db.session.scalar(_usable(purpose, token))


def find_linked(
    purpose: str, token: str, model: type[Row], address_of: Callable[[Row], str]
) -> Row | None:
    """Return the row that a link is about which was mailed to its address, or None.

    A number may be given anew after its row was deleted; an address is not mistaken for another.
    """
    link = find_link(purpose, token)
    row = db.session.get(model, link.subject_id or 0) if link else None
    return row if link and row is not None and address_of(row) == link.email else None


def use_link(purpose: str, token: str) -> Link:
    """Use a link up and return it. Raises NotFound when it was used, expired or never made."""
    with transaction():
        # Held from here on only, not where a link is merely looked at: what a link is about is
        # held before the link, and the other way round two acts would wait for each other.
        link = db.session.scalar(
            _usable(purpose, token).with_for_update().execution_options(populate_existing=True)
        )
        if link is None:
            raise NotFound(_("This link was used already or has expired. Ask for a new one."))
        link.used_at = now()
    return link


def drop_links(
    purpose: str, *, person_id: int | None = None, subject_id: int | None = None
) -> None:
    """Make the unused links of this purpose for a person or a subject worthless."""
    with transaction():
        chosen = update(Link).where(Link.purpose == purpose, Link.used_at.is_(None))
        if person_id is not None:
            chosen = chosen.where(Link.person_id == person_id)
        if subject_id is not None:
            chosen = chosen.where(Link.subject_id == subject_id)
        db.session.execute(chosen.values(used_at=now()))


def _usable(purpose: str, token: str) -> Select[Link]:
    return select(Link).where(
        Link.token_digest == digest_of(token),
        Link.purpose == purpose,
        Link.used_at.is_(None),
        Link.expires_at > now(),
    )
