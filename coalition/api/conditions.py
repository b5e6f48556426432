"""Conditions of requests (RFC 9110, section 13): strong ETags, 304, 412, and 428 (RFC 6585)."""

import hashlib

import msgspec
from flask import request
from flask_babel import gettext as _

from coalition.api.problems import Problem

LENGTH = 32  # hexadecimal digits, 128 bits


def etag_of(said: bytes | object) -> str:
    """Return the strong ETag of a representation, as bytes or as what they say, without quotes.

    What is said of a thing must be the same in all languages and for all who may change it.
    """
    body = said if isinstance(said, bytes) else msgspec.json.encode(said)
    return hashlib.sha256(body).hexdigest()[:LENGTH]


def is_known(etag: str) -> bool:
    """Tell whether the reader says that they have this representation already."""
    return request.method in {"GET", "HEAD"} and request.if_none_match.contains_weak(etag)


def require_match(etag: str) -> None:
    """Let a thing be changed only by who has seen how it is now.

    etag: that of the thing as it is, read in the transaction that changes it. `If-Match: *` says
    that it does not matter. Raises Problem: 428 without If-Match, 412 when the thing changed since.
    """
    if "If-Match" not in request.headers:
        raise Problem(428, _("Read this first, and send the ETag it had then as If-Match."))
    if not request.if_match.contains(etag):
        raise Problem(
            412,
            _("This was changed since you read it. Read it again, then send your change anew."),
            headers={"ETag": f'"{etag}"'},
        )
