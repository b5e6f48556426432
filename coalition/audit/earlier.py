"""The audit logs of installations that the library came from: files beside this one's own log.

A log comes in a bag. Its file is named after the end of its chain and never changes; details of acts
are not in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import select

from coalition.audit.chain import BEGINNING, Link, verified
from coalition.audit.models import Act
from coalition.database import db

FOLDER = "bags"  # of the instance
NAME = re.compile(r"audit-[0-9a-f]{16}\.jsonl", re.ASCII)
LONGEST_BYTES = 50_000_000  # of a line
_Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Unreadable(Exception):
    """A file is no audit log; the message says why."""


class _Line(msgspec.Struct, frozen=True):
    number: int
    at: datetime
    action: str
    person: int | None
    subject: str
    detail_digest: str
    previous: str
    digest: _Digest  # a file is named after it


_LINE = msgspec.json.Decoder(_Line)


@dataclass(frozen=True, slots=True)
class Log:
    """An audit log in a file: how many acts, how many do not hold, the digest of the last."""

    path: Path
    count: int
    broken_count: int
    head: str

    @property
    def name(self) -> str:
        """Return the name its file is kept under."""
        return _name_of(self.head)


def kept(instance: Path) -> list[Path]:
    """Return the logs that are kept in an instance, by name."""
    found = (instance / FOLDER).glob("audit-*.jsonl")
    return sorted(path for path in found if NAME.fullmatch(path.name) and path.is_file())


def acts_in(path: Path) -> Iterator[Link]:
    """Give the acts of a log; without their details, whose salt is kept back. Raises Unreadable."""
    with path.open("rb") as file:
        while text := file.readline(LONGEST_BYTES + 1):
            if len(text) > LONGEST_BYTES:
                raise Unreadable("a line of it is too long")
            try:
                line = _LINE.decode(text)
            except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
                raise Unreadable(str(problem)) from None
            yield Link(
                id=line.number,
                at=line.at,
                action=line.action,
                person_id=line.person,
                subject=line.subject,
                detail=None,
                salt="",
                detail_digest=line.detail_digest,
                previous=line.previous,
                digest=line.digest,
            )


def read(path: Path) -> Log:
    """Walk along the chain of a log and return what was found. Raises Unreadable and OSError."""
    head = BEGINNING

    def walked() -> Iterator[Link]:
        nonlocal head
        for act in acts_in(path):
            head = act.digest
            yield act

    found = verified(walked())
    return Log(path, found.count, found.broken_count, head)


def read_kept(path: Path) -> Log:
    """Return a log that is kept. Raises Unreadable, also where its end is not what it is named after."""
    try:
        log = read(path)
    except OSError as problem:
        raise Unreadable(str(problem.strerror)) from None
    if log.name != path.name:
        raise Unreadable("it does not end with the act it is named after")
    return log


def missing(instance: Path) -> list[str]:
    """Return the names of logs that were taken in, as this installation's own log says, and are gone.

    It says so as long as the details of acts are kept.
    """
    details = db.session.scalars(
        select(Act.detail).where(Act.action == "bags.taken_in").order_by(Act.id)
    ).all()
    heads = [head for one in details if one for head in (one.get("head"), *one.get("earlier", ()))]
    db.session.rollback()
    there = {path.name for path in kept(instance)}
    return sorted({_name_of(str(head)) for head in heads if head} - there)


def _name_of(head: str) -> str:
    return f"audit-{head[:16]}.jsonl"
