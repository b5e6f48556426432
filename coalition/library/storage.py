"""The store of originals: bytes in, known by their SHA-256 digest, on disk before anyone is told.

It trusts no name and knows no database. A file is written beside the store, made durable, then
renamed into place, so that what is in place is always whole.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from coalition.errors import Invalid, NotFound
from coalition.library.arrivals import (
    CHUNK_BYTES,
    MEGABYTE,
    Arrival,
    Stored,
    hold,
    telling_why,
)

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
INCOMING = "incoming"
LEAVING = "leaving"  # empty files named by digests
REMOVAL = ".removal"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that arrived whole and may yet be refused; gone at the end unless kept."""

    path: Path
    stored: Stored
    _store: "Storage"

    def keep(self) -> bool:
        """Move the bytes into the store; return False when they were there already."""
        return self._store._place(self.path, self.stored)


class Storage:
    """A folder of files, each named by its digest and two folders down, as ab/cd/abcd."""

    def __init__(self, folder: Path, limit_bytes: int = 200 * MEGABYTE) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    @property
    def folder(self) -> Path:
        """Return the folder of the store."""
        return self._folder

    def arrival(self) -> Arrival:
        """Return a new file beside the store that takes bytes. Raises NoRoom and OutOfOrder."""
        return Arrival(self._folder / INCOMING, self._limit_bytes)

    @contextmanager
    def receive(self, stream: BinaryIO | Arrival) -> Iterator[Incoming]:
        """Give the whole of a stream, hashed and beside the store; what is not kept is removed.

        An arrival is there already and is not written again. Raises Invalid with a sentence when
        there are more bytes than the limit, NoRoom and OutOfOrder.
        """
        arrival = stream if isinstance(stream, Arrival) else self._written(stream)
        try:
            yield Incoming(arrival.path, arrival.settle(), self)
        except Invalid:
            arrival.discard()
            raise
        else:
            arrival.discard()
        finally:
            arrival.close()

    def store(self, stream: BinaryIO) -> Stored:
        """Keep the bytes of the stream; the same bytes are kept once. Raises Invalid."""
        with self.receive(stream) as incoming:
            incoming.keep()
            return incoming.stored

    def path(self, digest: str) -> Path:
        """Return where the bytes of this digest are. Raises NotFound when they are not.

        Whether they are right is not looked at: readers come by library.fixity.sound_path.
        """
        path = self.place_of(digest)
        if not path.is_file():
            raise NotFound(_("The file is missing from the store."))
        return path

    def open(self, digest: str) -> BinaryIO:
        """Return the bytes of this digest as an open file. Raises NotFound."""
        return self.path(digest).open("rb")

    def discard(self, digest: str) -> None:
        """Remove the bytes of this digest; nothing happens when they are not there.

        While all files are copied they are only noted as leaving, and go when that is done.
        """
        path = self.place_of(digest)
        with self._removal_lock() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                self._note_leaving(digest)
                return
            path.unlink(missing_ok=True)
            (self._folder / LEAVING / digest).unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            with suppress(OSError):  # other files are still in it
                folder.rmdir()

    @contextmanager
    def nothing_removed(self) -> Iterator[None]:
        """Let no process remove bytes meanwhile; waits for removals that are under way."""
        with self._removal_lock() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def leaving(self) -> list[str]:
        """Return the digests of bytes that were to be removed while all files were copied."""
        folder = self._folder / LEAVING
        found = folder.iterdir() if folder.is_dir() else ()
        return sorted(path.name for path in found if DIGEST.fullmatch(path.name))

    def stays(self, digest: str) -> None:
        """Forget that bytes were to be removed: somebody deposited them again."""
        (self._folder / LEAVING / digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Give the digest of every file in the store."""
        for path in self._folder.glob("??/??/*"):
            if DIGEST.fullmatch(path.name):
                yield path.name

    def clear_leftovers(self) -> int:
        """Remove what uploads cut short by a crash left behind; return how many files."""
        folder = self._folder / INCOMING
        removed = 0
        for path in folder.glob("*") if folder.is_dir() else ():
            with suppress(FileNotFoundError), path.open("rb") as file:
                if hold(file):  # nobody is writing it
                    path.unlink()
                    removed += 1
        return removed

    def state(self) -> str:
        """Return "ok" when the store can be written to; raises OSError otherwise."""
        folder = self._folder / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f"probe-{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink(missing_ok=True)  # a clearing may take it for a leftover
        return "ok"

    def _note_leaving(self, digest: str) -> None:
        folder = self._folder / LEAVING
        folder.mkdir(parents=True, exist_ok=True)
        (folder / digest).touch()

    @contextmanager
    def _removal_lock(self) -> Iterator[int]:
        """Give the file by which those who remove and those who copy keep apart."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._folder / REMOVAL, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield lock
        finally:
            os.close(lock)

    def _written(self, stream: BinaryIO) -> Arrival:
        """Return an arrival that has all bytes of the stream, and is gone when they fail."""
        arrival = self.arrival()
        try:
            while chunk := stream.read(CHUNK_BYTES):
                arrival.write(chunk)
        except BaseException:
            arrival.close()
            raise
        return arrival

    def _place(self, path: Path, stored: Stored) -> bool:
        """Move bytes to their place; the work is the same when others hold them already.

        Were it less then, the time it takes would tell a stranger that they do.
        """
        target = self.place_of(stored.digest)
        was_there = target.is_file() and target.stat().st_size == stored.size_bytes
        with telling_why():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.chmod(0o440)
            path.replace(target)  # also what is there: it may be damaged
            for folder in (target.parent, target.parent.parent, self._folder, self._folder.parent):
                sync_folder(folder)
        return not was_there

    def place_of(self, digest: str) -> Path:
        """Return where the bytes of this digest are to be. Raises NotFound for what is no digest."""
        if not DIGEST.fullmatch(digest):
            raise NotFound(_("The file is missing from the store."))
        return self._folder / digest[:2] / digest[2:4] / digest


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, not only the bytes they stand for."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
