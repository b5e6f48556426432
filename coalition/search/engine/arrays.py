"""Named arrays in one file, read in place through memory mapping.

A file is a line of JSON, {name: [type, first byte, number]}, padded with spaces to a multiple of
ALIGNED bytes, then the arrays, each at a multiple of ALIGNED. Numbers are little-endian.
"""

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]

ALIGNED = 64


def create(path: Path, wanted: Mapping[str, tuple[str, int]]) -> dict[str, Ints]:
    """Make a file of arrays given as {name: (type, number)}; return them, zero and writable."""
    layout: dict[str, tuple[str, int, int]] = {}
    head = _head({name: (kind, 2**50, number) for name, (kind, number) in wanted.items()})
    at = len(head)
    for name, (kind, number) in wanted.items():
        layout[name] = (kind, at, number)
        at += -(-np.dtype(kind).itemsize * number // ALIGNED) * ALIGNED
    with path.open("wb") as file:
        file.write(_head(layout).ljust(len(head) - 1) + b"\n")
        file.truncate(at)
    return {
        name: np.memmap(path, kind, "r+", first, (number,)) if number else np.zeros(0, kind)
        for name, (kind, first, number) in layout.items()
    }


def write(path: Path, arrays: Mapping[str, Ints]) -> None:
    """Write arrays into a file."""
    made = create(path, {name: (array.dtype.str, len(array)) for name, array in arrays.items()})
    for name, array in arrays.items():
        made[name][:] = array


def read(path: Path) -> dict[str, Ints]:
    """Map the arrays of a file. Raises OSError and ValueError when it is not one."""
    with path.open("rb") as file:
        layout: dict[str, tuple[str, int, int]] = json.loads(file.readline())
    held = mapped(path)
    try:
        return {
            name: np.frombuffer(held, kind, number, first)
            for name, (kind, first, number) in layout.items()
        }
    except (AttributeError, TypeError) as error:  # JSON, but not of ours
        raise ValueError(f"no file of arrays: {error}") from error


def mapped(path: Path) -> mmap.mmap:
    """Return a file mapped into memory, at once where the system can.

    Faults one by one would cost more than a search.
    """
    flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, flags=flags, prot=mmap.PROT_READ)


def ranges(starts: Ints, lengths: Ints) -> Ints:
    """Return the numbers start, start + 1 … of each range, one range after the other."""
    ends = lengths.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = np.repeat(starts - ends + lengths, lengths) + np.arange(total)
    return found


def lengths(bounds: Ints) -> Ints:
    """Return how many lie between each bound and the next."""
    counts: Ints = np.diff(bounds.astype(np.int64))
    return counts


def settle(path: Path) -> None:
    """Return once a file's bytes are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _head(layout: Mapping[str, tuple[str, int, int]]) -> bytes:
    line = json.dumps(layout).encode()
    return line.ljust(-(-(len(line) + 1) // ALIGNED) * ALIGNED - 1) + b"\n"
