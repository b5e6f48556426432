"""Asks a service that a setting names, and no other: no redirect is followed, no proxy asked."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from coalition.version import VERSION

SECONDS = 15.0  # for an answer
LONGEST_ANSWER = 1_000_000  # bytes; what comes after is not read
PIECE = 1 << 14


class Unreachable(Exception):
    """A service does not answer, or broke off: to be asked again later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: its status, and the beginning of its body."""

    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        """Tell whether it did what it was asked."""
        return 200 <= self.status < 300


def ask(
    method: str, url: str, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS
) -> Answer:
    """Send a body to an address and return the answer. Raises Unreachable."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    deadline = time.monotonic() + seconds
    try:
        connection.request(method, target, body, {"User-Agent": f"Coalition/{VERSION}", **headers})
        answer = connection.getresponse()
        return Answer(answer.status, _read(answer, deadline))
    except (OSError, http.client.HTTPException) as problem:  # its time over, too
        raise Unreachable(f"{parts.hostname}: {problem or type(problem).__name__}") from problem
    finally:
        connection.close()


def _connection(
    scheme: str, host: str, port: int | None, seconds: float
) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """Return the beginning of a body. Raises TimeoutError where it comes too slowly."""
    read = b""
    while len(read) < LONGEST_ANSWER and (piece := answer.read1(PIECE)):
        read += piece
        if time.monotonic() > deadline:
            raise TimeoutError("it answers too slowly")
    return read[:LONGEST_ANSWER]
