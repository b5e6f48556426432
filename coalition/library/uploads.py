"""Uploads sent in pieces: whoever is cut off chooses the file again and goes on where it stopped.

There is no table. An upload is a file that grows: its name says whose it is, how long it will be
and of what it is made (name, size, date and first piece of the chosen file), its length how far it
has come. So the same file finds its own beginning again, and nobody else's does.
"""

import hashlib
import io
import os
import re
import shutil
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from flask_babel import gettext as _

from coalition.errors import Conflict, Invalid, NoRoom, NotAllowed, NotFound, TooMany
from coalition.ingest import sentences
from coalition.library.arrivals import (
    CHUNK_BYTES,
    MEGABYTE,
    Arrival,
    Stored,
    hold,
    refuse_too_large,
    telling_why,
)
from coalition.web.site import settings
from coalition.web.viewer import Viewer

KEY = re.compile(r"(?P<size>[1-9][0-9]{0,13})-[0-9a-f]{64}", re.ASCII)
FOLDER = "uploads"
LEFTOVER_SECONDS = 24 * 3600
MOST_UNFINISHED = 20  # of one person
SPARE_BYTES = 50 * MEGABYTE  # stay free for the database and the index


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file somebody chose: its name, size, date in milliseconds, and digest of its first piece."""

    name: str
    size_bytes: int
    modified: str
    first: str

    @property
    def key(self) -> str:
        """Return what tells this file from all others of the same person."""
        parts = (self.name, str(self.size_bytes), self.modified, self.first)
        return f"{self.size_bytes}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"


class Upload(Arrival):
    """An upload held by this process; what came so far stays when it is let go of."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        io.RawIOBase.__init__(self)
        self.path = path
        self.size_bytes = size_bytes
        with telling_why():
            self._file = path.open("r+b")
        if not hold(self._file) or not os.fstat(self._file.fileno()).st_nlink:
            self._file.close()
            raise Conflict(_("This file is being sent from another window as well."))
        self.offset = self._file.seek(0, io.SEEK_END)

    def write(self, data: Any) -> int:
        """Take the next bytes. Raises Invalid when there are more than were announced."""
        if self.offset + len(data) > self.size_bytes:
            raise Invalid(_("The file changed while it was sent. Choose it again."))
        with telling_why():
            self._file.write(data)
        self.offset += len(data)
        return len(data)

    def sync(self) -> None:
        """Make what came so far outlast a power cut."""
        with telling_why():
            self._file.flush()
            os.fsync(self._file.fileno())

    def settle(self) -> Stored:
        """Return what the bytes are, all of them read and hashed."""
        self.seek(0)
        digest = hashlib.file_digest(self, "sha256").hexdigest()
        return Stored(digest, self.size_bytes)

    def _leave(self) -> None:
        """Keep what came so far, to be gone on with."""


def begin(chosen: Chosen, *, by: Viewer) -> tuple[str, int]:
    """Return the key of an upload of this file and how many bytes of it are there already.

    Raises NotAllowed, Invalid when the file is empty or too large, TooMany when too many of this
    person's are unfinished, and NoRoom, before a byte is sent.
    """
    if not by.is_member:
        raise NotAllowed(_("You can deposit only for an approved organisation you represent."))
    if chosen.size_bytes < 1:
        raise Invalid(sentences.describe("empty", ""))
    refuse_too_large(chosen.size_bytes, settings().upload_max_mb * MEGABYTE)
    clear_old()
    path = _folder() / f"{by.person_id}-{chosen.key}"
    if not path.is_file():
        _make(path, chosen.size_bytes, by)
    return chosen.key, path.stat().st_size


def offset_of(key: str, *, by: Viewer) -> int:
    """Return how many bytes of an upload have come. Raises NotFound."""
    return _path(key, by)[0].stat().st_size


def receive(key: str, offset: int, stream: BinaryIO, *, by: Viewer) -> int:
    """Add a piece that begins at the offset; return how many bytes have come, durably.

    Raises NotFound, Conflict when the upload has another length by now, Invalid and NoRoom.
    """
    with closing(held(key, by=by)) as upload:
        if offset != upload.offset:
            raise Conflict(_("This file is being sent from another window as well."))
        try:
            while piece := stream.read(CHUNK_BYTES):
                upload.write(piece)
            upload.sync()
        except (Invalid, NoRoom):
            upload.discard()
            raise
        return upload.offset


def held(key: str, *, by: Viewer) -> Upload:
    """Return an upload, held until it is closed. Raises NotFound, and Conflict when it is held."""
    return Upload(*_path(key, by))


def whole(key: str, *, by: Viewer) -> Upload:
    """Return an upload of which every byte has come, held. Raises NotFound and Conflict."""
    upload = held(key, by=by)
    if upload.offset != upload.size_bytes:
        upload.close()
        raise Conflict(_("The file has not come whole yet. Send the rest of it."))
    return upload


def cancel(key: str, *, by: Viewer) -> None:
    """Forget an upload and its bytes. Raises NotFound, and Conflict while a piece is coming."""
    with closing(held(key, by=by)) as upload:
        upload.discard()


def clear_old() -> int:
    """Remove the uploads nobody went on with for a day; return how many."""
    removed = 0
    for path in _folder().glob("*"):
        with suppress(FileNotFoundError):  # finished meanwhile
            if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                path.unlink()
                removed += 1
    return removed


def _make(path: Path, size_bytes: int, by: Viewer) -> None:
    with telling_why():
        path.parent.mkdir(parents=True, exist_ok=True)
        free_bytes = shutil.disk_usage(path.parent).free
    if free_bytes < size_bytes + SPARE_BYTES:
        raise NoRoom(
            _("The site has no room left for this file. Tell a coordinator, and send it later.")
        )
    if len(list(path.parent.glob(f"{by.person_id}-*"))) >= MOST_UNFINISHED:
        raise TooMany(
            _("Too many files were begun and not finished. Finish them, or send others tomorrow.")
        )
    with telling_why():
        path.touch()


def _path(key: str, by: Viewer) -> tuple[Path, int]:
    """Return where an upload of this person is, and how long it will be. Raises NotFound."""
    named = KEY.fullmatch(key)
    path = _folder() / f"{by.person_id}-{key}"
    if named is None or not path.is_file():
        raise NotFound(_("This file is not being sent any more. Choose it again."))
    return path, int(named["size"])


def _folder() -> Path:
    return settings().files_folder / FOLDER
