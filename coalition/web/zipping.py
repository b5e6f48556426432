"""ZIP files: written once for what they hold, and kept for a while for whoever asks next.

They lie on the disk rather than being made while they are sent: a slow reader then costs the site
no thread, and a download that broke off goes on where it was.
"""

import hashlib
import os
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from flask_babel import gettext as _

from coalition.causes import FULL
from coalition.errors import Conflict, NoRoom

KEPT_SECONDS = 3600  # after its last use
MOST_KEPT = 50
MOST_BYTES = 2_000_000_000  # of all that are kept
ROOM_LEFT = 64_000_000  # bytes that are left free at least: nobody who reads may fill the disk
CHUNK_BYTES = 1_000_000
# Files of these endings are compressed already, and take no smaller place for the time it costs.
COMPRESSED = (".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".epub", ".zip")
FIRST_YEAR, LAST_YEAR = 1980, 2107  # that a ZIP can say


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a ZIP: its name there, its bytes or the file that has them, its date.

    `digest` tells the bytes of a file on the disk, so that they need not be read to be known. A
    name that ends with a slash is that of a folder, which has no bytes.
    """

    name: str
    at: datetime
    content: bytes = b""
    path: Path | None = None
    digest: str = ""


def key_of(members: Sequence[Member]) -> str:
    """Return what tells a ZIP of these members from all others, in hexadecimal digits."""
    known = hashlib.sha256()
    for member in members:
        digest = member.digest or hashlib.sha256(member.content).hexdigest()
        known.update(f"{member.name}\0{member.at.isoformat()}\0{digest}\n".encode())
    return known.hexdigest()


def kept_zip(folder: Path, members: Sequence[Member]) -> tuple[Path, str]:
    """Return a file that is the ZIP of these members, and its key; made if it is not there.

    Raises NoRoom, and Conflict when one of the files went away meanwhile.
    """
    key = key_of(members)
    path = folder / f"{key}.zip"
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder, besides=path)
    if path.is_file():
        os.utime(path)
        return path, key
    try:
        _refuse_without_room(folder, members)
        _make(path, members)
    except FileNotFoundError as problem:
        raise Conflict(_("A file went away while it was packed. Try again.")) from problem
    except OSError as problem:
        if problem.errno in FULL:
            raise NoRoom(_("The site has no room left for this. Try again later.")) from problem
        raise
    return path, key


def _refuse_without_room(folder: Path, members: Sequence[Member]) -> None:
    """Raise NoRoom where a ZIP would take the room that those who write need."""
    needed = sum(
        len(member.content) if member.path is None else member.path.stat().st_size
        for member in members
    )
    if shutil.disk_usage(folder).free - needed < ROOM_LEFT:
        raise NoRoom(_("The site has no room left for this. Try again later."))


def write_zip(target: IO[bytes], members: Iterable[Member]) -> None:
    """Write a ZIP, the same bytes for the same members; nothing is in memory as a whole."""
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            for _written in _put(archive, member):
                pass


def streamed_zip(members: Iterable[Member]) -> Iterator[bytes]:
    """Give a ZIP piece by piece while its members come, for what is too much to be kept on a disk."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w") as archive:  # type: ignore[call-overload]  # it only writes
        for member in members:
            for _written in _put(archive, member):
                yield pieces.taken()
    yield pieces.taken()


class _Pieces:
    """What a ZIP is written to that cannot go back in it; it is taken away as it comes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: whoever takes the pieces sends them."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found


def _put(archive: zipfile.ZipFile, member: Member) -> Iterator[None]:
    """Write one member, with a pause after each piece of it."""
    entry = _entry(member)
    if member.path is None:
        archive.writestr(entry, member.content)
        yield
        return
    entry.file_size = member.path.stat().st_size
    with member.path.open("rb") as source, archive.open(entry, "w") as place:
        while chunk := source.read(CHUNK_BYTES):
            place.write(chunk)
            yield
    yield


def _make(path: Path, members: Sequence[Member]) -> None:
    """Write a ZIP to a place of its own and move it there once it is whole."""
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        try:
            write_zip(file, members)
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _entry(member: Member) -> zipfile.ZipInfo:
    at = member.at.astimezone(UTC)
    year = min(max(at.year, FIRST_YEAR), LAST_YEAR)
    moment = (year, at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    entry = zipfile.ZipInfo(member.name, moment)
    is_compressed = member.name.endswith(COMPRESSED)
    entry.compress_type = zipfile.ZIP_STORED if is_compressed else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = 0o40755 << 16 | 0x10 if entry.is_dir() else 0o644 << 16
    return entry


def _clear(folder: Path, *, besides: Path) -> None:
    """Remove what nobody asked for lately, and what a crash left half written."""
    now, kept_bytes = time.time(), 0
    found = ((file.stat(), file) for file in folder.iterdir() if file != besides)
    used = sorted(((known.st_mtime, file, known.st_size) for known, file in found), reverse=True)
    for place, (at, file, size_bytes) in enumerate(used):
        kept_bytes += size_bytes
        is_too_much = place >= MOST_KEPT or kept_bytes > MOST_BYTES
        if now - at > KEPT_SECONDS or (is_too_much and file.suffix == ".zip"):
            with suppress(FileNotFoundError):  # another request was quicker
                file.unlink()
