"""The index on disk: written in batches, rebuilt beside the old one, opened only when it is ours.

The one door to the engine: what is asked of it and what it gives are entries and generations.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Literal

from whoosh.filedb.filestore import FileStorage

from coalition.search.engine.building import Progress, Source, build
from coalition.search.engine.commits import committing, keys_in, worth_merging
from coalition.search.engine.folder import Busy, Folder
from coalition.search.engine.generation import Dictionary, Generation, Segment
from coalition.search.engine.signature import NotReady, Torn, sign, verified
from coalition.search.entries import Entry

State = Literal["ok", "missing", "older shape"]
Texts = Callable[[Sequence[tuple[str, int]]], Mapping[tuple[str, int], str]]
CatchUp = Callable[[], tuple[Iterable[Entry], Iterable[str]]]

__all__ = ["Busy", "Index", "NotReady", "State", "Texts"]


class Index:
    """The full-text index of one folder.

    `texts` gives the text of pages by (entry key, page number); pages it does not know may be
    left out. `current` gives a value that changes with every commit, so that the disk need not be
    looked at for each search. Thread-safe; other processes may write to the same folder.
    """

    def __init__(
        self,
        folder: Path,
        texts: Texts,
        *,
        current: Callable[[], object] | None = None,
        results_kept: int = 512,
    ) -> None:
        self.folder = Path(folder)
        self._disk = Folder(self.folder)
        self.texts = texts
        self._current = current
        self._current_seen: object = None
        self._lock = RLock()
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
            generation = self._refresh()
            with self._noticing_harm():
                yield generation

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
        """Let go of all files; the next use opens them again."""
        with self._lock:
            self._opened = {}
            self._generation = self._signature = None
            self._results.clear()

    # Writing

    def write(self, entries: Iterable[Entry], removed_keys: Iterable[str] = ()) -> None:
        """Put entries in, replacing those of the same key, and take keys out, in one commit.

        All or nothing: when an entry cannot be analysed the index stays as it was. Raises NotReady
        when the index must be rebuilt first and Busy when another writer keeps it.
        """
        known_entries = {entry.key: entry for entry in entries}
        with self._disk.writing(), self._noticing_harm():
            with self._lock:
                known = self._refresh(look=True).numbers
                data = self._disk.data()
            gone = {*removed_keys, *known_entries}
            _write(data, list(known_entries.values()), [known[key] for key in gone if key in known])
            with self._lock:
                self._refresh(look=True)

    def rebuild(self, entries: Iterable[Entry], progress: Progress | None = None) -> int:
        """Build the index anew from these entries, in this process; return their number."""
        given = _Given(list({entry.key: entry for entry in entries}.values()))
        return self.rebuild_from([given], progress=progress, processes=1)

    def rebuild_from(
        self,
        sources: Sequence[Source],
        *,
        catch_up: CatchUp | None = None,
        progress: Progress | None = None,
        processes: int | None = None,
    ) -> int:
        """Build the index anew from all sources and swap it in whole; return the number of entries.

        The old one is searched and written until then, and left in place when this fails.
        `catch_up` returns the entries and the removed keys that changed since the sources were
        read; nothing is written to the old index from then on. `progress` is told the number of
        entries done. Raises Busy when another rebuild, or for too long another writer, is at work.
        """
        with self._disk.rebuilding():
            self._disk.clear_litter()
            data = self._disk.new_data()
            try:
                count = build(data, sources, progress, processes)
                with self._disk.writing():
                    if catch_up is not None:
                        _catch_up(data, *catch_up())
                    sign(data)
                    with self._lock:
                        self._disk.point_to(data)
                        self._refresh(look=True)
            finally:
                self._disk.clear_litter()
        return count

    def optimise(self, most: int | None = None) -> bool:
        """Merge small segments when there are many; return whether anything was done.

        `most` leaves alone what has more entries, so that it does not take long. Meant for the
        background after writes, which wait for it. Raises NotReady and Busy.
        """
        with self._disk.writing(), self._noticing_harm():
            with self._lock:
                generation = self._refresh(look=True)
                live = {
                    segment.name: int(generation.alive[offset : offset + segment.size].sum())
                    for offset, segment in zip(generation.offsets, generation.segments, strict=True)
                }
            sizes = {
                segment.name: segment.size
                for segment in generation.segments
                if most is None or segment.size <= most
            }
            chosen = worth_merging(live, sizes)
            if not chosen:
                return False
            data = self._disk.data()
            with committing(data, merged=chosen):
                pass
            sign(data)
            return True

    # How

    @contextmanager
    def _noticing_harm(self) -> Iterator[None]:
        """Tell a fault from files that were cut or changed under our hands. Raises NotReady.

        Whoosh and our columns fail in many ways on such files; what is open is let go of, and
        whoever looks next finds that the folder is torn.
        """
        try:
            yield
        except (NotReady, Busy):
            raise
        except Exception as problem:
            if self._disk.is_whole():
                raise
            self.close()
            raise NotReady("missing") from problem

    def _refresh(self, *, look: bool = False) -> Generation:
        """Return the newest generation, opening only what is new. Raises NotReady.

        Without `look` the disk is left alone while `current` says that nothing was written.
        """
        number = self._current() if self._current is not None else None
        is_known = number is not None and number == self._current_seen
        if is_known and not look and self._generation is not None:
            return self._generation
        generation = self._refresh_from_disk()
        self._current_seen = number
        return generation

    def _refresh_from_disk(self) -> Generation:
        """Return the newest generation by what lies on the disk. Raises NotReady."""
        for attempt in range(40):
            try:
                signature = self._disk.look()
                if signature == self._signature and self._generation is not None:
                    return self._generation
                self._generation = self._open(self._disk.data())
            except Torn as reason:
                # Another process may be between its commit and its signature, on a slow disk for long.
                if self._generation is not None and self._disk.is_being_written():
                    return self._generation
                if attempt < 39:
                    time.sleep(0.025)
                    continue
                self.close()
                self._disk.set_torn_aside(str(reason))
                raise NotReady("missing") from None
            else:
                self._signature = signature
                self._results.clear()
                return self._generation
        raise NotReady("missing")

    def _open(self, data: Path) -> Generation:
        """Open a data folder that agrees with its signature."""
        toc = verified(data)
        storage = FileStorage(str(data))
        opened: dict[str, Segment] = {}
        for segment in toc.segments:
            name = segment.segment_id()
            known = self._opened.get(name)
            try:
                opened[name] = known or Segment(
                    data, storage, toc.schema, segment, self._dictionary
                )
            except (OSError, ValueError, KeyError, EOFError) as error:
                raise Torn(f"segment {name}: {error}") from error
        self._opened = opened
        pairs = [(opened[s.segment_id()], set(s.deleted_docs())) for s in toc.segments]
        return Generation(toc.generation, pairs, self._dictionary)


@dataclass(frozen=True, slots=True)
class _Given:
    """Entries at hand as a source."""

    entries: Sequence[Entry]

    @property
    def size(self) -> int:
        """Return how many there are."""
        return len(self.entries)

    @contextmanager
    def __call__(self) -> Iterator[Sequence[Entry]]:
        """Give them."""
        yield self.entries


def _catch_up(data: Path, entries: Iterable[Entry], removed_keys: Iterable[str]) -> None:
    """Bring a data folder that nobody searches yet up to date."""
    changed = {entry.key: entry for entry in entries}
    gone = {*removed_keys, *changed}
    if gone:
        known = keys_in(data)
        _write(data, list(changed.values()), [known[key] for key in gone if key in known])


def _write(data: Path, entries: Sequence[Entry], numbers: Sequence[int]) -> None:
    """Put entries in and take documents out, in one commit of a data folder, and sign it."""
    if not entries and not numbers:
        return
    # Searching goes on meanwhile: the lock of threads is not held.
    with committing(data) as writer:
        for number in numbers:
            writer.delete_document(number)
        writer.add_all(entries)
    sign(data)
