"""Compound files, the container of old office programs ([MS-CFB]): the streams of the root alone.

Every chain of sectors is followed no longer than the file can hold, whatever it says.
"""

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coalition.ingest.reading import Unreadable

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST = 100_000_000  # bytes of one stream
_DIRECTORY = 4_000_000  # bytes of directory: some 30,000 entries
_HEADER = struct.Struct("<26xH2x2H14xL4x2L4xL4x")  # up to the table of FAT sectors
_ENTRY = struct.Struct("<64sHBx3L36xLL4x")
_IN_HEADER = 109  # FAT sectors the header itself names
_LAST = 0xFFFFFFFA  # from here on numbers are marks, not sectors
_STREAM = 2
_NONE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


@contextmanager
def opened(path: Path) -> Iterator["Compound"]:
    """Open a compound file. Raises Unreadable "damaged" when its directory cannot be read."""
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            raise Unreadable("damaged", "ole")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield Compound(data)


class Compound:
    """A compound file: which streams and storages its root has, and what the streams hold."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        try:
            self._read_header()
            self._entries = self._directory()
        except (struct.error, IndexError) as error:
            raise Unreadable("damaged", "ole") from error
        self.names: dict[str, int] = dict(self._children())

    def read(self, name: str, most: int = MOST) -> bytes:
        """Return the first bytes of a stream of the root; b"" when there is none of this name."""
        entry = self._entries[self.names[name]] if name in self.names else None
        if entry is None or entry.kind != _STREAM:
            return b""
        size = min(entry.size, most)
        if entry.size >= self._cutoff:
            return self._chain(entry.start, size)
        return self._small(entry.start, size)

    def _read_header(self) -> None:
        fields = _HEADER.unpack_from(self._data)
        version, shift, small_shift, self._first, self._cutoff, self._small_table, more = fields
        if version not in (3, 4) or shift not in (9, 12) or not 6 <= small_shift < shift:
            raise Unreadable("damaged", "ole")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        self._most_sectors = len(self._data) // self._size
        self._fat = self._fat_sectors(more)

    def _fat_sectors(self, more: int) -> list[int]:
        """Return the sectors of the table of sectors: of the header, then of the list it begins."""
        found = list(struct.unpack_from(f"<{_IN_HEADER}L", self._data, _HEADER.size))
        count = self._size // 4
        for _ in range(self._most_sectors):
            if more >= _LAST or len(found) > self._most_sectors:
                break
            sector = self._sector(more)
            *numbers, more = struct.unpack(f"<{count}L", sector)
            found += numbers
        return [number for number in found if number < _LAST]

    def _sector(self, number: int) -> bytes:
        """Return a sector; IndexError when the file ends before it."""
        at = (number + 1) * self._size
        sector = self._data[at : at + self._size]
        if len(sector) < self._size:
            raise IndexError(number)
        return sector

    def _following(self, number: int) -> int:
        table, place = divmod(number, self._size // 4)
        at = (self._fat[table] + 1) * self._size + place * 4
        following: int = struct.unpack_from("<L", self._data, at)[0]
        return following

    def _chain(self, number: int, size: int) -> bytes:
        """Return `size` bytes of the sectors that follow each other, fewer where the chain breaks."""
        pieces: list[bytes] = []
        try:
            for _ in range(min(self._most_sectors, -(-size // self._size))):
                pieces.append(self._sector(number))
                number = self._following(number)
        except (IndexError, struct.error):  # the end of the chain, or of a file cut short
            pass
        return b"".join(pieces)[:size]

    def _small(self, number: int, size: int) -> bytes:
        """Return `size` bytes of the small sectors that follow each other within the root's stream."""
        within = self._chain(self._entries[0].start, self._entries[0].size)
        table = self._chain(self._small_table, len(within) // self._small_size * 4)
        pieces: list[bytes] = []
        for _ in range(-(-size // self._small_size)):
            if number * 4 + 4 > len(table):
                break
            pieces.append(within[number * self._small_size :][: self._small_size])
            number = struct.unpack_from("<L", table, number * 4)[0]
        return b"".join(pieces)[:size]

    def _directory(self) -> list[_Entry]:
        data = self._chain(self._first, _DIRECTORY)
        whole = len(data) // _ENTRY.size * _ENTRY.size
        if not whole:
            raise Unreadable("damaged", "ole")
        return [_entry(*fields) for fields in _ENTRY.iter_unpack(data[:whole])]

    def _children(self) -> Iterator[tuple[str, int]]:
        """Yield name and number of the root's entries, which form a tree by their names."""
        waiting, seen = [self._entries[0].child], {_NONE}
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            yield entry.name, number
            waiting += entry.left, entry.right


def _entry(
    name: bytes, length: int, kind: int, left: int, right: int, child: int, start: int, size: int
) -> _Entry:
    text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(text, kind, left, right, child, start, size)
