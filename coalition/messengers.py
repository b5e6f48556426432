"""The messengers of the queue: what wakes its workers, and the threads that answer."""

import math
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any
from urllib.parse import urlsplit

import structlog
from huey import PostgresHuey, SqliteHuey
from huey.api import Huey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage

log = structlog.get_logger(__name__)

SIGN_SECONDS = 60.0  # between two signs of life
JOIN_SECONDS = 0.2
HEALTH_SECONDS = 5.0  # between two looks at the threads
SECONDS = 0.5  # at most between two looks for a message
URGENT_SECONDS = 0.15


def messenger(url: str, secret: str, name: str) -> Huey:
    """Return the messenger of this name at url: a SQLite file by default, PostgreSQL by setting."""
    serializer = SignedSerializer(secret=secret, salt="coalition.queue")
    if url.startswith("postgresql:"):
        return PostgresHuey(name=name, dsn=url, results=False, serializer=serializer)
    return SqliteHuey(
        name=name,
        storage_class=Letterbox,
        filename=urlsplit(url).path.replace("//", "/", 1),
        results=False,
        fsync=False,  # a lost message costs nothing: the rows are swept every minute
        serializer=serializer,
    )


DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Letterbox(SqliteStorage):  # type: ignore[misc]  # huey ships no types
    """The file of messages, made anew whenever it is gone or damaged: nothing in it is needed.

    Where it cannot be made, for the disk is full or read-only, each use fails, and is tried again.
    """

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, create_tables=False, **more)
        self._inode = 0
        self._door = RLock()

    def read_schedule(self, ts: datetime) -> list[Any]:
        """Return the messages whose time has come; nothing is written while there are none."""
        due = "select 1 from schedule where queue = ? and timestamp <= ? limit 1"
        found: list[Any] = []
        if self.sql(due, (self.name, ts.timestamp()), results=True):
            found = super().read_schedule(ts)
        return found

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[sqlite3.Cursor]:
        """Give a cursor on a file that is there."""
        with self._door:
            self._make_sure()
        try:
            with super().db(commit=commit, close=close) as cursor:
                yield cursor
        except sqlite3.DatabaseError as problem:
            if getattr(problem, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
                with self._door:
                    self._set_aside()
            raise

    def _make_sure(self) -> None:
        """Open the file, or what has taken its place, and make its tables."""
        with suppress(FileNotFoundError):
            if Path(self.filename).stat().st_ino == self._inode and self._inode:
                return
        self.close()
        try:
            with super().db(commit=True) as cursor:
                for statement in self.ddl:
                    cursor.execute(statement)
        except sqlite3.DatabaseError as problem:
            if getattr(problem, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                raise
            self._set_aside()
            with super().db(commit=True) as cursor:
                for statement in self.ddl:
                    cursor.execute(statement)
        self._inode = Path(self.filename).stat().st_ino

    def _set_aside(self) -> None:
        """Move a damaged file away, for whoever wants to look into it."""
        log.error("queue_was_damaged", file=self.filename)
        self.close()
        self._inode = 0
        path = Path(self.filename)
        with suppress(FileNotFoundError):
            path.replace(path.with_name(f"{path.name}.damaged"))
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


class Threads(Consumer):  # type: ignore[misc]  # huey ships no types
    """Threads that answer the messages of one messenger; urgent ones are looked for more often."""

    def __init__(self, huey: Huey, threads: int, *, is_urgent: bool = False) -> None:
        super().__init__(
            huey,
            workers=threads,
            periodic=not is_urgent,
            max_delay=URGENT_SECONDS if is_urgent else SECONDS,
        )

    def all_threads(self) -> list[Thread]:
        """Return its threads that are there now."""
        return [thread for _worker, thread in self.worker_threads] + [self.scheduler]

    def _set_signal_handlers(self) -> None:
        """Leave signals to the process around, which may be serving pages too."""


class Worker:
    """All threads that do the work of a queue: `start()`, then `stop()`, and `join()` or not.

    A thread of its own looks after them, puts new ones in the place of those that died, and calls
    `sign` once a minute, which says that all of it is alive.
    """

    def __init__(self, threads: Sequence[Threads], sign: Callable[[], None]) -> None:
        self._threads = threads
        self._sign = sign
        self._ended = Event()
        self._keeper = Thread(target=self._look_after, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        for one in self._threads:
            one.start()
        self._keeper.start()

    def stop(self, *, graceful: bool = False) -> None:
        """Begin nothing new; when graceful, wait for the work at hand."""
        self._ended.set()
        for one in self._threads:
            one.stop_flag.set()
        if graceful:
            self.join(math.inf)

    def join(self, until: float) -> bool:
        """Wait for the work at hand, until this moment of time.monotonic(); tell whether it ended."""
        threads = [thread for one in self._threads for thread in one.all_threads()]
        for thread in (*threads, self._keeper):
            while thread.is_alive() and time.monotonic() < until:
                thread.join(JOIN_SECONDS)
        return not any(thread.is_alive() for thread in threads)

    def _look_after(self) -> None:
        signed = -SIGN_SECONDS
        while not self._ended.is_set():
            if time.monotonic() - signed >= SIGN_SECONDS:
                signed = time.monotonic()
                try:
                    self._sign()
                except Exception:  # the disk may be full; a minute later it is tried again
                    log.exception("no_sign_of_life")
            for one in self._threads:
                one.check_worker_health()
            self._ended.wait(HEALTH_SECONDS)
