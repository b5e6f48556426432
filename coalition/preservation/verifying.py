"""Compares everything with what it should be, at the command line: files, database, audit log."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from os import cpu_count
from pathlib import Path

from sqlalchemy import make_url, select

from coalition.audit import earlier
from coalition.audit.chain import breaks
from coalition.audit.models import Act
from coalition.config import Settings
from coalition.database import db
from coalition.library import fixity
from coalition.library.fixity import Finding
from coalition.library.models import File, Screening
from coalition.preservation import databases

BATCH = 100
YOUNG_SECONDS = 600.0  # the row of a file that young may not be committed yet


@dataclass(slots=True)
class FilesFound:
    """What comparing all files came to; strays are paths in the store that no row names."""

    count: int = 0
    byte_count: int = 0
    damaged: list[Finding] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)


def all_files() -> list[tuple[str, int]]:
    """Return digest and size of every file there should be, by digest."""
    rows = db.session.execute(
        select(File.digest, File.size_bytes)
        .where(File.screening != Screening.REMOVED)
        .order_by(File.digest)
    ).all()
    db.session.rollback()
    return [(digest, size_bytes) for digest, size_bytes in rows]


def compare_files(expected: list[tuple[str, int]], progress: Callable[[int], None]) -> FilesFound:
    """Compare all files with their digests, by all cores, and note what is damaged and mended."""
    store = fixity.store()
    marked = set(db.session.scalars(select(File.digest).where(File.damage != "")))
    db.session.rollback()
    found = FilesFound()
    left = iter(expected)
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        while batch := list(islice(left, BATCH)):
            tried = [
                (size, pool.submit(fixity.examine, store.place_of(digest), digest, size))
                for digest, size in batch
            ]
            results = []
            for size, one in tried:
                results.append(one.result())
                progress(size)
            fixity.note_findings(results)
            found.count += len(batch)
            found.byte_count += sum(size for _digest, size in batch)
            found.damaged += [one for one in results if one.damage and _still_wanted(one.digest)]
            found.mended += [
                one.digest for one in results if not one.damage and one.digest in marked
            ]
    found.strays = list(_strays())
    return found


def database_faults(settings: Settings) -> list[str] | None:
    """Return what is wrong with the database, a line each; None where only its server can tell."""
    if databases.kind_of(settings.database_url) != "sqlite":
        return None
    return databases.faults_of(Path(make_url(settings.database_url).database or ""))


def chain_faults() -> tuple[int, list[str]]:
    """Return how many acts the audit log has, and where its chain does not hold, a line each."""
    count = 0

    def counted() -> Iterator[Act]:
        nonlocal count
        acts = select(Act).order_by(Act.id).execution_options(yield_per=500)
        for act in db.session.scalars(acts):
            count += 1
            yield act

    lines = [f"Act {broken.act_id}: {broken.what}" for broken in breaks(counted())]
    db.session.rollback()
    return count, lines


def log_faults(settings: Settings) -> tuple[int, list[str]]:
    """Return how many audit logs of earlier bags there are, and what is wrong with them, a line each."""
    found = earlier.kept(settings.instance)
    lines = [f"{name}: it is missing" for name in earlier.missing(settings.instance)]
    for path in found:
        try:
            broken = earlier.read_kept(path).broken_count
        except earlier.Unreadable as problem:
            lines.append(f"{path.name}: {problem}")
        else:
            lines += [f"{path.name}: its chain does not hold at {broken} acts"] if broken else []
    return len(found), lines


def _still_wanted(digest: str) -> bool:
    """Tell whether a file is still there to be had; its document may have been deleted meanwhile."""
    return db.session.scalar(select(File.digest).where(File.digest == digest)) is not None


def _strays() -> Iterator[str]:
    """Give the paths in the store that no row names, but for what is just being deposited."""
    folder = fixity.store().folder
    there = [path for path in folder.glob("??/**/*") if not path.is_dir()]
    known = set(db.session.scalars(select(File.digest)))
    db.session.rollback()
    leaving = set(fixity.store().leaving())
    for path in sorted(there):
        relative = path.relative_to(folder)
        is_placed = relative.parts == (path.name[:2], path.name[2:4], path.name)
        if is_placed and path.name in known | leaving:
            continue
        try:
            is_young = time.time() - path.lstat().st_ctime < YOUNG_SECONDS
        except OSError:
            continue  # gone meanwhile
        if not (is_placed and is_young):
            yield str(relative)
