"""DOC: text by antiword, which tells headings and lists, else by catdoc; properties by ourselves."""

import re
import struct
from collections.abc import Callable
from pathlib import Path

from coalition.ingest import docbook
from coalition.ingest.compound import opened
from coalition.ingest.findings import count_notice, heading_notices
from coalition.ingest.parts import Block, split
from coalition.ingest.programs import find, run
from coalition.ingest.reading import Extract, Unreadable
from coalition.ingest.summary import metadata_of, summary_notices

PROGRAMS = ("antiword", "catdoc")
_SECONDS = 20.0
_MOST_BYTES = 64_000_000
# [MS-DOC] §2.5: where the header says what; the bit is of the second byte of the flags.
_VERSION, _FLAGS, _ENCRYPTED, _COMMENTS_SIZE = 0x02, 0x0B, 0x01, 0xBE
_WORD_97 = 0xC1
_HEADER = 512  # bytes of it that are looked at
_COMMENT = 34  # bytes of a comment in the table of all of them, which ends with four more
_FIELDS = re.compile(r'(?:HYPERLINK|PAGEREF|INCLUDEPICTURE|TOC)(?: +(?:"[^"\n]*"|\\\w|_\w+))+')


def extract(path: Path) -> Extract:
    """Return the text in parts.

    Raises Unreadable: "no-converter" without a program that reads it, "password", "damaged",
    "too-slow", "too-big".
    """
    with opened(path) as compound:
        header = compound.read("WordDocument", _HEADER)
        if header[_FLAGS : _FLAGS + 1] and header[_FLAGS] & _ENCRYPTED:
            raise Unreadable("password")
        metadata = metadata_of(compound)
        notices = [
            *count_notice("comments", _comment_count(header)),
            *summary_notices(compound, metadata),
        ]
    pages = split(_blocks(path))
    return Extract("part", pages, metadata, (*heading_notices(pages), *notices))


def _comment_count(header: bytes) -> int:
    """Return how many comments there are, which no program here reads; 0 before Word 97."""
    if len(header) < _HEADER or struct.unpack_from("<H", header, _VERSION)[0] < _WORD_97:
        return 0
    size: int = struct.unpack_from("<L", header, _COMMENTS_SIZE)[0]
    return max(size - 4, 0) // _COMMENT


def _blocks(path: Path) -> list[Block]:
    """Return what the first program gives that finds text; each leaves out some files."""
    refusal = Unreadable("no-converter", "doc")
    is_read = False
    for name in PROGRAMS:
        program = find(name)
        if program is None:
            continue
        try:
            blocks = _READERS[name](program, path)
        except Unreadable as error:
            refusal = error
            continue
        is_read = True
        if blocks:
            return blocks
    if not is_read:
        raise refusal
    return []


def _by_antiword(program: str, path: Path) -> list[Block]:
    return docbook.blocks_of(_said(program, "-m", "UTF-8.txt", "-x", "db", str(path)))


def _by_catdoc(program: str, path: Path) -> list[Block]:
    text = _said(program, "-w", "-d", "utf-8", str(path)).decode("utf-8", "replace")
    lines = (" ".join(_FIELDS.sub("", line).split()) for line in re.split(r"[\n\f]", text))
    return [Block(line) for line in lines if line]


def _said(program: str, *arguments: str) -> bytes:
    return run(program, arguments, folder=Path.cwd(), seconds=_SECONDS / 2, most_bytes=_MOST_BYTES)


_READERS: dict[str, Callable[[str, Path], list[Block]]] = {
    "antiword": _by_antiword,
    "catdoc": _by_catdoc,
}
