"""The index on disk: written in batches, rebuilt beside the old one, opened only when it is ours.

The folder holds `current`, the name of a data folder, and that data folder, whose signature is
checked before it is opened; what is torn or foreign is moved aside and built anew.
"""

import logging
import os
import secrets
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Literal

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import FileLock, try_for

from coalition.search.commits import WRITER_TIMEOUT, build, committing, worth_merging
from coalition.search.entries import Entry
from coalition.search.generation import Dictionary, Generation, Segment
from coalition.search.records import Vocabulary, make_record
from coalition.search.signature import NotReady, Torn, sign, verified

State = Literal["ok", "missing", "older shape"]
Texts = Callable[[Sequence[tuple[str, int]]], Mapping[tuple[str, int], str]]

log = logging.getLogger(__name__)

__all__ = ["Busy", "Index", "NotReady", "State", "Texts"]


class Busy(Exception):
    """Another writer kept the index for longer than WRITER_TIMEOUT."""


class Index:
    """The full-text index of one folder.

    `texts` gives the text of pages by (entry key, page number); pages it does not know may be
    left out. Thread-safe; other processes may write to the same folder.
    """

    def __init__(self, folder: Path, texts: Texts, *, results_kept: int = 512) -> None:
        self.folder = Path(folder)
        self.texts = texts
        self._lock = RLock()
        self._pointer = self.folder / "current"
        self._pointer_seen: tuple[int, int] | None = None
        self._data_seen: str | None = None
        self._signature: tuple[object, ...] | None = None
        self._generation: Generation | None = None
        self._opened: dict[str, Segment] = {}
        self._dictionary = Dictionary()
        self._results: OrderedDict[object, object] = OrderedDict()
        self._results_kept = results_kept

    # Looking

    def state(self) -> State:
        """Tell whether the index can be searched; moves aside what is torn or foreign."""
        with self._lock:
            try:
                self._refresh()
            except NotReady as reason:
                return "older shape" if reason.args[:1] == ("older shape",) else "missing"
            return "ok"

    @contextmanager
    def searching(self) -> Iterator[Generation]:
        """Give the newest generation for as long as the block runs, to one thread at a time.

        Whoosh's readers hold file positions and must not be used by two threads at once. Raises
        NotReady when there is nothing to search.
        """
        with self._lock:
            yield self._refresh()

    def remembered(self, key: object) -> object | None:
        """Return what `remember` was given for this key, if it is still kept."""
        if not self._results_kept:
            return None
        with self._lock:
            found = self._results.get(key)
            if found is not None:
                self._results.move_to_end(key)
            return found

    def remember(self, key: object, value: object) -> None:
        """Keep a result; the key must name the generation it came from."""
        if not self._results_kept:
            return
        with self._lock:
            self._results[key] = value
            while len(self._results) > self._results_kept:
                self._results.popitem(last=False)

    def document_count(self) -> int:
        """Return the number of entries. Raises NotReady."""
        with self.searching() as generation:
            return int(generation.alive.sum())

    def keys(self) -> frozenset[str]:
        """Return the keys of all entries. Raises NotReady."""
        with self.searching() as generation:
            return frozenset(generation.numbers)

    def close(self) -> None:
        """Give all files back; the next use opens them again."""
        with self._lock:
            for segment in self._opened.values():
                segment.close()
            self._opened = {}
            self._generation = self._signature = None
            self._results.clear()

    # Writing

    def write(self, entries: Iterable[Entry], removed_keys: Iterable[str] = ()) -> None:
        """Put entries in, replacing those of the same key, and take keys out, in one commit.

        All or nothing: when an entry cannot be analysed the index stays as it was. Raises NotReady
        when the index must be rebuilt first and Busy when another writer keeps it.
        """
        vocabulary = Vocabulary()
        records = {entry.key: make_record(entry, vocabulary) for entry in entries}
        with self._writing():
            with self._lock:
                known = self._refresh().numbers
                data = self._data()
            gone = {*removed_keys, *records}
            numbers = [known[key] for key in gone if key in known]
            if not records and not numbers:
                return
            # Searching goes on meanwhile: the lock of threads is not held.
            with committing(data, merge=None) as writer:
                for number in numbers:
                    writer.delete_document(number)
                for record in records.values():
                    writer.add_document(**record.fields())
            sign(data)
            with self._lock:
                self._refresh()

    def rebuild(
        self, entries: Iterable[Entry], progress: Callable[[int], None] | None = None
    ) -> int:
        """Build the index anew from all entries and swap it in whole; return their number.

        The old index is searched until then and left in place when this fails. `progress` is
        called with the number of entries done. Raises Busy when another writer keeps the index.
        """
        with self._writing():
            data = self.folder / f"data-{secrets.token_hex(6)}"
            data.mkdir()
            try:
                count = build(data, entries, progress)
                sign(data)
            except BaseException:
                shutil.rmtree(data, ignore_errors=True)
                raise
            with self._lock:
                self._set_foreign_aside()
                pointer = self.folder / "current.new"
                pointer.write_text(data.name, "utf-8")
                pointer.replace(self._pointer)
                self._refresh()
            for old in self.folder.glob("data-*"):
                if old != data:
                    shutil.rmtree(old, ignore_errors=True)
        return count

    def optimise(self) -> bool:
        """Merge small segments when there are many; return whether anything was done.

        Meant for the background after writes. Raises NotReady and Busy.
        """
        with self._writing():
            with self._lock:
                generation = self._refresh()
                live = {
                    segment.name: int(generation.alive[offset : offset + segment.size].sum())
                    for offset, segment in zip(generation.offsets, generation.segments, strict=True)
                }
            chosen = worth_merging(live, {s.name: s.size for s in generation.segments})
            if not chosen:
                return False
            data = self._data()
            with committing(data, merge=chosen):
                pass
            sign(data)
            return True

    # How

    def _data(self) -> Path:
        """Return the data folder in use. Raises NotReady when there is none."""
        try:
            name = self._pointer.read_text("utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            raise NotReady("missing") from None
        if not name.startswith("data-") or not name[5:].isalnum():
            raise NotReady("missing")
        return self.folder / name

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the folder's write lock, which threads and processes share."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.folder / "write.lock"))
        if not try_for(lock.acquire, timeout=WRITER_TIMEOUT, delay=0.02):
            raise Busy
        try:
            yield
        finally:
            lock.release()

    def _refresh(self) -> Generation:
        """Return the newest generation, opening only what is new. Raises NotReady."""
        for attempt in range(40):
            try:
                signature = self._look()
                if signature == self._signature and self._generation is not None:
                    return self._generation
                self._generation = self._open(self._data())
            except Torn as reason:
                # Another process may be between its commit and its signature.
                if attempt < 39:
                    time.sleep(0.025)
                    continue
                self._set_torn_aside(str(reason))
                raise NotReady("missing") from None
            else:
                self._signature = signature
                self._results.clear()
                return self._generation
        raise NotReady("missing")

    def _look(self) -> tuple[object, ...]:
        """Return what changes with every commit and every swap."""
        try:
            pointer = os.stat(self._pointer)  # noqa: PTH116 asked at every search, and five times as fast
        except FileNotFoundError:
            raise NotReady("missing") from None
        data = self._data_seen
        if data is None or (pointer.st_ino, pointer.st_mtime_ns) != self._pointer_seen:
            data = self._data_seen = str(self._data())
            self._pointer_seen = (pointer.st_ino, pointer.st_mtime_ns)
        try:
            stat = os.stat(data + "/shape.json")  # noqa: PTH116 as above
        except FileNotFoundError:
            self._data_seen = None
            raise Torn("no shape.json") from None
        return (data, stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def _open(self, data: Path) -> Generation:
        """Open a data folder that agrees with its signature."""
        toc = verified(data)
        storage = FileStorage(str(data))
        opened: dict[str, Segment] = {}
        for segment in toc.segments:
            name = segment.segment_id()
            known = self._opened.get(name)
            try:
                opened[name] = known or Segment(storage, toc.schema, segment, self._dictionary)
            except (OSError, ValueError, KeyError, EOFError) as error:
                raise Torn(f"segment {name}: {error}") from error
        for name, old in self._opened.items():
            if name not in opened:
                old.close()
        self._opened = opened
        pairs = [(opened[s.segment_id()], set(s.deleted_docs())) for s in toc.segments]
        return Generation(toc.generation, pairs, self._dictionary)

    def _set_torn_aside(self, reason: str) -> None:
        """Move the data folder in use aside, unless somebody is writing to it just now."""
        self.close()
        lock = FileLock(str(self.folder / "write.lock"))
        if not lock.acquire():
            return
        try:
            log.warning("The search index was set aside: %s", reason)
            aside = self.folder / f"aside-{secrets.token_hex(6)}"
            aside.mkdir()
            data = self._data()
            if data.exists():
                data.rename(aside / data.name)
            self._pointer.unlink(missing_ok=True)
        finally:
            lock.release()

    def _set_foreign_aside(self) -> None:
        """Move aside what lies in the folder and is not ours."""
        ours = ("data-", "aside-", "current", "write.lock")
        foreign = [path for path in self.folder.iterdir() if not path.name.startswith(ours)]
        if not foreign:
            return
        aside = self.folder / f"aside-{secrets.token_hex(6)}"
        aside.mkdir()
        log.warning("Foreign files in the folder of the search index were set aside.")
        for path in foreign:
            path.rename(aside / path.name)
