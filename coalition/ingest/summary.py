"""What old office files say of themselves: their streams of properties ([MS-OLEPS], §2.21)."""

import codecs
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from coalition.ingest import said
from coalition.ingest.compound import Compound
from coalition.ingest.findings import property_notices
from coalition.ingest.reading import Metadata, Notice

_SUMMARY, _DOCUMENT_SUMMARY = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
_CODE_PAGE, _TITLE, _SUBJECT, _AUTHOR, _KEYWORDS, _COMMENTS = range(1, 7)
_LAST_AUTHOR, _CREATED = 8, 12
_MANAGER, _COMPANY = 14, 15  # of the document summary
_SECTION = 44  # where a stream says where its first section begins
_MOST = 1_000_000  # bytes of a stream: pictures of the first page stand in it too
_MOST_PROPERTIES = 200
_INTEGER, _TEXT, _WIDE_TEXT, _TIME = 0x02, 0x1E, 0x1F, 0x40  # types of values
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of Windows' times, in steps of 100 ns
_MACROS = frozenset({"macros", "_vba_project_cur"})
_CODE_PAGES = {1200: "utf-16-le", 10000: "mac-roman", 65001: "utf-8"}

Values = dict[int, str]


def metadata_of(compound: Compound) -> Metadata:
    """Return title, authors and so on; what is broken is left out."""
    found = _values(compound.read(_SUMMARY, _MOST))
    return Metadata(
        title=said.title(found.get(_TITLE)),
        authors=said.names(found.get(_AUTHOR)),
        issued=said.issued(found.get(_CREATED)),
        description=said.description(found.get(_COMMENTS) or found.get(_SUBJECT)),
        keywords=said.keywords(found.get(_KEYWORDS)),
    )


def summary_notices(
    compound: Compound, metadata: Metadata, others: Iterable[str] = ()
) -> list[Notice]:
    """Return what the properties give away and leave out, and "macros".

    `others` are people whom the file names elsewhere, such as who commented. Nothing is said of the language, which these files keep where no property tells.
    """
    found = _values(compound.read(_SUMMARY, _MOST))
    wider = _values(compound.read(_DOCUMENT_SUMMARY, _MOST))
    people = [
        *(found.get(number, "") for number in (_AUTHOR, _LAST_AUTHOR)),
        *(wider.get(number, "") for number in (_MANAGER, _COMPANY)),
        *others,
    ]
    notices = property_notices(metadata, people)
    if any(name.lower() in _MACROS for name in compound.names):
        notices.append(Notice("macros"))
    return [notice for notice in notices if notice.code != "no-language"]


def _values(stream: bytes) -> Values:
    """Return the properties of a stream's first section as text, by their numbers."""
    try:
        start = struct.unpack_from("<L", stream, _SECTION)[0]
        count = min(struct.unpack_from("<L", stream, start + 4)[0], _MOST_PROPERTIES)
        places = dict(struct.iter_unpack("<2L", stream[start + 8 : start + 8 + 8 * count]))
    except struct.error:
        return {}
    section = stream[start:]
    codec = _codec(section, places.get(_CODE_PAGE))
    return {number: text for number, at in places.items() if (text := _text(section, at, codec))}


def _codec(section: bytes, at: int | None) -> str:
    """Return the codec of the texts, which a property of its own names."""
    try:
        kind, page = struct.unpack_from("<LH", section, at if at is not None else len(section))
        name = _CODE_PAGES.get(page, f"cp{page}") if kind == _INTEGER else "cp1252"
        return codecs.lookup(name).name
    except (struct.error, LookupError):
        return "cp1252"


def _text(section: bytes, at: int, codec: str) -> str:
    """Return a value as text; a time as YYYY-MM-DD; "" for what is neither."""
    try:
        kind, length = struct.unpack_from("<2L", section, at)
        if kind == _TIME:
            return _day(struct.unpack_from("<Q", section, at + 4)[0])
    except struct.error:
        return ""
    if kind == _WIDE_TEXT:
        length, codec = length * 2, "utf-16-le"
    elif kind != _TEXT:
        return ""
    return section[at + 8 :][:length].decode(codec, "replace").partition("\0")[0]


def _day(steps: int) -> str:
    try:
        return (_EPOCH + timedelta(microseconds=steps // 10)).date().isoformat()
    except OverflowError:
        return ""
