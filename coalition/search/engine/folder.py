"""The folder an index lies in: which data folder is in use, who may write, what is moved aside.

The folder holds `current`, the name of a data folder, and that data folder. What is torn or foreign
is moved into a folder of its own and never opened.
"""

import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

from coalition.search.engine import arrays
from coalition.search.engine.commits import WRITER_TIMEOUT
from coalition.search.engine.signature import NotReady, Torn, verified

_OURS = ("data-", "aside-", "current", "write.lock", "rebuild.lock")

log = logging.getLogger(__name__)


class Busy(Exception):
    """Another writer kept the index for longer than WRITER_TIMEOUT."""


class Folder:
    """The folder of one index, which threads and processes share."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = path / "current"
        self._pointer_seen: tuple[int, int] | None = None
        self._data_seen: str | None = None

    def data(self) -> Path:
        """Return the data folder in use. Raises NotReady when there is none."""
        try:
            name = self._pointer.read_text("utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            raise NotReady("missing") from None
        if not name.startswith("data-") or not name[5:].isalnum():
            raise NotReady("missing")
        return self.path / name

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder's write lock, which threads and processes share. Raises Busy."""
        self.path.mkdir(parents=True, exist_ok=True)
        with _holding(self.path / "write.lock", WRITER_TIMEOUT):
            yield

    def is_being_written(self) -> bool:
        """Tell whether somebody holds the write lock."""
        lock = FileLock(str(self.path / "write.lock"))
        if lock.acquire():
            lock.release()
            return False
        return True

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the right to build the index anew. Raises Busy when another does so."""
        self.path.mkdir(parents=True, exist_ok=True)
        with _holding(self.path / "rebuild.lock", 0.0):
            yield

    def new_data(self) -> Path:
        """Return the path of a data folder to be made."""
        return self.path / f"data-{secrets.token_hex(6)}"

    def point_to(self, data: Path) -> None:
        """Let this data folder be the one in use."""
        self._set_foreign_aside()
        pointer = self.path / "current.new"
        pointer.write_text(data.name, "utf-8")
        arrays.settle(pointer)
        pointer.replace(self._pointer)

    def clear_litter(self) -> None:
        """Remove the data folders that nothing points to, left by a rebuild that was ended."""
        try:
            used = self.data()
        except NotReady:
            used = None
        for old in self.path.glob("data-*"):
            if old != used:
                shutil.rmtree(old, ignore_errors=True)

    def look(self) -> tuple[object, ...]:
        """Return what changes with every commit and every swap. Raises NotReady and Torn."""
        try:
            pointer = os.stat(self._pointer)  # noqa: PTH116 asked at every search, and five times as fast
        except FileNotFoundError:
            raise NotReady("missing") from None
        data = self._data_seen
        if data is None or (pointer.st_ino, pointer.st_mtime_ns) != self._pointer_seen:
            data = self._data_seen = str(self.data())
            self._pointer_seen = (pointer.st_ino, pointer.st_mtime_ns)
        try:
            stat = os.stat(data + "/shape.json")  # noqa: PTH116 as above
        except FileNotFoundError:
            self._data_seen = None
            raise Torn("no shape.json") from None
        return (data, stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def is_whole(self) -> bool:
        """Tell whether the data folder in use agrees with its signature."""
        try:
            return _is_whole(self.data())
        except NotReady:
            return False

    def set_torn_aside(self, reason: str) -> None:
        """Move the data folder in use aside, unless somebody is writing to it just now."""
        lock = FileLock(str(self.path / "write.lock"))
        if not lock.acquire():
            return
        try:
            data = self.data()
            if _is_whole(data):  # another has put a new one there meanwhile
                return
            log.warning("The search index was set aside: %s", reason)
            aside = self.path / f"aside-{secrets.token_hex(6)}"
            aside.mkdir()
            if data.exists():
                data.rename(aside / data.name)
            self._pointer.unlink(missing_ok=True)
        finally:
            lock.release()

    def _set_foreign_aside(self) -> None:
        """Move aside what lies in the folder and is not ours."""
        foreign = [path for path in self.path.iterdir() if not path.name.startswith(_OURS)]
        if not foreign:
            return
        aside = self.path / f"aside-{secrets.token_hex(6)}"
        aside.mkdir()
        log.warning("Foreign files in the folder of the search index were set aside.")
        for path in foreign:
            path.rename(aside / path.name)


@contextmanager
def _holding(path: Path, seconds: float) -> Iterator[None]:
    """Hold a lock that threads and processes share. Raises Busy when it cannot be had in time."""
    lock = FileLock(str(path))
    if not try_for(lock.acquire, timeout=seconds, delay=0.02):
        raise Busy
    try:
        yield
    finally:
        lock.release()


def _is_whole(data: Path) -> bool:
    """Tell whether a data folder agrees with its signature."""
    try:
        verified(data)
    except (Torn, NotReady):
        return False
    return True
