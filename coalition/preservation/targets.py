"""Where a backup goes: into a folder that holds many, each file once, or into one file by itself.

A folder: `files/ab/cd/abcd…` are originals of all its snapshots, `snapshots/NAME/` what is each one's
own. A snapshot is made under another name and renamed once it is whole.
"""

import fcntl
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from coalition.library.arrivals import hold
from coalition.library.storage import sync_folder
from coalition.preservation import copying
from coalition.preservation.copying import PARTIAL
from coalition.preservation.manifest import (
    FILES,
    MANIFEST,
    SEAL,
    Held,
    Manifest,
    NotABackup,
    digest_in,
    name_of,
    read,
    written,
)

SNAPSHOTS = "snapshots"
ROOM_LEFT = 64_000_000  # bytes that a backup leaves free at least
ENDING = ".tar"


class CannotBackUp(Exception):
    """No backup can be made there; the message says why and what to do."""


class Target(Protocol):
    """A backup being made; `working` is a folder on its disk, gone when it is done or ended."""

    name: str
    working: Path

    def has(self, digest: str, size_bytes: int, *, check: bool) -> bool:
        """Tell whether an original is there from an earlier backup; `check` reads all of it."""
        ...

    def add(self, name: str, source: IO[bytes], expected: Held | None = None) -> Held:
        """Add a file; where it is not as expected it is left out. Returns what the bytes were."""
        ...

    def adopt(self, name: str) -> Held:
        """Add a durable file that lies in `working`, and take it from there."""
        ...

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest last, and give the whole its name."""
        ...

    def free_bytes(self) -> int:
        """Return how many bytes there is room for."""
        ...


@contextmanager
def target_at(place: Path, name: str) -> Iterator[Target]:
    """Give what a backup of this name is written to: one file where the place ends with .tar.

    What is not finished leaves nothing that looks whole. Raises CannotBackUp.
    """
    if place.suffix == ENDING and not place.is_dir():
        with _Tar.begun(place, name) as tar:
            yield tar
    else:
        with locked_folder(place) as folder:
            target = _Folder(folder, name)
            try:
                yield target
            finally:
                shutil.rmtree(target.working, ignore_errors=True)  # it has another name when whole


@contextmanager
def locked_folder(place: Path) -> Iterator[Path]:
    """Give the folder of backups, for this process alone. Raises CannotBackUp."""
    if place.exists() and not place.is_dir():
        raise CannotBackUp(f"{place} is a file. Name a folder, or a new file that ends with .tar.")
    if place.is_dir() and not (place / SNAPSHOTS).is_dir() and any(place.iterdir()):
        raise CannotBackUp(f"{place} holds something else. Name an empty folder, or a new one.")
    for folder in copying.make_folders(place / SNAPSHOTS):
        sync_folder(folder.parent)
    lock = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CannotBackUp(f"Another backup is being written to {place}. Wait for it.") from None
    try:
        copying.clear_partial(place)
        for path in (place / SNAPSHOTS).glob(f"{PARTIAL}*"):
            shutil.rmtree(path)
        yield place
    finally:
        os.close(lock)


def new_name(at: datetime) -> str:
    """Return the name of a backup of this moment, such as 2026-11-28T071500Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")


def snapshots_in(place: Path) -> list[str]:
    """Return the names of the snapshots that a folder holds, the oldest first."""
    folder = place / SNAPSHOTS
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if (path / SEAL).is_file() and path.name[0] != ".")


def prune(place: Path, keep: int) -> tuple[list[str], int]:
    """Remove all but the newest snapshots of a folder, and files that none names.

    Returns the names of the snapshots removed and how many files. Raises NotABackup, before any
    file is removed, when the manifest of one that is kept cannot be read, and CannotBackUp.
    """
    with locked_folder(place):
        names = snapshots_in(place)
        kept, gone = names[-keep:], names[:-keep]
        wanted = {digest_in(name) for one in kept for name in manifest_in(place, one).files}
        for name in gone:
            doomed = place / SNAPSHOTS / f"{PARTIAL}{name}"
            (place / SNAPSHOTS / name).rename(doomed)
            sync_folder(doomed.parent)
            shutil.rmtree(doomed)
        spare = [path for path in (place / FILES).glob("??/??/*") if path.name not in wanted]
        for path in spare:
            path.unlink()
        return gone, len(spare)


def manifest_in(place: Path, name: str) -> Manifest:
    """Return the manifest of a snapshot in a folder. Raises NotABackup."""
    folder = place / SNAPSHOTS / name
    try:
        return read((folder / MANIFEST).read_bytes(), (folder / SEAL).read_bytes())
    except OSError as problem:
        raise NotABackup(f"{folder} cannot be read: {problem.strerror}.") from problem


class _Folder:
    """A snapshot being made in a folder that holds others."""

    def __init__(self, place: Path, name: str) -> None:
        taken = set(snapshots_in(place))
        names = (name, *(f"{name}-{number}" for number in range(2, 100)))
        self.name = next(one for one in names if one not in taken)
        self._place = place
        self._snapshot = place / SNAPSHOTS / f"{PARTIAL}{self.name}"
        self._snapshot.mkdir(mode=0o700)
        self.working = self._snapshot

    def has(self, digest: str, size_bytes: int, *, check: bool) -> bool:
        """Tell whether an original is there from an earlier backup."""
        path = self._place / name_of(digest)
        try:
            if path.stat().st_size != size_bytes:
                return False
            return not check or copying.hashed(path).sha256 == digest
        except OSError:
            return False

    def add(self, name: str, source: IO[bytes], expected: Held | None = None) -> Held:
        """Add a file, durably; originals among those of all snapshots."""
        partial, held = copying.copy(source, self._place)
        if expected is not None and held != expected:
            partial.unlink()
            return held
        is_shared = name.startswith(f"{FILES}/")
        copying.put(partial, (self._place if is_shared else self._snapshot) / name)
        return held

    def adopt(self, name: str) -> Held:
        """Add a file that lies where it is to stay already."""
        return copying.hashed(self._snapshot / name)

    def finish(self, manifest: Manifest) -> None:
        """Make the names of all files durable, write the manifest, and give the snapshot its name."""
        held = {(self._place / name).parent for name in manifest.files}
        for folder in held | {(self._snapshot / name).parent for name in manifest.logs}:
            sync_folder(folder)
        text, seal = written(manifest)
        copying.write(self._snapshot / MANIFEST, text)
        copying.write(self._snapshot / SEAL, seal)
        whole = self._snapshot.with_name(self.name)
        self._snapshot.rename(whole)
        sync_folder(whole.parent)

    def free_bytes(self) -> int:
        """Return how many bytes there is room for."""
        return shutil.disk_usage(self._place).free - ROOM_LEFT


class _Tar:
    """A backup being written to one file; nothing is compressed, since most files are already."""

    def __init__(self, place: Path, name: str, file: IO[bytes], tar: tarfile.TarFile) -> None:
        self.name = name
        self.working = _working_of(place)
        self._place = place
        self._file = file
        self._tar = tar

    @classmethod
    @contextmanager
    def begun(cls, place: Path, name: str) -> Iterator["_Tar"]:
        """Give a new file beside its place, gone at the end unless it was finished."""
        if place.exists():
            raise CannotBackUp(f"{place} is there already. Name a new file, or remove that one.")
        if not place.parent.is_dir():
            raise CannotBackUp(f"There is no folder {place.parent}. Make it first.")
        partial = _partial_of(place)
        _clear_abandoned(place.parent)
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            if not hold(file):
                raise CannotBackUp(f"Another backup is being written to {place}. Wait for it.")
            file.truncate(0)
            try:
                _working_of(place).mkdir(mode=0o700)
                with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    yield cls(place, name, file, tar)
            finally:
                shutil.rmtree(_working_of(place), ignore_errors=True)
                partial.unlink(missing_ok=True)

    def has(self, digest: str, size_bytes: int, *, check: bool) -> bool:  # noqa: ARG002 as the other
        """Tell that there is no earlier backup in a new file."""
        return False

    def add(self, name: str, source: IO[bytes], expected: Held | None = None) -> Held:
        """Add a file at the end; where it is not as expected the end is taken back."""
        begun = self._tar.offset
        member = tarfile.TarInfo(name)
        member.size = expected.size_bytes if expected else os.fstat(source.fileno()).st_size
        member.mode, member.mtime = 0o600, int(datetime.now(UTC).timestamp())
        self._tar.addfile(member)
        held = copying.pour(source, self._file, member.size)
        rest = len(source.read(1))
        if held.size_bytes != member.size or rest or (expected and held != expected):
            self._file.seek(begun)
            self._file.truncate()
            self._tar.offset = begun
            return Held(held.sha256, held.size_bytes + rest)
        self._file.write(b"\0" * (-member.size % tarfile.BLOCKSIZE))
        self._tar.offset = self._file.tell()
        return held

    def adopt(self, name: str) -> Held:
        """Add a file at the end, and remove it where it was."""
        path = self.working / name
        with path.open("rb") as source:
            held = self.add(name, source)
        path.unlink()
        return held

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the end, make all durable, and give the file its name."""
        for name, content in zip((MANIFEST, SEAL), written(manifest), strict=True):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            member.mtime = int(manifest.made_at.timestamp())
            self._tar.addfile(member, io.BytesIO(content))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        shutil.rmtree(self.working)
        _partial_of(self._place).replace(self._place)
        sync_folder(self._place.parent)

    def free_bytes(self) -> int:
        """Return how many bytes there is room for."""
        return shutil.disk_usage(self._place.parent).free - ROOM_LEFT


def _partial_of(place: Path) -> Path:
    return place.with_name(f"{PARTIAL}{place.name}")


def _working_of(place: Path) -> Path:
    return place.with_name(f"{PARTIAL}{place.name}.working")


def _clear_abandoned(folder: Path) -> None:
    """Remove what backups into files of this folder left that were ended half-way."""
    for partial in folder.glob(f"{PARTIAL}*{ENDING}"):
        with suppress(FileNotFoundError), partial.open("rb") as file:
            if hold(file):
                partial.unlink()
                place = partial.with_name(partial.name.removeprefix(PARTIAL))
                shutil.rmtree(_working_of(place), ignore_errors=True)
