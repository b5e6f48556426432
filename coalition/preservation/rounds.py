"""The weekly round: every file compared with its digest, some at a time, while all else goes first.

Where a round stands is told by when each file was last compared, so it goes on after any crash.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from coalition import tasks
from coalition.database import db, now, transaction
from coalition.library import fixity, originals
from coalition.library.models import File, Screening
from coalition.preservation.models import Round
from coalition.preservation.queries import round_under_way
from coalition.tasks import Work

KIND = "fixity"
SUBJECT = "round"
EVERY = timedelta(days=7)
AHEAD = timedelta(hours=1)  # a moment so far ahead was noted before the clock was put back
BATCH = 50  # files
TURN_SECONDS = 5.0  # after which others' work has its turn
BYTES_A_SECOND = 25_000_000  # read at most, so that readers of the site have the disk


def note_due() -> None:
    """Begin a round where some file was not compared for a week, and take up one that lies idle."""
    originals.let_go()
    if round_under_way() is None and not _is_due(now()):
        return
    if db.session.scalar(select(Work.id).where(Work.kind == KIND).limit(1)) is not None:
        return
    with transaction():
        if round_under_way() is None:
            db.session.add(Round())
        tasks.submit(KIND, SUBJECT)


def compare(_subjects: Sequence[str]) -> None:
    """Compare the next files of the round under way, a few seconds long: the queue's handler."""
    under_way = round_under_way()
    if under_way is None:
        return
    round_id, started_at = under_way.id, under_way.started_at
    db.session.rollback()  # nothing is to be held while files are read
    pace = _Pace()
    found = []
    turn_ends = time.monotonic() + TURN_SECONDS
    batch = _next_files(started_at)
    for digest, size_bytes in batch:
        found.append(fixity.examine(fixity.store().place_of(digest), digest, size_bytes, pace.wait))
        if time.monotonic() > turn_ends:
            break
    with transaction():
        fixity.note_findings(found)
        _note_progress(round_id, len(found), pace.byte_count, is_over=not batch)
        if batch:
            tasks.submit(KIND, SUBJECT)


def _is_due(at: datetime) -> bool:
    """Tell whether a file was not compared for a week, or is said to have been after this moment."""
    compared_at = func.coalesce(File.checked_at, File.created_at)
    late = or_(File.checked_at.is_(None), compared_at < at - EVERY, compared_at > at + AHEAD)
    due = select(File.digest).where(late, File.screening != Screening.REMOVED)
    if db.session.scalar(due.limit(1)) is None:
        return False
    last = db.session.scalar(select(func.max(Round.started_at)))
    return last is None or not at - EVERY < last <= at + AHEAD


def _next_files(started_at: datetime) -> Sequence[tuple[str, int]]:
    """Return digests and sizes of files that this round has not compared yet."""
    left = or_(
        File.checked_at.is_(None), File.checked_at < started_at, File.checked_at > now() + AHEAD
    )
    rows = db.session.execute(
        select(File.digest, File.size_bytes)
        .where(left, File.screening != Screening.REMOVED)
        .order_by(File.digest)
        .limit(BATCH)
    ).all()
    db.session.rollback()
    return [(digest, size_bytes) for digest, size_bytes in rows]


def _note_progress(round_id: int, file_count: int, byte_count: int, *, is_over: bool) -> None:
    held = db.session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    held.file_count += file_count
    held.byte_count += byte_count
    if is_over and held.ended_at is None:
        held.ended_at = now()
        damaged = select(func.count()).where(File.damage != "")
        held.damaged_count = db.session.scalar(damaged) or 0
        if held.damaged_count:
            tasks.submit(fixity.TELLING, fixity.TELLING)


class _Pace:
    """Keeps reading down to so many bytes a second."""

    def __init__(self) -> None:
        self.byte_count = 0
        self._began = time.monotonic()

    def wait(self, byte_count: int) -> None:
        """Take that so many bytes were read, and wait if that was too fast."""
        self.byte_count += byte_count
        ahead = self.byte_count / BYTES_A_SECOND - (time.monotonic() - self._began)
        if ahead > 0:
            time.sleep(ahead)
