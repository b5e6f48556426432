"""RIS, which every reference manager reads: a tag of two letters and a value on each line."""

from collections.abc import Iterable

from coalition.records.formats.kinds import type_of
from coalition.records.formats.saying import citation_key, date_parts
from coalition.records.names import parts_of
from coalition.records.record import Creator, Record
from coalition.web.plain import one_line


def write(record: Record) -> bytes:
    """Return a record as one reference."""
    return _reference(record).encode()


def write_all(records: Iterable[Record]) -> bytes:
    """Return records one after the other; RIS has no way to write a comment."""
    return "\r\n".join(map(_reference, records)).encode()


def _reference(record: Record) -> str:
    kind = type_of(record.kind)
    given = [
        ("TY", kind.ris),
        ("ID", citation_key(record)),
        ("T1", record.title),
        *(("AU", _author(creator)) for creator in record.creators),
        ("M3", kind.name),
        ("PY", date_parts(record)[0]),
        ("DA", "/".join(filter(None, date_parts(record)))),
        ("PB", record.publisher.name),
        *(("KW", topic.name) for topic in record.topics),
        ("LA", ", ".join(record.languages)),
        ("DO", record.doi),
        ("UR", record.address),
        ("AB", record.abstract),
    ]
    lines = [(tag, one_line(value)) for tag, value in given]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _author(creator: Creator) -> str:
    """Return "Family, Given, Suffix"; an organisation as it is, since nothing marks one."""
    parts = parts_of(creator.name)
    if creator.is_organisation:
        return creator.name
    return ", ".join(filter(None, (parts.family, parts.given, parts.suffix)))
