"""How posting lists lie on disk: arrays that numpy reads in place, written through Whoosh's codec.

Whoosh's own lists are pickled in blocks of 128 and decoded posting by posting; reading these takes
microseconds whatever their length, which is where the speed of the result page comes from.

One list, all little-endian: count u4, bytes per position u4 (2 or 4), documents u4[count],
weights f4[count], ends u4[count] (running number of positions), positions.
"""

import mmap
import struct
import sys
from array import array
from dataclasses import dataclass
from hashlib import md5
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import whoosh
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3TermInfo, W3TermsReader
from whoosh.filedb.filetables import OrderedHashReader
from whoosh.filedb.structfile import StructFile
from whoosh.matching import ListMatcher

Ints = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]

ENGINE = "2.7.4"
if ".".join(map(str, whoosh.__version__)) != ENGINE:
    # 2.7.5 and the forks keep replaced documents findable, and all share the import name.
    raise ImportError(f"Coalition needs Whoosh {ENGINE}, found {whoosh.__version__!r}.")

_HEAD = struct.Struct("<II")
_OFFSET = struct.Struct("!q")  # of a list, follows Whoosh's statistics of a term
_STATISTICS = W3TermInfo._struct.size
_POINTER = struct.Struct("!Iq")  # in a hash table: the hash and where its key begins
_LENGTHS = struct.Struct("!ii")  # in front of a key and its value
_WIDE = 1 << 16


def _little(values: "array[Any]") -> bytes:
    """Return an array's bytes, least significant first."""
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


@dataclass(frozen=True, slots=True)
class PostingList:
    """The documents of one term in one segment, with weights and positions."""

    documents: Ints
    weights: Floats
    ends: Ints
    positions: Ints

    def in_document(self, document: int) -> Ints:
        """Return the ascending positions in a document, none when it lacks the term."""
        at = int(self.documents.searchsorted(document))
        if at == len(self.documents) or self.documents[at] != document:
            return self.positions[:0]
        return self.positions[int(self.ends[at - 1]) if at else 0 : int(self.ends[at])]

    def counts(self) -> Ints:
        """Return the number of positions of each document."""
        return np.diff(self.ends, prepend=np.uint32(0))


def read_list(source: Ints, offset: int) -> PostingList:
    """Return the posting list at an offset of the mapped bytes, without copying it."""
    count, width = _HEAD.unpack(source[offset : offset + _HEAD.size].tobytes())
    at = offset + _HEAD.size
    size = 4 * count
    documents = source[at : at + size].view("<u4")
    weights = source[at + size : at + 2 * size].view("<f4")
    ends = source[at + 2 * size : at + 3 * size].view("<u4")
    total = int(ends[-1]) if count else 0
    start = at + 3 * size
    positions = source[start : start + total * width].view("<u2" if width == 2 else "<u4")
    return PostingList(documents, weights, ends, positions)


class PostingsWriter:
    """Writes one term's list at a time; the interface is Whoosh's PostingsWriter."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def start_postings(self, format_: object, terminfo: Any) -> None:  # noqa: ARG002 Whoosh's
        """Begin the list of a term."""
        self._info = terminfo
        self._start = self._file.tell()
        self._documents = array("I")
        self._weights = array("f")
        self._ends = array("I")
        self._values: list[bytes] = []
        self._total = 0

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: object = None) -> None:  # noqa: ARG002 Whoosh's
        """Add a document; `vbytes` are its positions as u4."""
        self._documents.append(id_)
        self._weights.append(weight)
        self._total += len(vbytes) // 4
        self._ends.append(self._total)
        self._values.append(vbytes)

    def finish_postings(self) -> Any:
        """Write the list and return the filled term information."""
        joined = b"".join(self._values)
        positions = np.frombuffer(joined, dtype="<u4")
        narrow = not len(positions) or int(positions.max()) < _WIDE
        write = self._file.write
        write(_HEAD.pack(len(self._documents), 2 if narrow else 4))
        write(_little(self._documents))
        write(_little(self._weights))
        write(_little(self._ends))
        write(positions.astype("<u2").tobytes() if narrow else joined)
        write(bytes(-self._file.tell() % 4))  # arrays stay aligned
        info = self._info
        info._weight += float(sum(self._weights))
        info._df += len(self._documents)
        info._maxweight = max(info._maxweight, max(self._weights, default=0.0))
        info._minid = self._documents[0]
        info._maxid = self._documents[-1]
        info._minlength = info._maxlength = 0
        info.set_extent(self._start, min(self._file.tell() - self._start, 2**31 - 1))
        return info


class MappedFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """A file of Whoosh's read through memory mapping instead of seek and read."""

    def __init__(self, path: Path) -> None:
        # Populated at once where the system can: faults one by one cost more than the search.
        flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, flags=flags, prot=mmap.PROT_READ)
        super().__init__(mapped, name=path.name)

    def get(self, position: int, length: int) -> bytes:
        """Return bytes at a position."""
        return self.file[position : position + length]  # type: ignore[no-any-return]


class TermsReader(W3TermsReader):  # type: ignore[misc] # Whoosh has no types
    """Finds a term and gives its posting list as arrays."""

    def __init__(self, codec: "Codec", storage: Any, segment: Any) -> None:
        folder = Path(storage.folder)
        terms = folder / segment.make_filename(codec.TERMS_EXT)
        lists = folder / segment.make_filename(codec.POSTS_EXT)
        self._codec = codec
        self._dbfile = MappedFile(terms)
        self._terms = self._dbfile.file
        self._tindex = OrderedHashReader(self._dbfile, terms.stat().st_size)
        self._fieldmap = self._tindex.extras["fieldmap"]
        self._fieldunmap = [None] * len(self._fieldmap)
        for name, number in self._fieldmap.items():
            self._fieldunmap[number] = name
        empty = not lists.stat().st_size
        self._lists = (
            np.zeros(0, np.uint8) if empty else np.memmap(lists, np.uint8, "r").view(np.ndarray)
        )

    def find_list(self, field: str, term: bytes) -> PostingList | None:
        """Return the posting list of a term, None when no document has it."""
        at = self._find(self._keycoder(field, term))
        if at is None:
            return None
        return read_list(self._lists, _OFFSET.unpack_from(self._terms, at + _STATISTICS)[0])

    def _find(self, key: bytes) -> int | None:
        """Return where the value of a key begins.

        The same walk as Whoosh's HashReader.ranges_for_key, on the mapped bytes and without its
        generators: most terms looked up are not there, and each look-up costs a third.
        """
        hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        table, slots = self._tindex.tables[hashed & 255]
        if not slots:
            return None
        slot = (hashed >> 8) % slots
        for _ in range(slots):
            found, position = _POINTER.unpack_from(self._terms, table + slot * _POINTER.size)
            if not position:
                return None
            if found == hashed:
                length, _size = _LENGTHS.unpack_from(self._terms, position)
                start = position + _LENGTHS.size
                if length == len(key) and self._terms[start : start + length] == key:
                    return int(start + length)
            slot = (slot + 1) % slots
        return None

    def matcher(self, fieldname: str, tbytes: bytes, format_: Any, scorer: Any = None) -> Any:
        """Return Whoosh's view of a list, which merging of segments needs."""
        found = self.find_list(fieldname, tbytes)
        if found is None:
            return ListMatcher([], format=format_, scorer=scorer)
        bounds = [0, *found.ends.tolist()]
        raw = found.positions.astype("<u4").tobytes()
        values = [raw[4 * a : 4 * b] for a, b in pairwise(bounds)]
        return ListMatcher(
            found.documents.tolist(),
            found.weights.tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, tbytes),
        )

    def close(self) -> None:
        """Give the files back; arrays still in use keep their own hold."""
        self._tindex.close()
        self._lists = np.zeros(0, np.uint8)


class ColumnsReader(W3PerDocReader):  # type: ignore[misc] # Whoosh has no types
    """Reads the columns of a segment through memory mapping."""

    def _get_column_file(self, fieldname: str) -> tuple[Any, int, int]:
        """Return a column's file, the offset where it begins, and its length."""
        path = Path(self._storage.folder) / Codec.column_filename(self._segment, fieldname)
        return MappedFile(path), 0, path.stat().st_size


class Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's third codec with posting lists of our own."""

    length_stats = False  # weights already hold the length, see coalition.search.records

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # noqa: ARG002 Whoosh's
        """Return the writer of posting lists."""
        return PostingsWriter(dbfile)

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        """Return the reader of a segment's terms."""
        return TermsReader(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> ColumnsReader:
        """Return the reader of a segment's columns."""
        return ColumnsReader(storage, segment)
