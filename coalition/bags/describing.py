"""The record of a document as files of its bag: JSON of our own, and the formats of other programs."""

from collections.abc import Iterator, Mapping

import msgspec

from coalition.records.formats.catalogue import BY_KEY
from coalition.records.record import Record
from coalition.web.zipping import Member

FORMATS = ("json-ld", "datacite", "dublin-core")  # keys of records.formats: those of archives


def record_members(
    record: Record, folder: str, files: Mapping[int, Mapping[str, str]]
) -> Iterator[Member]:
    """Give the files in which a bag describes a document, in this folder of it.

    files: of each version by its number, its path in the bag and why it is missing.
    """
    described = msgspec.to_builtins(record)
    for edition in described["editions"]:
        edition |= files.get(edition["number"], {"path": "", "missing": ""})
    yield Member(f"{folder}record.json", record.published_at, written(described))
    for key in FORMATS:
        if key in BY_KEY:
            name = f"{folder}record.{BY_KEY[key].ending}"
            yield Member(name, record.published_at, BY_KEY[key].write(record))


def written(thing: object) -> bytes:
    """Return a thing as JSON for people to read, too."""
    return msgspec.json.format(msgspec.json.encode(thing), indent=2) + b"\n"
