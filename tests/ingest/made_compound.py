"""Compound files and what old office programs put into them, made as the tests need them."""

import struct
from collections.abc import Mapping, Sequence
from datetime import date

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes], inner: Mapping[str, bytes] | None = None) -> bytes:
    """Give a compound file of these streams; those of `inner` stand in a storage "Pool"."""
    sectors: list[bytes] = []
    following: list[int] = []
    small = bytearray()
    small_following: list[int] = []
    places = {
        name: _small(data, small, small_following)
        if len(data) < _CUTOFF
        else _large(data, sectors, following)
        for name, data in [*streams.items(), *(inner or {}).items()]
    }
    root = _large(bytes(small), sectors, following)
    small_table = _large(_numbers(small_following), sectors, following)
    directory = _large(
        _directory(streams, inner or {}, places, root, len(small)), sectors, following
    )
    tables = -(-(len(following) + 1) // (_SECTOR // 4))
    following += [_TABLE] * tables
    first_table = len(sectors)
    sectors.append(_numbers(following).ljust(tables * _SECTOR, b"\xff"))
    listed = [first_table + number for number in range(tables)]
    header = struct.pack(
        "<8s16x5H10x8L",
        SIGNATURE,
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(tables, directory, 0, _CUTOFF, small_table, 1, _END, 0),
    )
    return (header + _numbers(listed)).ljust(_SECTOR, b"\xff") + b"".join(sectors)


def _large(data: bytes, sectors: list[bytes], following: list[int]) -> int:
    if not data:
        return _END
    first = len(following)
    for at in range(0, len(data), _SECTOR):
        sectors.append(data[at : at + _SECTOR].ljust(_SECTOR, b"\0"))
        following.append(len(following) + 1)
    following[-1] = _END
    return first


def _small(data: bytes, small: bytearray, following: list[int]) -> int:
    first = len(following)
    for at in range(0, len(data), _SMALL):
        small += data[at : at + _SMALL].ljust(_SMALL, b"\0")
        following.append(len(following) + 1)
    if len(following) > first:
        following[-1] = _END
    return first


def _numbers(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}L", *numbers)


def _directory(
    streams: Mapping[str, bytes],
    inner: Mapping[str, bytes],
    places: Mapping[str, int],
    root: int,
    small_size: int,
) -> bytes:
    """Give the directory: each entry's right neighbour is the next, none has a left one."""
    entries = [_entry("Root Entry", 5, _FREE, 1, root, small_size)]
    outer = [*streams, "Pool"] if inner else [*streams]
    for number, name in enumerate(outer, start=1):
        right = number + 1 if number < len(outer) else _FREE
        if name in streams:
            entries.append(_entry(name, 2, right, _FREE, places[name], len(streams[name])))
        else:
            entries.append(_entry(name, 1, right, number + 1, 0, 0))
    for number, (name, data) in enumerate(inner.items(), start=len(entries)):
        right = number + 1 if number < len(outer) + len(inner) else _FREE
        entries.append(_entry(name, 2, right, _FREE, places[name], len(data)))
    return b"".join(entries)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    plain = name.encode("utf-16-le")
    named = (plain.ljust(64, b"\0"), len(plain) + 2, kind, 1, _FREE, right, child)
    return struct.pack("<64sHBB3L36xLLL", *named, start, size, 0)


def summary(title: str, author: str) -> bytes:
    """Give a stream of properties in UTF-8: title, author and a day in 2012."""
    created = (date(2012, 11, 8) - date(1601, 1, 1)).days * 864_000_000_000  # steps of 100 ns
    values = {
        1: struct.pack("<LHxx", 2, 65001),
        2: _text(title),
        4: _text(author),
        12: struct.pack("<LQ", 0x40, created),
    }
    at = 8 + 8 * len(values)
    places, body = b"", b""
    for number, value in values.items():
        places += struct.pack("<2L", number, at + len(body))
        body += value
    section = struct.pack("<2L", at + len(body), len(values)) + places + body
    return struct.pack("<2HL16xL16xL", 0xFFFE, 0, 0, 1, 48) + section


def _text(value: str) -> bytes:
    plain = value.encode() + b"\0"
    padded = plain.ljust(-(-len(plain) // 4) * 4, b"\0")
    return struct.pack("<2L", 0x1E, len(plain)) + padded


def word(text: str, *, is_locked: bool = False, comment_count: int = 0) -> bytes:
    """Give a stream WordDocument of plain text, in UTF-16, without the tables around it."""
    data = text.replace("\n", "\r").encode("utf-16-le")
    flags = 0x1000 | (0x0100 if is_locked else 0)
    header = struct.pack("<3H4xH12x2L", 0xA5EC, 0xC1, 0, flags, 512, 512 + len(data))
    counted = struct.pack("<L", 4 + 34 * comment_count if comment_count else 0)
    start = (header.ljust(0xBE, b"\0") + counted).ljust(512, b"\0")
    return (start + data).ljust(8192, b"\0")


def records(*found: tuple[int, bytes]) -> bytes:
    """Give records of Excel: type and data."""
    return b"".join(struct.pack("<2H", kind, len(data)) + data for kind, data in found)


def excel(sheets: Mapping[str, Sequence[Sequence[str]]], hidden: Sequence[str] = ()) -> bytes:
    """Give a stream Workbook of these sheets, texts in their cells."""
    beginning = (0x0809, struct.pack("<4H2L", 0x0600, 5, 0, 0, 0, 0))
    bodies = [
        records(
            (0x0809, struct.pack("<4H2L", 0x0600, 0x10, 0, 0, 0, 0)),
            *(
                _cell(row, column, text)
                for row, line in enumerate(lines)
                for column, text in enumerate(line)
            ),
            (0x0A, b""),
        )
        for lines in sheets.values()
    ]
    at = len(records(beginning, *((0x85, _bound(name, 0, False)) for name in sheets), (0x0A, b"")))
    listed = []
    for name, body in zip(sheets, bodies, strict=True):
        listed.append((0x85, _bound(name, at, name in hidden)))
        at += len(body)
    return records(beginning, *listed, (0x0A, b"")) + b"".join(bodies)


def _bound(name: str, at: int, is_hidden: bool) -> bytes:
    return struct.pack("<L2B2B", at, is_hidden, 0, len(name), 0) + name.encode("latin-1")


def _cell(row: int, column: int, text: str) -> tuple[int, bytes]:
    data = text.encode("latin-1")
    return 0x0204, struct.pack("<4HB", row, column, 0, len(data), 0) + data


def record(kind: int, data: bytes, *, instance: int = 0, is_container: bool = False) -> bytes:
    """Give a record of PowerPoint."""
    return (
        struct.pack("<2HL", instance << 4 | (0x0F if is_container else 0), kind, len(data)) + data
    )
