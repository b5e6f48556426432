"""Writes a bag to a new folder or ZIP file, which has its name once it is whole and on the disk."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from coalition.causes import FULL
from coalition.library.storage import sync_folder
from coalition.web.zipping import CHUNK_BYTES, Member, write_zip

ENDING = ".zip"
PART = ".part"  # after the name of what is not whole yet
ROOM_LEFT = 64_000_000  # bytes that are left free at least
FILE_BYTES = 9_000  # about what the metadata of a document take on a disk
OURS_ALONE = 0o077  # taken away from all that is made: a bag may hold what is not for everybody
Progress = Callable[[Member], None]


class CannotPack(Exception):
    """No bag was made; the message says why and what to do."""


def write_bag(
    place: Path, members: Iterable[Member], *, size_bytes: int, count: int, progress: Progress
) -> None:
    """Write members to a place that is not there yet. Raises CannotPack, with nothing left behind.

    size_bytes, count: how many bytes there are at the most, in how many files. Each file is hashed
    once more while it is copied.
    """
    _refuse(place, size_bytes + count * FILE_BYTES)
    part = place.with_name(f".{place.name}{PART}")
    mask = os.umask(OURS_ALONE)
    try:
        _clear(part)
        if place.suffix == ENDING:
            _write_zip(part, place.stem, _told(members, progress))
        else:
            for member in _told(members, progress):
                _put(part, member)
        if place.is_dir():
            place.rmdir()  # it was empty
        part.replace(place)
        sync_folder(place.parent)
    except OSError as problem:
        _clear(part)
        if problem.errno in FULL:
            raise CannotPack(f"The disk of {place.parent} is full. No bag was made.") from problem
        raise CannotPack(
            f"No bag was made: {problem.strerror or problem}: {problem.filename or place}"
        ) from problem
    except BaseException:
        _clear(part)
        raise
    finally:
        os.umask(mask)


def _refuse(place: Path, size_bytes: int) -> None:
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        raise CannotPack(f"{place} is there already, and nothing is overwritten. Name another.")
    if not place.parent.is_dir():
        raise CannotPack(f"There is no folder {place.parent}. Make it first.")
    free = shutil.disk_usage(place.parent).free - ROOM_LEFT
    if free < size_bytes:
        raise CannotPack(
            f"The disk of {place.parent} has room for {max(free, 0) / 1e6:,.0f} MB, and the bag may "
            f"take {size_bytes / 1e6:,.0f} MB. Make room, or name another disk."
        )


def _told(members: Iterable[Member], progress: Progress) -> Iterator[Member]:
    for member in members:
        yield member
        progress(member)


def _put(folder: Path, member: Member) -> None:
    """Write one file of a bag, durably."""
    target = folder / member.name
    if member.name.endswith("/"):
        target.mkdir(parents=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with target.open("xb") as file:
        for piece in _pieces(member):
            found.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if member.digest and found.hexdigest() != member.digest:
        raise CannotPack(f"{member.path} changed while it was copied. Run this again.")


def _pieces(member: Member) -> Iterator[bytes]:
    if member.path is None:
        yield member.content
        return
    with member.path.open("rb") as source:
        while piece := source.read(CHUNK_BYTES):
            yield piece


def _write_zip(part: Path, name: str, members: Iterable[Member]) -> None:
    """Write a ZIP with the bag in a folder of the same name, as RFC 8493 wants it."""
    with part.open("xb") as file:
        write_zip(file, in_folder(name, members))
        file.flush()
        os.fsync(file.fileno())


def in_folder(name: str, members: Iterable[Member]) -> Iterator[Member]:
    """Give the members with their names below this folder."""
    for member in members:
        yield replace(member, name=f"{name}/{member.name}")


def _clear(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
