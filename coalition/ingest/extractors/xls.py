"""XLS: cells by xls2csv; names of the sheets and properties by ourselves."""

import csv
import struct
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from coalition.ingest.compound import Compound, opened
from coalition.ingest.programs import find, run
from coalition.ingest.reading import Extract, Unreadable
from coalition.ingest.sheets import Workbook
from coalition.ingest.summary import metadata_of, summary_notices

PROGRAMS = ("xls2csv",)
_SECONDS = 20.0
_MOST_BYTES = 64_000_000
_END_OF_SHEET = "\f"
_BOUND_SHEET, _FILE_PASS, _END = 0x85, 0x2F, 0x0A  # [MS-XLS] §2.3: types of records
_NEW_BEGINNING, _NEW_VERSION = 0x0809, 0x0600  # Excel 97 writes names in UTF-16
_WORKSHEET = 0
_CELLS = frozenset({0x06, 0xBD, 0xD6, 0xFD, 0x0203, 0x0204, 0x027E})  # formula, numbers, texts
_LONGEST_CELL = 32_767 * 4  # bytes; [MS-XLS] §1: 32,767 characters


def extract(path: Path) -> Extract:
    """Return the sheets as parts, hidden ones too.

    Raises Unreadable: "no-converter" without xls2csv, "password", "damaged", "too-slow",
    "too-big".
    """
    with opened(path) as compound:
        listed = list(_listed(compound))
        metadata = metadata_of(compound)
        notices = summary_notices(compound, metadata)
    sheets = _sheets(path)
    named = listed if len(listed) == len(sheets) else [("", False)] * len(sheets)
    workbook = Workbook()
    for (name, is_hidden), sheet in zip(named, sheets, strict=True):
        workbook.open(name, is_hidden=is_hidden)
        for line in csv.reader(StringIO(sheet)):
            if not workbook.take(enumerate(line)):
                break
    return workbook.extract(metadata, notices)


def _sheets(path: Path) -> list[str]:
    program = find(PROGRAMS[0])
    if program is None:
        raise Unreadable("no-converter", "xls")
    arguments = ("-d", "utf-8", "-q", "3", "-b", _END_OF_SHEET, str(path))
    said = run(program, arguments, folder=Path.cwd(), seconds=_SECONDS, most_bytes=_MOST_BYTES)
    csv.field_size_limit(_LONGEST_CELL)
    return said.decode("utf-8", "replace").replace("\0", "").split(_END_OF_SHEET)[:-1]


def _listed(compound: Compound) -> Iterator[tuple[str, bool]]:
    """Yield name and whether it is hidden of each worksheet with cells, which alone are printed.

    Raises Unreadable "password".
    """
    name = next((one for one in compound.names if one.casefold() in ("workbook", "book")), "")
    stream = compound.read(name)
    is_new = False
    for kind, data in _records(stream, 0):
        if kind == _FILE_PASS:
            raise Unreadable("password")
        if kind == _NEW_BEGINNING:
            is_new = data[:2] == struct.pack("<H", _NEW_VERSION)
        if kind == _BOUND_SHEET and len(data) > 8 and data[5] == _WORKSHEET:
            records = _records(stream, struct.unpack_from("<L", data)[0])
            if any(kind in _CELLS for kind, _ in records):
                yield _name(data[6:], is_new), bool(data[4] & 3)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield type and data of the records of a part of the stream, up to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(data: bytes, is_new: bool) -> str:
    length = data[0]
    if not is_new:
        return data[1 : 1 + length].decode("cp1252", "replace")
    if data[1] & 1:
        return data[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return data[2 : 2 + length].decode("latin-1")
