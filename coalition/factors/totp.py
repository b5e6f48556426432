"""Codes of six digits that an app makes every 30 s out of a shared secret (RFC 6238)."""

import hmac
from datetime import datetime

import pyotp
import segno

PERIOD = 30  # seconds
STEPS_OFF = 1  # clocks of phones and of the site may differ by one period


def new_secret() -> str:
    """Return a new secret of 160 bits, in base32, as apps take it."""
    return pyotp.random_base32(32)


def step_at(moment: datetime) -> int:
    """Return the number of the period of 30 s that a moment lies in."""
    return int(moment.timestamp()) // PERIOD


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """Return the period this code was made in, when it is now's or one of its neighbours."""
    maker = pyotp.TOTP(secret)
    here = step_at(moment)
    found = None
    for step in range(here - STEPS_OFF, here + STEPS_OFF + 1):
        if hmac.compare_digest(maker.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def address_for_app(secret: str, email: str, site_name: str) -> str:
    """Return the otpauth: address that tells an app all it needs."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site_name)


def picture(address: str) -> str:
    """Return a QR code of the address as a data: address of an SVG picture."""
    return segno.make(address, error="m", micro=False).svg_data_uri(
        scale=4, border=4, dark="#000", light="#fff", encode_minimal=True
    )


def in_groups(secret: str) -> str:
    """Return a secret in groups of four, to be typed by hand."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
