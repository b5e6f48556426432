"""Who was erased, kept beside the database, so that a restored backup brings nobody back.

A line for each: the person's number, when their account was made, which tells numbers apart that
were given twice, and when they were erased. Nothing in it says who they were.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coalition.web.site import settings

NAME = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Erased:
    """One person who was erased; both moments aware."""

    person_id: int
    created_at: datetime
    erased_at: datetime


def path() -> Path:
    """Return the file of this installation."""
    return settings().instance / NAME


def known(file: Path | None = None) -> set[Erased]:
    """Return who was erased as the file has it; a line that a power cut left half is passed over."""
    return set(_read(file or path()))


def remember(people: Iterable[Erased]) -> int:
    """Add those who are not in the file yet, durably; return how many were added."""
    file = path()
    with file.open("a+", encoding="ascii") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        there = known(file)
        new = sorted(set(people) - there, key=lambda one: (one.erased_at, one.person_id))
        if new and file.stat().st_size and not file.read_bytes().endswith(b"\n"):
            out.write("\n")
        for one in new:
            line = {
                "person": one.person_id,
                "created": one.created_at.isoformat(),
                "erased": one.erased_at.isoformat(),
            }
            out.write(json.dumps(line) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return len(new)


def _read(file: Path) -> Iterator[Erased]:
    if not file.exists():
        return
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            said = json.loads(line)
            created, gone = (datetime.fromisoformat(said[key]) for key in ("created", "erased"))
            yield Erased(int(said["person"]), created, gone)
        except (ValueError, KeyError, TypeError):
            continue
