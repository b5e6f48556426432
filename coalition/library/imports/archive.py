"""A ZIP file of documents: judged from its directory, its members read with the bytes counted."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from flask_babel import gettext as _

from coalition.errors import Invalid
from coalition.ingest import archives, sentences
from coalition.ingest.reading import Unreadable
from coalition.web.site import settings

MEGABYTE = 1_000_000
MOST_MEMBERS = 20_000
MOST_BYTES = 100_000 * MEGABYTE  # of all members unpacked
MOST_DIRECTORY = 16 * MEGABYTE  # 20,000 members with names of several hundred characters
RATIO = 200  # deflate reaches 1,030 on zeros alone; tables of figures come near 100
RATIO_FROM = 5 * MEGABYTE  # below that even an extreme ratio does no harm


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a ZIP file: its name in it, unpacked size, and why it is not brought in, if so."""

    name: str
    size_bytes: int
    problem: str
    _archive: zipfile.ZipFile
    _entry: zipfile.ZipInfo

    def open(self) -> BinaryIO:
        """Return the member's bytes as they are unpacked. Raises Invalid when it is damaged."""
        with _as_invalid():
            counted = _Counted(self._archive.open(self._entry), self.size_bytes)
        return io.BufferedReader(cast(io.RawIOBase, counted))


class _Counted(io.RawIOBase):
    """Gives no more bytes than the directory promised, whatever the packed ones hold."""

    def __init__(self, stream: IO[bytes], promised: int) -> None:
        self._stream = stream
        self._left = promised

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        with _as_invalid():
            chunk = self._stream.read(len(buffer))
        self._left -= len(chunk)
        if self._left < 0:
            raise Invalid(sentences.describe("archive-too-large"))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def opened(path: Path) -> Iterator[list[Member]]:
    """Give the members of a ZIP file by name, without folders and hidden files.

    Raises Invalid with a sentence when the whole is damaged, too large, or no archive of files.
    """
    _refuse_large_directory(path)
    with _as_invalid():
        archive = zipfile.ZipFile(path)
    with archive:
        entries = archive.infolist()
        _refuse_too_much(entries)
        yield sorted(
            (
                Member(name, entry.file_size, _problem(name, entry), archive, entry)
                for entry in entries
                if not entry.is_dir() and not _is_hidden(name := _name(entry))
            ),
            key=lambda member: member.name,
        )


@contextmanager
def _as_invalid() -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        RuntimeError,  # zipfile's word for an encrypted member
        NotImplementedError,
    ) as error:
        raise Invalid(sentences.describe("damaged", "zip")) from error


def _refuse_large_directory(path: Path) -> None:
    """Refuse what the end records call too large, since zipfile reads a directory of any size whole."""
    try:
        count, size_bytes = archives.directory_of(path)
    except Unreadable as problem:
        raise Invalid(sentences.describe(problem.code, problem.detail)) from problem
    if count > MOST_MEMBERS or size_bytes > MOST_DIRECTORY:
        raise Invalid(_too_much())


def _refuse_too_much(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Invalid(
            _("This is an office document, not an archive of files. Give the folder it is in.")
        )
    if len(entries) > MOST_MEMBERS or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Invalid(_too_much())


def _too_much() -> str:
    return _(
        "The ZIP file holds too much: at most %(members)d files and %(size)d MB. Split it, or"
        " unpack it and give the folder.",
        members=MOST_MEMBERS,
        size=MOST_BYTES // MEGABYTE,
    )


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.orig_filename.split("\0")[0].replace("\\", "/")


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(
        part.startswith(".") and part not in {".", ".."} for part in parts
    )


def _problem(name: str, entry: zipfile.ZipInfo) -> str:
    """Return why a member is not brought in, or nothing. Its name is never one on our disk."""
    unpacked, limit = entry.file_size, settings().upload_max_mb
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or ":" in parts[0]:
        return _("Its name leads elsewhere on a computer, so it was left alone.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _("This is a link to another file, so it was left alone.")
    if entry.flag_bits & 1:
        return sentences.describe("password")
    if unpacked > limit * MEGABYTE:
        return _("The file is larger than %(limit)d MB, the most this site accepts.", limit=limit)
    if unpacked > RATIO_FROM and unpacked > RATIO * max(entry.compress_size, 1):
        return sentences.describe("archive-too-large")
    return ""
