"""CSL-JSON, which citation processors and Zotero read: citeproc-js's items of CSL 1.0.2."""

import json
from collections.abc import Iterable
from typing import Any

from coalition.records.formats.kinds import type_of
from coalition.records.formats.saying import (
    authors_of,
    citation_key,
    date_parts,
    is_by_its_publisher,
)
from coalition.records.names import parts_of
from coalition.records.record import Creator, Record
from coalition.web.plain import one_line


def write(record: Record) -> bytes:
    """Return a record as CSL-JSON, which is always a list."""
    return write_all([record])


def write_all(records: Iterable[Record]) -> bytes:
    """Return records as one list of CSL-JSON in UTF-8."""
    items = [item(record) for record in records]
    return json.dumps(items, ensure_ascii=False, indent=1).encode() + b"\n"


def item(record: Record) -> dict[str, Any]:
    """Return a record as an item of CSL-JSON.

    An organisation that is alone its author is not named as its publisher once more, since
    processors cannot tell that it is the same. A speech is given at the first of its meetings.
    """
    kind = type_of(record.kind)
    meeting = next(iter(record.meetings), None) if kind.csl == "speech" else None
    found: dict[str, Any] = {
        "id": citation_key(record),
        "type": kind.csl,
        "title": one_line(record.title),
        "author": [_name(creator) for creator in authors_of(record)],
        "issued": _date(record),
        "genre": kind.name,
        "publisher": "" if is_by_its_publisher(record) else one_line(record.publisher.name),
        "event-title": one_line(meeting.name) if meeting else "",
        "event-place": one_line(meeting.place) if meeting else "",
        "language": next(iter(record.languages), ""),
        "keyword": ", ".join(one_line(topic.name) for topic in record.topics),
        "DOI": record.doi,
        "URL": record.address,
        "abstract": one_line(record.abstract),
    }
    return {name: value for name, value in found.items() if value}


def _name(creator: Creator) -> dict[str, str]:
    name = one_line(creator.name)
    parts = parts_of(name)
    if creator.is_organisation or not parts.given:
        return {"literal": name}
    given = {"family": parts.family, "given": parts.given, "suffix": parts.suffix}
    return {part: text for part, text in given.items() if text}


def _date(record: Record) -> dict[str, list[list[int]]]:
    parts = [int(part) for part in date_parts(record) if part.isdecimal()]
    return {"date-parts": [parts]} if parts else {}
