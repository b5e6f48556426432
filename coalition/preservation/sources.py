"""Where a backup comes from: a folder or one file, which may be anybody's, so nothing in it is trusted."""

import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from coalition.preservation import copying
from coalition.preservation.manifest import (
    FILES,
    MANIFEST,
    MOST_BYTES,
    SEAL,
    Held,
    Manifest,
    NotABackup,
    may_hold,
    name_of,
    read,
)
from coalition.preservation.targets import SNAPSHOTS, manifest_in, snapshots_in

MOST_TOLD = 20
Where = Callable[[str], Path]  # the place a thing of a backup is staged at, by its name
Progress = Callable[[int], None]  # told the bytes of each thing that is staged


class Source(Protocol):
    """A backup to be read."""

    def expected(self) -> tuple[int, int]:
        """Return how many things and about how many bytes there are."""
        ...

    def stage(self, where: Where, progress: Progress) -> Manifest:
        """Copy everything, durably, comparing every hash; raises NotABackup naming what is wrong."""
        ...

    def manifest(self) -> Manifest:
        """Return what it holds, without looking at anything else. Raises NotABackup."""
        ...

    @contextmanager
    def original(self, digest: str) -> Iterator[IO[bytes]]:
        """Give the bytes held of a file, not compared yet. Raises NotABackup."""
        ...


def source_at(place: Path, snapshot: str | None = None) -> Source:
    """Return the backup at a place: a file, or the newest or a named one of a folder.

    Raises NotABackup.
    """
    if place.is_file():
        if snapshot:
            raise NotABackup(f"{place} is one backup; --snapshot chooses one of a folder.")
        return _Tar(place)
    names = snapshots_in(place)
    if not names:
        raise NotABackup(f"There is no backup at {place}.")
    if snapshot and snapshot not in names:
        shown = ", ".join(names[-MOST_TOLD:])
        raise NotABackup(f"{place} has no snapshot {snapshot!r}. It has: {shown}.")
    return _Folder(place, snapshot or names[-1])


class _Folder:
    """A snapshot in a folder that holds others."""

    def __init__(self, place: Path, name: str) -> None:
        self._place = place
        self._name = name

    def manifest(self) -> Manifest:
        """Return what the snapshot holds."""
        return manifest_in(self._place, self._name)

    def expected(self) -> tuple[int, int]:
        """Return how many things and bytes it holds."""
        found = self.manifest()
        return len(found.held), found.size_bytes

    def stage(self, where: Where, progress: Progress) -> Manifest:
        """Copy everything that the manifest names, comparing every hash."""
        found = self.manifest()
        wrong = []
        for name, held in found.held.items():
            problem = self._staged(name, held, where(name))
            if problem:
                wrong.append(f"{name} {problem}")
            progress(held.size_bytes)
        _refuse(wrong)
        return found

    @contextmanager
    def original(self, digest: str) -> Iterator[IO[bytes]]:
        """Give the bytes held of a file."""
        try:
            file = _opened(self._path(name_of(digest)))
        except OSError as problem:
            raise NotABackup(f"{name_of(digest)} {problem.strerror}") from problem
        with file:
            yield file

    def _staged(self, name: str, expected: Held, target: Path) -> str:
        """Copy one thing; return what is wrong with it, if anything."""
        try:
            with _opened(self._path(name)) as source:
                copying.make_folders(target.parent)
                partial, held = copying.copy(source, target.parent)
        except FileNotFoundError:
            return "is missing"
        except OSError as problem:
            return f"cannot be read or copied: {problem.strerror}"
        partial.replace(target)
        return "" if held == expected else _difference(held, expected)

    def _path(self, name: str) -> Path:
        own = self._place / SNAPSHOTS / self._name
        return (self._place if name.startswith(f"{FILES}/") else own) / name


class _Tar:
    """A backup in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def manifest(self) -> Manifest:
        """Return what the file holds."""
        with _members(self._path) as (tar, members):
            return self._manifest({m.name: _text(tar, m) for m in members if _is_text(m)})

    def expected(self) -> tuple[int, int]:
        """Return how many things and bytes it has; only their heads are read."""
        with _members(self._path) as (_tar, members):
            return sum(1 for _member in members), self._path.stat().st_size

    def stage(self, where: Where, progress: Progress) -> Manifest:
        """Copy everything there is, comparing every hash with the manifest, which comes last."""
        found: dict[str, Held] = {}
        texts: dict[str, bytes] = {}
        with _members(self._path) as (tar, members):
            for member in members:
                if member.name in found or member.name in texts:
                    raise NotABackup(f"{member.name!r} is in the backup twice.")
                if _is_text(member):
                    texts[member.name] = _text(tar, member)
                else:
                    found[member.name] = _staged(tar, member, where(member.name))
                progress(member.size)
        manifest = self._manifest(texts)
        wrong = [f"{name} is missing" for name in manifest.held.keys() - found.keys()]
        wrong += [f"{name} is not in the manifest" for name in found.keys() - manifest.held.keys()]
        wrong += [
            f"{name} {_difference(found[name], held)}"
            for name, held in manifest.held.items()
            if name in found and found[name] != held
        ]
        _refuse(sorted(wrong))
        return manifest

    @contextmanager
    def original(self, digest: str) -> Iterator[IO[bytes]]:
        """Give the bytes held of a file."""
        with _members(self._path) as (tar, members):
            for member in members:
                file = tar.extractfile(member) if member.name == name_of(digest) else None
                if file is not None:
                    yield file
                    return
        raise NotABackup(f"{name_of(digest)} is not in the backup")

    def _manifest(self, texts: dict[str, bytes]) -> Manifest:
        if not {MANIFEST, SEAL} <= texts.keys():
            raise NotABackup(f"{self._path} has no manifest: it is no backup, or was broken off.")
        return read(texts[MANIFEST], texts[SEAL])


@contextmanager
def _members(path: Path) -> Iterator[tuple[tarfile.TarFile, Iterator[tarfile.TarInfo]]]:
    """Give the members of a file, each one refused unless it is what a backup may hold."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar, _checked(tar)
    except (tarfile.TarError, EOFError) as problem:
        raise NotABackup(f"{path} is no backup, or not a whole one: {problem}.") from problem


def _checked(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in tar:
        is_plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
        if not is_plain or not may_hold(member.name):
            raise NotABackup(
                f"{member.name!r:.100} is nothing that a backup of this program holds. "
                "Nothing of it was put in place."
            )
        yield member


def _is_text(member: tarfile.TarInfo) -> bool:
    return member.name in {MANIFEST, SEAL}


def _text(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    if file is None or member.size > MOST_BYTES:
        raise NotABackup(f"{member.name} cannot be read, or is too large.")
    return file.read()


def _staged(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> Held:
    file = tar.extractfile(member)
    if file is None:
        raise NotABackup(f"{member.name} cannot be read.")
    copying.make_folders(target.parent)
    partial, held = copying.copy(file, target.parent)
    partial.replace(target)
    return held


def _opened(path: Path) -> IO[bytes]:
    """Open a regular file that is no link. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise OSError(0, "is no regular file")
    return file


def _difference(found: Held, expected: Held) -> str:
    if found.size_bytes != expected.size_bytes:
        return f"has {found.size_bytes} bytes, not {expected.size_bytes}"
    return "is not what was backed up: its hash differs"


def _refuse(wrong: list[str]) -> None:
    if wrong:
        more = f"\n  and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else ""
        listed = "".join(f"\n  {line}" for line in wrong[:MOST_TOLD])
        raise NotABackup(
            f"The backup is damaged, and nothing of it was put in place:{listed}{more}"
        )
