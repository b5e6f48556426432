"""Has the pages of versions drawn in the background, some at a time, until all have pictures."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from coalition.database import db, transaction
from coalition.ingest import reader
from coalition.ingest.kinds import PDF, ZIPPED
from coalition.ingest.reading import Unreadable
from coalition.library import fixity, originals, picture_store
from coalition.library.models import Reading, Version
from coalition.tasks import submit
from coalition.web.site import settings

log = structlog.get_logger(__name__)

DRAWING = "draw"
SUBJECT = "version:"
KINDS = frozenset(kind.key for kind in {PDF, *ZIPPED})  # that may have pictures
MOST_PAGES = 1_000  # of a version that have pictures
MOST_SECONDS = 30.0  # for one child; then others' work has its turn
MOST_BLANK = 5  # pages that broke the child; a file with more is drawn no further


@dataclass(frozen=True, slots=True)
class _Task:
    """Pages first to last of a version's file, which are still to be drawn."""

    version_id: int
    digest: str
    file_name: str
    first: int
    last: int


def draw_soon(version_id: int) -> None:
    """Note, inside a transaction, that a version's pages are to be drawn."""
    submit(DRAWING, f"{SUBJECT}{version_id}")


def draw_versions(subjects: Sequence[str]) -> None:
    """Draw further pages of these versions ("version:7"): the queue's handler.

    What is drawn is noted at once, so that work broken off goes on where it stood. That pages
    cannot be drawn is never a version's failure: it is logged.
    """
    for subject in subjects:
        task = _next(int(subject.removeprefix(SUBJECT)))
        if task is not None:
            _note(task, _known(task) or _drawn(task) or _left_blank(task))


def _next(version_id: int) -> _Task | None:
    """Return what is to be drawn of a version; None when nothing is, or it is gone."""
    with transaction():
        version = db.session.get(Version, version_id)
        if version is None or version.reading != Reading.READABLE:
            return None
        # other kinds bring along a picture of their first page, if any
        last = min(version.page_count, MOST_PAGES) if version.kind == PDF.key else 1
        first = _first_missing(version)
        if first > last:
            return None
        return _Task(version.id, version.file_digest, version.file_name, first, last)


def _first_missing(version: Version) -> int:
    """Return the first page without pictures; all are drawn again when somebody removed them."""
    count = version.picture_count
    is_there = count and picture_store.has(version.file_digest, count)
    return count + 1 if is_there else 1


def _known(task: _Task) -> int:
    """Count the pages whose pictures are there: drawn before a crash, or for the same file."""
    count = 0
    while task.first + count <= task.last and picture_store.has(task.digest, task.first + count):
        count += 1
    return count


def _drawn(task: _Task) -> int:
    """Have pages drawn; return how many have pictures now, also when the child broke off."""
    return _have_drawn(task, task.last)


def _left_blank(task: _Task) -> int:
    """Leave a page that broke the child a blank sheet; return 0 when that is all there is to do."""
    blank = sum(picture_store.is_blank(task.digest, number) for number in range(1, task.first))
    if task.last == 1 or blank >= MOST_BLANK:
        return 0
    return _have_drawn(task, task.first, blank=True)


def _have_drawn(task: _Task, last: int, *, blank: bool = False) -> int:
    found = settings()
    seconds = min(MOST_SECONDS, found.reading_seconds)
    budget = reader.Budget(seconds=seconds, memory_mb=found.reading_memory_mb)
    with tempfile.TemporaryDirectory(prefix="drawing-") as folder:
        try:
            reader.run(
                "draw",
                fixity.sound_path(task.digest),
                task.file_name,
                budget,
                folder=Path(folder),
                first=task.first,
                last=last,
                blank=blank,
            )
        except Unreadable as problem:
            log.warning("drawing_broke_off", version=task.version_id, problem=problem.code)
        # what the child says is not needed: the whole pictures it left are what it drew
        count = 0
        while task.first + count <= last and picture_store.take_in(
            Path(folder), task.digest, task.first + count
        ):
            count += 1
        return count


def _note(task: _Task, count: int) -> None:
    with transaction():
        version = db.session.get(Version, task.version_id)
        is_there = version is not None and version.file_digest == task.digest
        if version is not None and is_there and count:
            version.picture_count = task.first + count - 1
            if version.picture_count < task.last:
                draw_soon(version.id)
    if not is_there:
        originals.sweep(task.digest)  # it was deleted meanwhile, perhaps the last with this file
