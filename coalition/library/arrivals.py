"""Bytes on their way in: written to disk once, hashed meanwhile, gone when let go of.

Every arrival is locked as long as a process holds it, so that what a crash left behind can be told
from what somebody is sending at this moment.
"""

import fcntl
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from flask_babel import gettext as _

from coalition.causes import FULL
from coalition.errors import Invalid, NoRoom, OutOfOrder

log = structlog.get_logger(__name__)
CHUNK_BYTES = 1 << 18
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes in the store: their SHA-256 digest in hexadecimal, and how many there are."""

    digest: str
    size_bytes: int


class Arrival(io.RawIOBase):
    """A new file that takes bytes and hashes them; it is removed when closed.

    Bytes past the limit are counted but not kept, so that whatever comes after them in the same
    request is still understood; settle() then refuses the file.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        with telling_why():
            self.path, self._file = _new_file(folder)
        self._limit_bytes = limit_bytes
        self._digest = hashlib.sha256()
        self._size_bytes = 0

    def readable(self) -> bool:
        """Tell that what arrived can be read again."""
        return True

    def writable(self) -> bool:
        """Tell that it takes bytes."""
        return True

    def seekable(self) -> bool:
        """Tell that one can go back in it."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes at the end. Raises NoRoom and OutOfOrder."""
        self._size_bytes += len(data)
        with telling_why():
            if self._size_bytes > self._limit_bytes:
                self._file.truncate(0)
            else:
                self._digest.update(data)
                self._file.write(data)
        return len(data)

    def readinto(self, buffer: Any) -> int:
        """Give what arrived, from where seek() went."""
        given = self._file.read(len(buffer))
        buffer[: len(given)] = given
        return len(given)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in what arrived."""
        return self._file.seek(offset, whence)

    def settle(self) -> Stored:
        """Make the bytes durable and return what they are. Raises Invalid, NoRoom and OutOfOrder."""
        refuse_too_large(self._size_bytes, self._limit_bytes)
        with telling_why():
            self._file.flush()
            os.fsync(self._file.fileno())
        return Stored(self._digest.hexdigest(), self._size_bytes)

    def discard(self) -> None:
        """Remove the bytes, unless they were moved to where they stay."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the bytes; what was not kept is removed."""
        if not self.closed:
            self._leave()
            with suppress(OSError):  # a full disk fails once more here
                self._file.close()
        super().close()

    def _leave(self) -> None:
        """Do what is due with bytes that are let go of."""
        self.discard()


def refuse_too_large(size_bytes: int, limit_bytes: int) -> None:
    """Raise Invalid with the limit when a file has more bytes than that."""
    if size_bytes > limit_bytes:
        limit = limit_bytes // MEGABYTE
        raise Invalid(
            _("The file is larger than %(limit)d MB, the most this site accepts.", limit=limit)
        )


def hold(file: BinaryIO) -> bool:
    """Lock an open file for this process; return False when another holds it."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def telling_why() -> Iterator[None]:
    """Say in a sentence that the disk is full (NoRoom) or cannot be written to (OutOfOrder)."""
    try:
        yield
    except OSError as problem:
        log.exception("files_cannot_be_written", reason=problem.strerror, path=problem.filename)
        if problem.errno in FULL:
            raise NoRoom(
                _(
                    "The site has no room left for this file. Nothing of it was kept. "
                    "Tell a coordinator, and send it again later."
                )
            ) from problem
        raise OutOfOrder(
            _(
                "The site cannot keep files at the moment. Nothing of yours was kept. "
                "Tell a coordinator, and send it again later."
            )
        ) from problem


def _new_file(folder: Path) -> tuple[Path, BinaryIO]:
    """Return a new file in the folder, open and locked."""
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        path = folder / secrets.token_hex(16)
        file = path.open("x+b")
        # Between these two lines a clearing may have taken it for a leftover, and removed it.
        if hold(file) and os.fstat(file.fileno()).st_nlink:
            return path, file
        file.close()
