"""The private links of hosts: one in each letter, worthless once a host asks for a new one."""

import secrets

from sqlalchemy import delete

from coalition.accounts.service import digest_of
from coalition.database import db, transaction
from coalition.hubs.models import HubLink

ASKING_LETTERS = 32  # 128 bits; the shorter an address, the coarser and more legible its QR code


def make_link(hub_id: int) -> str:
    """Return the token of a new private link to the page of a hub's host."""
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            HubLink(
                hub_id=hub_id,
                token_digest=digest_of(token),
                asking_digest=digest_of(asking_token(token)),
            )
        )
    return token


def asking_token(token: str) -> str:
    """Return the token under which a hub asks questions, made from that of its host's page.

    It opens nothing else, and what it was made from cannot be found from it.
    """
    return digest_of(f"asking:{token}")[:ASKING_LETTERS]


def drop_links(hub_id: int) -> None:
    """Make all private links of a hub worthless."""
    with transaction():
        db.session.execute(delete(HubLink).where(HubLink.hub_id == hub_id))
