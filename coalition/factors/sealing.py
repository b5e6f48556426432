"""Sealing: secrets that must be read again are kept encrypted, with a key made of SECRET_KEY.

When SECRET_KEY changes, nothing sealed before can be opened any more: apps have to be set up
anew, which their owners are told, while passkeys and recovery codes go on working.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coalition.web.site import settings

PURPOSE = b"coalition: sealed second factors"


@cache
def _box(secret_key: str) -> Fernet:
    """Return what encrypts with a key of its own, so that none is used for two purposes (RFC 5869)."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(plain: str) -> str:
    """Return text encrypted and signed, in ASCII."""
    return _box(settings().secret_key).encrypt(plain.encode()).decode("ascii")


def unseal(sealed: str, *, seconds: int | None = None) -> str | None:
    """Return the text, or None when the key is another one, or it was sealed longer ago than this."""
    try:
        return _box(settings().secret_key).decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None
