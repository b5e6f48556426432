"""Devices: the browsers in which people are signed in, known by the digest of a secret token."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from coalition.accounts.links import digest_of
from coalition.accounts.models import Device
from coalition.database import db, now, transaction
from coalition.web.viewer import Viewer

DEVICE_DAYS = 14
SEEN_EVERY = timedelta(minutes=5)


def start_device(person_id: int, description: str, address: str) -> str:
    """Sign a person in on a device and return the secret token that the browser keeps."""
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            Device(
                token_digest=digest_of(token),
                person_id=person_id,
                description=description[:200],
                address=address[:45],
            )
        )
    return token


def find_device(token: str) -> Device | None:
    """Return the device of this token while it is signed in, or None; note now and then it was seen."""
    device = db.session.scalar(
        select(Device).where(
            Device.token_digest == digest_of(token),
            Device.ended_at.is_(None),
            Device.last_seen_at > now() - timedelta(days=DEVICE_DAYS),
        )
    )
    if device is not None and now() - device.last_seen_at > SEEN_EVERY:
        with transaction():
            device.last_seen_at = now()
    return device


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
