"""Zip-based files: judged from their directory before anything is unpacked, then read by count."""

import os
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from coalition.ingest.reading import Unreadable

MEMBERS = 5_000
TOTAL = 1_000_000_000  # bytes unpacked: pictures of a large presentation are the bulk of it
RATIO = 120  # office XML packs 5 to 30 times; a bomb some 1,000 times
RATIO_FROM = 5_000_000  # bytes below which even an extreme ratio does no harm
DIRECTORY = 2_000_000  # bytes of directory read into memory by the judge
MARKUP = 64_000_000  # bytes of one XML member; the tree takes several times that
# The records at the end of a zip file, of which the two of ZIP64 may be left out (APPNOTE 4.3).
_END = b"PK\x05\x06"
_END_RECORD = struct.Struct("<4s4H2LH")
_LARGE_END = b"PK\x06\x06"
_LARGE_END_RECORD = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = b"PK\x06\x07"
_LOCATOR_RECORD = struct.Struct("<4sLQL")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the directory says: the members' names, and what is odd about them."""

    names: frozenset[str]
    unsafe_names: tuple[str, ...]


def judge(path: Path) -> Judgement:
    """Judge a zip file by its directory alone.

    Raises Unreadable: "damaged", "password", "archive-too-large" (members, size, ratio), or
    "archive-nested" when it holds little but further archives.
    """
    _check_directory_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("damaged", "zip") from error
    _check_sizes(members, path.stat().st_size)
    files = [member for member in members if not member.is_dir()]
    if any(member.flag_bits & 1 for member in files):
        raise Unreadable("password")
    names = [member.orig_filename.split("\0")[0] for member in files]
    nested = [name for name in names if name.lower().endswith((".zip", ".7z", ".rar", ".gz"))]
    if nested and len(nested) * 2 >= len(names):
        raise Unreadable("archive-nested")
    unsafe = (
        name
        for name, member in zip(names, files, strict=True)
        if _is_unsafe(name) or stat.S_ISLNK(member.external_attr >> 16)
    )
    return Judgement(frozenset(names), tuple(unsafe))


def _check_directory_size(path: Path) -> None:
    """Refuse what the end records call too large, since zipfile reads a directory of any size whole."""
    count, size_bytes = directory_of(path)
    if count > MEMBERS or size_bytes > DIRECTORY:
        raise Unreadable("archive-too-large", "members")


def directory_of(path: Path) -> tuple[int, int]:
    """Return how many members a zip file has and the bytes of its directory, by its end records.

    Nothing of the directory itself is read. Raises Unreadable "damaged".
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - 65_557 - _LOCATOR_RECORD.size - _LARGE_END_RECORD.size)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_RECORD.size:
            raise Unreadable("damaged", "zip")
        _, _, _, _, count, directory_size, _, _ = _END_RECORD.unpack_from(tail, at)
        large = _large_directory(file, start, tail[:at])
    return large or (
        count,
        directory_size,
    )  # zipfile believes the large one, whatever the other says


def _large_directory(file: BinaryIO, start: int, before: bytes) -> tuple[int, int] | None:
    """Return members and bytes of the directory as ZIP64 has them just before the end record.

    `before` is the file from `start` on to its end record. A locator that leads to another record
    is damage: some programs follow it, others read the one just before it.
    """
    at = len(before) - _LOCATOR_RECORD.size
    if not before.startswith(_LOCATOR, max(0, at)):
        return None
    _, _, leads_to, _ = _LOCATOR_RECORD.unpack_from(before, at)
    at -= _LARGE_END_RECORD.size
    if at < 0 or not before.startswith(_LARGE_END, at):
        raise Unreadable("damaged", "zip")
    if leads_to != start + at and _is_record(file, leads_to):
        raise Unreadable("damaged", "zip")
    *_, count, directory_size, _ = _LARGE_END_RECORD.unpack_from(before, at)
    return count, directory_size


def _is_record(file: BinaryIO, at: int) -> bool:
    """Tell whether an end record of ZIP64 begins here; with bytes put before the zip none does."""
    if at > file.seek(0, os.SEEK_END):  # which may be more than the system can seek
        return False
    file.seek(at)
    return file.read(len(_LARGE_END)) == _LARGE_END


def _check_sizes(members: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MEMBERS:
        raise Unreadable("archive-too-large", "members")
    if total > TOTAL:
        raise Unreadable("archive-too-large", "size")
    for member in members:
        unpacked = member.file_size
        if unpacked > RATIO_FROM and unpacked > RATIO * max(member.compress_size, 1):
            raise Unreadable("archive-too-large", "ratio")
    if total > RATIO_FROM and total > RATIO * packed:  # members that share the same bytes
        raise Unreadable("archive-too-large", "ratio")


def _is_unsafe(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or ":" in plain.split("/")[0]


class Archive:
    """An opened zip file whose members are read with the bytes counted, never onto the disk."""

    def __init__(self, path: Path) -> None:
        judge(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("damaged", "zip") from error
        self._names = frozenset(self._zip.namelist())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self) -> list[str]:
        """Return the members' names, sorted."""
        return sorted(self._names)

    def read(self, name: str, limit: int = MARKUP) -> bytes:
        """Return a member's bytes.

        Raises Unreadable: "damaged" when it is missing or broken, "archive-too-large" past the
        limit, whatever the directory claims.
        """
        data = self.start(name, limit + 1)
        if len(data) > limit:
            raise Unreadable("archive-too-large", "member")
        return data

    def start(self, name: str, length: int = MARKUP) -> bytes:
        """Return a member's first bytes, at most `length`. Raises Unreadable "damaged"."""
        try:
            with self._zip.open(name) as member:
                return member.read(length)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,  # zipfile's word for an encrypted member
            NotImplementedError,
        ) as error:
            raise Unreadable("damaged", name) from error
