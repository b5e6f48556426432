"""Throttles: tries are counted in the database, per account and per network address."""

import ipaddress
from datetime import timedelta

from flask_babel import ngettext
from sqlalchemy import delete, func, select, text

from coalition.accounts.links import digest_of
from coalition.accounts.models import Attempt
from coalition.database import db, now, transaction
from coalition.errors import TooMany

KEPT = timedelta(days=1)
AHEAD = timedelta(minutes=1)  # as far as clocks of two machines may differ
SITE_BITS = 64  # of an IPv6 address: what one customer has at least (RFC 6177)
LONGEST_KEY = 200


def throttle(key: str, limit: int, minutes: int) -> None:
    """Count one try under this key. Raises TooMany after `limit` tries within `minutes`."""
    key = _fitting(key)
    with transaction():
        _wait_for_turn(key)
        moment = now()  # not before one's turn: others counted while this one waited
        since = moment - timedelta(minutes=minutes)
        db.session.execute(delete(Attempt).where(Attempt.at < moment - KEPT))
        # A clock that was set back must not count what it calls the future for ever.
        counted = Attempt.key == key, Attempt.at.between(since, moment + AHEAD)
        tries = db.session.scalar(select(func.count(Attempt.id)).where(*counted)) or 0
        if tries < limit:
            db.session.add(Attempt(key=key, at=moment))
    if tries >= limit:
        raise TooMany(
            ngettext(
                "That was tried too often. Wait %(num)d minute and try again.",
                "That was tried too often. Wait %(num)d minutes and try again.",
                minutes,
            ),
            wait_seconds=minutes * 60,
        )


def throttle_address(what: str, address: str, limit: int, minutes: int) -> None:
    """Count one try at something from this network address. Raises TooMany, as throttle() does."""
    throttle(f"{what}:address:{network_of(address)}", limit, minutes)


def throttle_account(what: str, email: str, limit: int, minutes: int) -> None:
    """Count one try at something for this e-mail address. Raises TooMany, as throttle() does."""
    throttle(f"{what}:account:{email.strip().casefold()}", limit, minutes)


def forgive(key: str) -> None:
    """Forget the tries under this key, after one that succeeded."""
    with transaction():
        db.session.execute(delete(Attempt).where(Attempt.key == _fitting(key)))


def network_of(address: str) -> str:
    """Return what of a network address stands for whoever has it: IPv4 whole, IPv6 the first half.

    With IPv6 everybody has addresses without end, a new one for each try if they like.
    """
    plain = address.strip().strip("[]").partition("%")[0]
    try:
        found = ipaddress.ip_address(plain)
    except ValueError:
        return plain
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, SITE_BITS), strict=False))


def _fitting(key: str) -> str:
    """Return a key that fits its column; of one too long the digest, so that no two are alike."""
    return key if len(key) <= LONGEST_KEY else f"digest:{digest_of(key)}"


def _wait_for_turn(key: str) -> None:
    """Let nobody else count under this key until the transaction ends; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
        )
