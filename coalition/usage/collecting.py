"""What was used waits in memory and is counted every few seconds, so that no reader waits for it.

A process that is killed loses what it had not counted yet. Where the database is away, what waits
is bounded in number and in time, and what is dropped is told in the log.
"""

import atexit
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from itertools import islice

import structlog
from sqlalchemy.exc import SQLAlchemyError

from coalition.database import now
from coalition.errors import NoRoom, OutOfOrder
from coalition.usage import service
from coalition.usage.service import Use

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
MOST_WAITING = 10_000  # uses, some 3 MB
AT_ONCE = 1_000  # in one transaction
LAST_SECONDS = 5.0  # for what is being counted when the process ends


class Collector:
    """The uses of one process that wait to be counted."""

    def __init__(self, context: Callable[[], AbstractContextManager[object]]) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._waiting: list[Use] = []
        self._dropped = 0
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, use: Use) -> None:
        """Let a use be counted soon; never waits for anything."""
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                self._dropped += 1
            else:
                self._waiting.append(use)

    def start(self) -> None:
        """Count from here on in a thread of its own, unless one does already."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            if self._thread is None:
                atexit.register(self.stop)
            self._thread = threading.Thread(target=self._run, name="usage", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Count what waits, as far as it can be now, and end the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(LAST_SECONDS)
        with suppress(Exception):  # the database may be closed by now
            self.flush()

    def flush(self) -> int:
        """Count what waits; return how many uses still do, since they could not be counted."""
        with self._counting, self._context():
            self._tell_dropped()
            while batch := self._next():
                try:
                    service.count(batch)
                except (NoRoom, OutOfOrder, SQLAlchemyError) as problem:
                    self._put_back(batch)
                    log.warning("usage_not_counted", waiting=len(self._waiting), why=str(problem))
                    break
        return len(self._waiting)

    def _run(self) -> None:
        while not self._ending.wait(EVERY_SECONDS):
            if self._waiting:
                try:
                    self.flush()
                except Exception:  # whatever it is, the next round counts again
                    log.exception("usage_not_counted")

    def _next(self) -> list[Use]:
        """Take some uses out; those that waited too long are dropped."""
        with self._lock:
            batch = list(islice(self._waiting, AT_ONCE))
            del self._waiting[: len(batch)]
            fresh = [use for use in batch if now() - use.at < service.LATE]
            self._dropped += len(batch) - len(fresh)
        return fresh or (self._next() if batch else [])

    def _put_back(self, batch: list[Use]) -> None:
        with self._lock:
            room = MOST_WAITING - len(self._waiting)
            self._waiting[:0] = batch[:room]
            self._dropped += max(len(batch) - room, 0)

    def _tell_dropped(self) -> None:
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        if dropped:
            log.warning("usage_dropped", count=dropped)
