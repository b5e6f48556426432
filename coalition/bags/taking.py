"""Reads what a bag of the library says, each line checked for its shape before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import available_timezones

import msgspec

from coalition.audit import earlier
from coalition.bags import shapes
from coalition.bags.opening import Bag, NotOurBag

LARGEST_BYTES = 50_000_000  # of one JSON file, or one line
AUDIT = "metadata/audit.jsonl"
EARLIER = "metadata/earlier"  # the logs that the installation itself had taken in
DOCUMENTS = "metadata/documents"
Shape = TypeVar("Shape", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Contents:
    """What documents refer to, whole in memory: it is little beside the documents."""

    groups: list[shapes.Group]
    organisations: list[shapes.Organisation]
    subjects: list[shapes.Subject]
    meetings: list[shapes.Meeting]
    sessions: list[shapes.Session]


def contents(bag: Bag) -> Contents:
    """Return what documents refer to. Raises NotOurBag."""
    return Contents(
        list(_lines(bag, "groups", shapes.Group)),
        list(_lines(bag, "organisations", shapes.Organisation)),
        list(_lines(bag, "subjects", shapes.Subject)),
        list(_lines(bag, "meetings", shapes.Meeting)),
        list(_lines(bag, "sessions", shapes.Session)),
    )


def documents(bag: Bag) -> Iterator[shapes.Document]:
    """Give each document by its number, read when it is asked for. Raises NotOurBag."""
    folder = bag.folder / DOCUMENTS
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    strange = [name for name in names if not (name.isascii() and name.isdecimal())]
    if strange:
        raise NotOurBag(f"{DOCUMENTS}/{strange[0]!r:.100} is no number of a document.")
    for number in sorted(map(int, names)):
        name = f"{DOCUMENTS}/{number}/document.json"
        document = _decoded(_content(bag.folder / name), shapes.Document, name)
        if document.id != number:
            raise NotOurBag(f"{name} is of document {document.id}.")
        yield document


def refuse_unfit(bag: Bag, found: Contents) -> int:
    """Look at every document and what it refers to; return how many there are. Raises NotOurBag."""
    known = {
        "a subject": {one.id for one in found.subjects},
        "an organisation": {one.id for one in found.organisations},
        "a session": {one.id for one in found.sessions},
    }
    zones = available_timezones()
    if strange := [one for one in found.meetings if one.timezone not in zones]:
        raise NotOurBag(f"{strange[0].timezone!r:.100} of a meeting is no time zone.")
    payload: set[str] = set()
    count = 0
    for document in documents(bag):
        count += 1
        named = f"Document {document.id}"
        organisation_id = document.organisation_id
        wanted = {
            "a subject": set(document.subject_ids),
            "a session": {tie.session_id for tie in document.sessions},
            "an organisation": {organisation_id} if organisation_id is not None else set(),
        }
        for what, numbers in wanted.items():
            if numbers - known[what]:
                raise NotOurBag(f"{named} names {what} that is not in the bag.")
        given = [one.number for one in document.versions]
        if given != [*range(1, max(len(given), 1) + 1)]:
            raise NotOurBag(f"{named} has to have versions 1, 2, 3 and so on.")
        for version in document.versions:
            payload |= _checked_file(bag, version, f"{named}, version {version.number},")
    unknown = sorted(name for name in bag.digests if name.startswith("data/"))
    if extra := [name for name in unknown if name not in payload]:
        raise NotOurBag(f"{extra[0]!r:.200} belongs to no document.")
    return count


def log_of(bag: Bag) -> earlier.Log | None:
    """Return what walking along the chain of the bag's audit log found; None where it has none."""
    path = bag.folder / AUDIT
    return _log(path, AUDIT) if path.is_file() else None


def earlier_logs_of(bag: Bag, log: earlier.Log | None) -> list[earlier.Log]:
    """Return the earlier logs beside the bag's own; each has to have the name of its end.

    Raises NotOurBag.
    """
    folder = bag.folder / EARLIER
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = f"{EARLIER}/{path.name}"
        one = _log(path, name) if path.is_file() else None
        if one is None or one.name != path.name:
            raise NotOurBag(f"{name!r:.100} is not named after the end of an audit log.")
        found.append(one)
    if log and any(one.name == log.name for one in found):
        raise NotOurBag(f"{AUDIT} is in it twice.")
    return found


def _checked_file(bag: Bag, version: shapes.Version, named: str) -> set[str]:
    file = version.file
    if not file.path:
        if file.missing not in {"damaged", "removed", "held back"}:
            raise NotOurBag(f"{named} has no file, and it is not said why.")
        return set()
    if bag.digests.get(file.path) != file.digest or not file.path.startswith("data/"):
        raise NotOurBag(f"{named} has another SHA-256 than the manifest says.")
    if (bag.folder / file.path).stat().st_size != file.size_bytes:
        raise NotOurBag(f"{named} has another size than its description says.")
    return {file.path}


def _lines(bag: Bag, name: str, shape: type[Shape]) -> Iterator[Shape]:
    path = f"metadata/{name}.jsonl"
    for number, line in enumerate(_content(bag.folder / path).splitlines(), 1):
        yield _decoded(line, shape, f"{path}, line {number}")


def _content(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > LARGEST_BYTES:
        raise NotOurBag(f"metadata/…/{path.name} is missing, or too large.")
    return path.read_bytes()


def _decoded(text: bytes, shape: type[Shape], name: str) -> Shape:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise NotOurBag(f"{name} is not as it has to be: {problem}") from None


def _log(path: Path, name: str) -> earlier.Log:
    try:
        return earlier.read(path)
    except earlier.Unreadable as problem:
        raise NotOurBag(f"{name} cannot be read: {problem}") from None
