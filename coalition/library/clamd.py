"""Asks clamd whether bytes hold a harmful program: INSTREAM of its protocol, as clamd(8) describes it."""

import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

CHUNK_BYTES = 1 << 17
SECONDS_TO_CONNECT = 5.0
SECONDS = 240.0  # for one file; clamd itself gives up after 120 s (MaxScanTime)
LONGEST_REPLY = 1_000  # bytes
SAYS_TOO_LARGE = "size limit exceeded"
# What clamd reports, where AlertExceedsMax is on, of files it did not look through to their end.
NOT_LOOKED_THROUGH = "Heuristics.Limits.Exceeded"


class Unreachable(Exception):
    """Clamd does not answer, or broke off: to be asked again later."""


class NotLookedAt(Exception):
    """Clamd answers, but cannot look at this file; the message says why and what to do."""


def look(url: str, path: Path) -> str:
    """Return the name of the harmful program in a file, "" when clamd finds none.

    url: tcp://host:port or unix:/path. Raises Unreachable and NotLookedAt.
    """
    with path.open("rb") as file, _connection(url) as (connection, deadline):
        connection.sendall(b"zINSTREAM\0")
        _send(file, connection, deadline)
        return _harm_in(_reply(connection, deadline))


def answers(url: str) -> bool:
    """Tell whether clamd is there and answers."""
    try:
        with _connection(url) as (connection, deadline):
            connection.sendall(b"zPING\0")
            return (
                _reply(connection, min(deadline, time.monotonic() + SECONDS_TO_CONNECT)) == "PONG"
            )
    except Unreachable:
        return False


@contextmanager
def _connection(url: str) -> Iterator[tuple[socket.socket, float]]:
    """Give a connection and the moment, of the monotonic clock, when its time is over."""
    parts = urlsplit(url)
    try:
        with socket.socket(socket.AF_UNIX if parts.scheme == "unix" else socket.AF_INET) as made:
            made.settimeout(SECONDS_TO_CONNECT)
            is_local = parts.scheme == "unix"
            made.connect(parts.path if is_local else (parts.hostname, parts.port))
            yield made, time.monotonic() + SECONDS
    except OSError as problem:  # its time over, too
        raise Unreachable(f"clamd at {url}: {problem}") from problem


def _send(file: BinaryIO, connection: socket.socket, deadline: float) -> None:
    """Send a file by the piece, each after its length; stop when clamd answers before the end."""
    while chunk := file.read(CHUNK_BYTES):
        if select.select([connection], [], [], 0)[0]:
            return  # it has had enough, and would close the connection under what comes now
        _hurry(connection, deadline)
        try:
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        except (BrokenPipeError, ConnectionResetError):
            return  # what it said before may still be read
    connection.sendall(struct.pack(">I", 0))


def _reply(connection: socket.socket, deadline: float) -> str:
    """Return what clamd says, up to its NUL. Raises OSError when it says nothing whole."""
    said = b""
    while not said.endswith(b"\0"):
        _hurry(connection, deadline)
        more = connection.recv(LONGEST_REPLY)
        if not more or len(said) > LONGEST_REPLY:
            raise ConnectionAbortedError("it broke off")
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _hurry(connection: socket.socket, deadline: float) -> None:
    """Let the next step take no longer than what is left of the time."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"no answer within {SECONDS:.0f} seconds")
    connection.settimeout(left)


def _harm_in(said: str) -> str:
    """Return the name in "stream: NAME FOUND", "" for "stream: OK". Raises NotLookedAt."""
    if said == "stream: OK":
        return ""
    name = said.removeprefix("stream: ").removesuffix(" FOUND")
    if SAYS_TOO_LARGE in said:
        raise NotLookedAt(
            "clamd takes no file this large: raise its StreamMaxLength to UPLOAD_MAX_MB"
        )
    if not said.endswith(" FOUND") or name.startswith(NOT_LOOKED_THROUGH):
        raise NotLookedAt(f"clamd could not look through it: {said[:200]}")
    return name
