"""Devices: the browsers in which people are signed in, known by the digest of a secret token.

The digest is made with SECRET_KEY: with another key nobody is signed in any more, from the first
request on, in whichever process.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from coalition.accounts import queries
from coalition.accounts.models import Device
from coalition.database import db, in_passing, now, transaction
from coalition.factors import queries as factor_queries
from coalition.web.site import settings
from coalition.web.viewer import Viewer

SEEN_EVERY = timedelta(minutes=5)


def start_device(
    person_id: int,
    description: str,
    address: str,
    *,
    factor: str = "",
    proven_at: datetime | None = None,
) -> str:
    """Sign a person in on a device and return the secret token that the browser keeps.

    `factor` is what was given beside the password: "" for nothing, totp, passkey or recovery.
    `proven_at` is when they last proved who they are; now where left out.
    """
    token = new_token()
    with transaction():
        db.session.add(
            Device(
                token_digest=_digest_of(token),
                person_id=person_id,
                description=description[:200],
                address=address[:45],
                factor=factor,
                proven_at=proven_at or now(),
            )
        )
    return token


def find_device(token: str, *, is_used: bool = True) -> Device | None:
    """Return the device of this token while it is signed in, or None.

    It lapses when it was not used for a while, sooner for coordinators, and after the longest time
    in any case. Now and then it is noted that it was used; a page that merely stays open is not.
    """
    if not token:
        return None
    moment = now()
    device = db.session.scalar(
        select(Device).where(Device.token_digest == _digest_of(token), queries.is_alive(moment))
    )
    if device is None or _coordinates_idly(device, moment):
        return None
    if is_used and moment - device.last_seen_at > SEEN_EVERY:
        _note_use(device, moment)
    return device


def rights_of(viewer: Viewer) -> str:
    """Return a short text that differs whenever the viewer's rights, or their factors, do."""
    parts = (
        sorted(viewer.roles),
        sorted(viewer.organisation_ids),
        sorted(viewer.application_ids),
        factor_queries.factor_count(viewer.person_id) if viewer.person_id else 0,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


OUTDATED = "outdated"  # rights of nobody: with the next page the token is renewed


def note_rights(device_id: int, rights: str) -> None:
    """Note the rights that the token of a device was made for."""
    with transaction():
        db.session.execute(update(Device).where(Device.id == device_id).values(rights=rights))


def renew_token(token: str, rights: str) -> str | None:
    """Give a device a new token, for the rights its person has now; the old one is dead at once.

    Returns None when it was dead already: another request of the same page was first.
    """
    new = new_token()
    with transaction():
        renewed = db.session.execute(
            update(Device)
            .where(Device.token_digest == _digest_of(token), Device.ended_at.is_(None))
            .values(token_digest=_digest_of(new), rights=rights)
            .returning(Device.id)
        ).all()
    return new if renewed else None


def end_device(device_id: int, *, by: Viewer) -> None:
    """Sign one of one's own devices out; that of another person is left as it is."""
    with transaction():
        db.session.execute(
            update(Device)
            .where(Device.id == device_id, Device.person_id == by.person_id)
            .where(Device.ended_at.is_(None))
            .values(ended_at=now())
        )


def end_devices(person_id: int, *, but: int | None = None) -> None:
    """Sign a person out everywhere, or everywhere but on one device."""
    with transaction():
        chosen = update(Device).where(Device.person_id == person_id, Device.ended_at.is_(None))
        if but is not None:
            chosen = chosen.where(Device.id != but)
        db.session.execute(chosen.values(ended_at=now()))


def end_all_devices() -> int:
    """Sign everybody out everywhere; return how many browsers those were."""
    with transaction():
        living = update(Device).where(Device.ended_at.is_(None)).values(ended_at=now())
        return len(db.session.execute(living.returning(Device.id)).all())


def new_token() -> str:
    """Return a new secret token of 43 letters, of 256 bits of chance."""
    return secrets.token_urlsafe(32)


def _digest_of(token: str) -> str:
    """Return the HMAC-SHA256 by which the token of a device is known."""
    return hmac.digest(settings().secret_key.encode(), token.encode(), "sha256").hex()


def _coordinates_idly(device: Device, moment: datetime) -> bool:
    """Tell whether the device of a coordinator was not used for longer than theirs may rest."""
    rested = moment - device.last_seen_at
    if rested <= timedelta(hours=settings().coordinator_idle_hours):
        return False
    return queries.is_coordinator(device.person_id)


def _note_use(device: Device, moment: datetime) -> None:
    """Note that a device is used; on a disk that takes nothing pages are read all the same."""

    def note() -> None:
        device.last_seen_at = moment

    in_passing(note)
