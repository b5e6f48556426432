"""Fixity: bytes compared with the digest they were deposited under, marked, and refused when wrong.

Disks and file systems change bytes now and then without saying so. Whatever opens an original goes
through `sound_path`, so that nobody is handed something else than what was deposited.
"""

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask_babel import gettext as _
from sqlalchemy import select, update

from coalition import tasks
from coalition.audit.service import note
from coalition.database import db, now, transaction
from coalition.errors import NotFound, OutOfOrder
from coalition.library.models import Damage, File, Screening, Version
from coalition.library.storage import Storage
from coalition.tasks import Work
from coalition.web.site import settings

log = structlog.get_logger(__name__)

TELLING = "damage"  # kind of work: coordinators are to be told of damaged files
CHUNK_BYTES = 1 << 20
TRUSTED_SECONDS = 24 * 3600.0  # for which a process need not compare an untouched file again
KNOWN_SECONDS = 60.0  # for which a damaged one is not, however often it is asked for
MOST_TRUSTED = 50_000
OVERLOADED = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}  # says nothing about the file

Stamp = tuple[int, int, int]  # inode, size in bytes, time of the last change in nanoseconds
Pace = Callable[[int], None]  # told how many bytes were read just now; may wait

_trusted: dict[tuple[str, Stamp], float] = {}  # until when, by path and stamp
_damaged: dict[tuple[str, Stamp | None], tuple[str, float]] = {}  # a Damage, and until when
_trusted_lock = threading.Lock()


class Damaged(OutOfOrder):
    """The bytes of a file are not those that were deposited; `what` is a Damage."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _(
                "The file is damaged on this site's disk and is not handed out. "
                "The coordinators were told."
            )
        )
        self.what = what


@dataclass(frozen=True, slots=True)
class Finding:
    """What comparing a file came to: a Damage or "", and the file as it was found, if it was."""

    digest: str
    damage: str
    stamp: Stamp | None


def examine(path: Path, digest: str, size_bytes: int, pace: Pace | None = None) -> Finding:
    """Compare a file's bytes with its digest (SHA-256); reads all of it unless its size is wrong."""
    stamp = None
    try:
        with path.open("rb") as file:
            stamp = _stamp(os.fstat(file.fileno()))
            if stamp[1] != size_bytes:
                return Finding(digest, Damage.RESIZED, stamp)
            found = hashlib.sha256()
            while chunk := file.read(CHUNK_BYTES):
                found.update(chunk)
                if pace is not None:
                    pace(len(chunk))
    except FileNotFoundError:
        return Finding(digest, Damage.MISSING, None)
    except OSError as problem:
        if problem.errno in OVERLOADED:
            raise
        log.exception("original_unreadable", digest=digest, reason=problem.strerror)
        return Finding(digest, Damage.UNREADABLE, stamp)
    return Finding(digest, "" if found.hexdigest() == digest else Damage.FLIPPED, stamp)


def sound_path(digest: str) -> Path:
    """Return where the bytes of this digest are, once they are known to be right.

    A process compares a file once a day, a damaged one at most once a minute, and again when it
    was touched. Raises Damaged, which is
    noted for the coordinators, and NotFound for a digest that no file has.
    """
    wanted = select(File.size_bytes, File.damage, File.screening).where(File.digest == digest)
    with db.engine.connect() as connection:  # no reading is left open while the file is worked on
        row = connection.execute(wanted).one_or_none()
    path = store().place_of(digest)
    if row is None or row.screening is Screening.REMOVED:
        raise NotFound(_("The file is missing from the store."))
    if not row.damage and _is_trusted(path):
        return path
    if row.damage and _is_known(path, row.damage):
        raise Damaged(row.damage)
    found = examine(path, digest, row.size_bytes)
    if found.damage or row.damage:
        _note_unless_impossible(found)
    if found.damage:
        _know(path, found)
        raise Damaged(found.damage)
    _trust(path, found)
    return path


def store() -> Storage:
    """Return the store of this installation, to be read."""
    return Storage(settings().files_folder)


def note_findings(findings: Iterable[Finding]) -> list[str]:
    """Keep what comparing files came to; return the digests of those that are newly damaged.

    What was put in place again meanwhile is left as it is. Work that was given up because of the
    damage is tried anew once the right bytes are back.
    """
    found = {finding.digest: finding for finding in findings}
    with transaction():
        rows = db.session.scalars(
            select(File).where(File.digest.in_(found)).order_by(File.digest).with_for_update()
        ).all()
        sound = [row.digest for row in rows if not row.damage and not found[row.digest].damage]
        _note_checked(sound)
        changed = [row for row in rows if row.damage != found[row.digest].damage]
        fresh = [row.digest for row in changed if _note_changed(row, found[row.digest])]
        _note_checked([row.digest for row in rows if row.damage and row not in changed])
        if fresh:
            tasks.submit(TELLING, TELLING)
        return fresh


def note_mended(row: File) -> None:
    """Clear the mark of a file whose right bytes are back, inside a transaction."""
    note("preservation.mended", f"file:{row.digest}", by=None, damage=row.damage)
    row.damage, row.damaged_at, row.checked_at = "", None, now()
    versions = select(Version.id).where(Version.file_digest == row.digest)
    subjects = [f"version:{number}" for number in db.session.scalars(versions)]
    given_up = select(Work.id).where(Work.state == tasks.State.FAILED, Work.subject.in_(subjects))
    for work_id in db.session.scalars(given_up).all():
        tasks.try_again(work_id)


def _note_checked(digests: list[str]) -> None:
    if digests:
        changed = update(File).where(File.digest.in_(digests)).values(checked_at=now())
        db.session.execute(changed.execution_options(synchronize_session=False))


def _note_changed(row: File, found: Finding) -> bool:
    """Note a file that is damaged now or no longer; tell whether the damage is new."""
    if _stamp_of(store().place_of(row.digest)) != found.stamp:
        return False  # somebody put bytes in its place since it was looked at
    if not found.damage:
        note_mended(row)
        return False
    note(
        "preservation.damaged",
        f"file:{row.digest}",
        by=None,
        damage=str(found.damage),
    )
    was_sound = not row.damage
    row.damage, row.checked_at = str(found.damage), now()
    if was_sound:
        row.damaged_at = row.checked_at
        log.error("original_damaged", digest=row.digest, damage=row.damage)
    return was_sound


def _note_unless_impossible(found: Finding) -> None:
    """Note it; where the database cannot be written to the bytes are refused all the same.

    Whoever asks for a file may be in the middle of reading rows, which a transaction of theirs
    would have them read anew.
    """
    try:
        with tasks.current_queue().apart():
            note_findings([found])
    except Exception:
        log.exception("damage_not_noted", digest=found.digest, damage=found.damage)


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _stamp_of(path: Path) -> Stamp | None:
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _is_trusted(path: Path) -> bool:
    stamp = _stamp_of(path)
    with _trusted_lock:
        return stamp is not None and _trusted.get((str(path), stamp), 0.0) > time.monotonic()


def _is_known(path: Path, damage: str) -> bool:
    """Tell whether this process found a file damaged a moment ago, and nobody touched it since."""
    stamp = _stamp_of(path)
    with _trusted_lock:
        what, until = _damaged.get((str(path), stamp), ("", 0.0))
    return what == damage and until > time.monotonic()


def _know(path: Path, found: Finding) -> None:
    with _trusted_lock:
        if len(_damaged) >= MOST_TRUSTED:
            _damaged.clear()
        until = time.monotonic() + KNOWN_SECONDS
        _damaged[str(path), found.stamp] = found.damage, until


def _trust(path: Path, found: Finding) -> None:
    if found.stamp is None:
        return
    with _trusted_lock:
        if len(_trusted) >= MOST_TRUSTED:
            _trusted.clear()  # rare, and costs a comparison each
        _trusted[str(path), found.stamp] = time.monotonic() + TRUSTED_SECONDS
