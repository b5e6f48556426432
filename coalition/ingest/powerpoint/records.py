"""Records one in the other, as [MS-PPT] §2.3.1 lays them out; no record reaches past its outer one."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from coalition.ingest.parts import unmarked

DOCUMENT, SLIDE, NOTES = 0x03E8, 0x03EE, 0x03F0
LIST, LIST_ENTRY = 0x0FF0, 0x03F3  # of slides with their texts
SLIDE_ATOM, SHOW_ATOM = 0x03EF, 0x03F9
SHAPE, PLACEHOLDER = 0xF004, 0x0BC3
TEXT_KIND, WIDE_TEXT, NARROW_TEXT, TEXT_ELSEWHERE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E
COMMENT, STRING = 0x2EE0, 0x0FBA
EDIT, DIRECTORY = 0x0FF5, 0x1772
_HEADER = struct.Struct("<HHL")
_CONTAINER = 0x0F
_TAG_DATA = 0x138B  # holds records, though it does not say so


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its type and instance, and where in the stream what it holds starts and ends."""

    kind: int
    instance: int
    start: int
    end: int


def whole(stream: bytes) -> Record:
    """Return the whole stream as if one record held it."""
    return Record(0, 0, 0, len(stream))


def record_at(stream: bytes, at: int) -> Record | None:
    """Return the record whose header stands here; None past the end of the stream."""
    if not 0 <= at <= len(stream) - _HEADER.size:
        return None
    head, kind, length = _HEADER.unpack_from(stream, at)
    start = at + _HEADER.size
    return Record(kind, head >> 4, start, min(start + length, len(stream)))


def within(stream: bytes, outer: Record, *kinds: int) -> Iterator[Record]:
    """Yield the records of these types at any depth, but not those within each other.

    What a container holds follows its header, so that going on there is going into it.
    """
    at = outer.start
    while at <= outer.end - _HEADER.size:
        head, kind, length = _HEADER.unpack_from(stream, at)
        start = at + _HEADER.size
        if kind in kinds:
            yield Record(kind, head >> 4, start, min(start + length, outer.end))
        is_container = head & 0x0F == _CONTAINER or kind == _TAG_DATA
        at = start if is_container and kind not in kinds else start + length


def text_of(stream: bytes, record: Record) -> str:
    """Return the text of a record that holds nothing else; its paragraphs are lines."""
    data = stream[record.start : record.end]
    codec = "latin-1" if record.kind == NARROW_TEXT else "utf-16-le"
    return unmarked(data.decode(codec, "replace")).replace("\r", "\n").replace("\v", " ")


def number_in(stream: bytes, record: Record, place: int, form: str = "<L") -> int:
    """Return the number `place` bytes into a record; 0 when it is too short."""
    if record.start + place + struct.calcsize(form) > record.end:
        return 0
    number: int = struct.unpack_from(form, stream, record.start + place)[0]
    return number
