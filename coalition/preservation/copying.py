"""Copies of files that are hashed on their way and durable before they have their name."""

import hashlib
import os
import secrets
import sys
from pathlib import Path
from typing import IO

from coalition.library.storage import sync_folder
from coalition.preservation.manifest import Held

CHUNK_BYTES = 1 << 20
PARTIAL = ".partial-"  # how the names of files begin that are not whole yet
OURS_ALONE = 0o600  # a backup holds personal data


def hashed(path: Path) -> Held:
    """Return the digest and size of a file's bytes. Raises OSError."""
    with path.open("rb") as source:
        return pour(source, None)


def pour(source: IO[bytes], target: IO[bytes] | None, size_bytes: int | None = None) -> Held:
    """Hand on bytes, all or this many, and return what they were; None takes them nowhere."""
    digest, count = hashlib.sha256(), 0
    most = sys.maxsize if size_bytes is None else size_bytes
    while chunk := source.read(min(CHUNK_BYTES, most - count)):
        digest.update(chunk)
        count += len(chunk)
        if target is not None:
            target.write(chunk)
    return Held(digest.hexdigest(), count)


def copy(source: IO[bytes], folder: Path, size_bytes: int | None = None) -> tuple[Path, Held]:
    """Write bytes to a new file in the folder, durably; return it, to be renamed, and what it holds."""
    path = folder / f"{PARTIAL}{secrets.token_hex(8)}"
    try:
        with open(path, "xb", opener=_for_us) as target:
            held = pour(source, target, size_bytes)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, held


def write(path: Path, content: bytes) -> Held:
    """Write a file of these bytes, whole and durable or not at all."""
    partial = path.with_name(f"{PARTIAL}{secrets.token_hex(8)}")
    with open(partial, "xb", opener=_for_us) as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    put(partial, path)
    sync_folder(path.parent)
    return Held(hashlib.sha256(content).hexdigest(), len(content))


def put(path: Path, target: Path) -> None:
    """Give a durable file its name; folders that lack are made, and are durable with it."""
    new = make_folders(target.parent)
    path.replace(target)
    for folder in new:
        sync_folder(folder.parent)


def make_folders(folder: Path, mode: int = 0o700) -> list[Path]:
    """Make a folder and those above it that lack; return those that were made, this one first."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(new):
        one.mkdir(mode=mode, exist_ok=True)
    return new


def clear_partial(folder: Path) -> None:
    """Remove what a copying that was ended half-way left."""
    for path in folder.glob(f"{PARTIAL}*"):
        path.unlink(missing_ok=True)


def _for_us(path: str, flags: int) -> int:
    return os.open(path, flags, OURS_ALONE)
