"""Notes at each start which settings are others than at the start before."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from coalition.audit.models import Act
from coalition.audit.service import note
from coalition.config import Settings
from coalition.database import db, transaction

NOTED = ("settings.noted", "settings.changed")
KEY = "SECRET_KEY"  # by which the digests of secrets are made


def note_settings(settings: Settings) -> None:
    """Note the settings of this start, if they are others than those noted last.

    Each is noted with its value; secrets as digests that tell nothing without the secret key.
    """
    present, secret = _table(settings), {name for name, _value in _secrets(settings)}
    with transaction():
        last = db.session.scalars(
            select(Act).where(Act.action.in_(NOTED)).order_by(Act.id.desc()).limit(1)
        ).first()
        known = (last.detail or {}).get("settings") if last else None
        if not isinstance(known, dict):
            note("settings.noted", by=None, count=len(present), settings=present)
            return
        changes = {
            name: [known.get(name, ""), present.get(name, "")]
            for name in sorted((known.keys() | present.keys()) - secret)
            if known.get(name) != present.get(name)
        }
        secrets = _changed_secrets(known, present, secret)
        if changes or secrets:
            note("settings.changed", by=None, changes=changes, secrets=secrets, settings=present)


def _changed_secrets(
    known: Mapping[str, Any], present: Mapping[str, Any], secret: set[str]
) -> list[str]:
    """Return the names of secrets that changed.

    With another key no other secret can be compared, and none is said to have changed.
    """
    if known.get(KEY) != present[KEY]:
        return [KEY]
    return sorted(name for name in secret if known.get(name) != present[name])


def _table(settings: Settings) -> dict[str, str]:
    """Return the settings by the names they have in the environment."""
    key = settings.secret_key.encode()
    hidden = {
        name: hmac.new(key, f"{name}={value}".encode(), hashlib.sha256).hexdigest()
        for name, value in _secrets(settings)
    }
    return {
        field.name.upper(): hidden.get(field.name.upper(), _plain(getattr(settings, field.name)))
        for field in fields(settings)
    }


def _secrets(settings: Settings) -> list[tuple[str, str]]:
    """Return those that are never shown: the ones a record of settings does not print."""
    return [
        (field.name.upper(), str(getattr(settings, field.name)))
        for field in fields(settings)
        if not field.repr
    ]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
