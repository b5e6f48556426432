"""SQLite made durable and patient: how it is opened, also on a disk that is read-only, and held."""

import os
import random
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Dialect, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from coalition.causes import Cause, cause_of

PATIENCE = 15.0  # seconds to wait for others who write to SQLite
SHORT_WAIT = 2.0  # seconds that everybody may wait
MOST_LONG_WAITS = 4  # of them; half of the threads that answer requests
LOOKS = (0.001, 0.004)  # seconds between two looks, by chance, so that nobody is last each time
FROZEN = "coalition.frozen"  # of a connection: its file, opened as one that nobody changes

_long_waits = threading.BoundedSemaphore(MOST_LONG_WAITS)


@event.listens_for(Engine, "do_connect")
def _open_frozen(
    dialect: Dialect, record: ConnectionPoolEntry | None, given: Any, _more: Any
) -> sqlite3.Connection | None:
    """Open a database on a read-only disk as one that nobody changes; leave all others to SQLite.

    Its write-ahead log needs a file beside it, which cannot be made there. Where that file is left
    from before, SQLite reads it by itself.
    """
    path = str(given[0]) if dialect.name == "sqlite" and given else ""
    if not path or not _is_on_read_only_disk(path) or Path(f"{path}-wal").exists():
        return None
    if record is not None:
        record.info[FROZEN] = path
    return sqlite3.connect(
        f"file:{quote(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, record: ConnectionPoolEntry) -> None:
    """Make SQLite durable and patient: write-ahead log, full sync, foreign keys, waiting."""
    if not isinstance(connection, sqlite3.Connection):
        return
    journal = () if FROZEN in record.info else ("journal_mode=WAL",)
    for pragma in (
        *journal,
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE * 1000:.0f}",
        "cache_size=-32000",
        "secure_delete=ON",  # what is erased is overwritten, not only left out of the tables
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Pool, "checkout")
def _thaw(_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Open a database anew once its disk can be written to again, since others may change it."""
    path = record.info.get(FROZEN)
    if path and not _is_on_read_only_disk(path):
        del record.info[FROZEN]
        raise DisconnectionError


def _is_on_read_only_disk(path: str) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:  # there is no such file yet
        return False


def begin_writing(session: Session, patience: float) -> None:
    """Take SQLite's write lock as soon as it is free.

    SQLite's own waiting sleeps up to 100 ms between two looks, and so comes too late each time
    when many write: one was seen to wait for 1.2 s while others committed eleven times. Only few
    may wait for long: the other threads are left for those who read.
    """
    session.execute(text("PRAGMA busy_timeout=0"))
    began, is_long = time.monotonic(), False
    try:
        while True:
            waited = time.monotonic() - began
            if waited > SHORT_WAIT and not is_long:
                is_long = _long_waits.acquire(blocking=False)
            is_last = waited > patience or (waited > SHORT_WAIT and not is_long)
            if _has_begun(session, is_last=is_last):
                return
            time.sleep(random.uniform(*LOOKS))  # noqa: S311 no secret
    finally:
        if is_long:
            _long_waits.release()
        with suppress(DBAPIError):  # what failed before is what is told
            session.execute(text(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}"))


def _has_begun(session: Session, *, is_last: bool) -> bool:
    """Try to take the write lock; raises OperationalError for the last try and all but busy."""
    try:
        session.execute(text("BEGIN IMMEDIATE"))
    except OperationalError as problem:
        if is_last or cause_of(problem) != Cause.BUSY:
            raise
        return False
    return True
