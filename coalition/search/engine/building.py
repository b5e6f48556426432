"""A whole index built anew: entries analysed by all cores, each part a file, then put together.

What a process makes of its part is a file of arrays: the words as in a segment, and the columns
card and facts as bytes with their bounds.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager
from functools import partial
from itertools import count as counter
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from coalition.search.engine import arrays
from coalition.search.engine.arrays import Ints
from coalition.search.engine.commits import COLUMNS, Writer, committing, inverted, make_empty
from coalition.search.engine.merging import Part
from coalition.search.engine.records import Record
from coalition.search.engine.vocabulary import Vocabulary
from coalition.search.entries import Entry

FEW = 300  # entries that one process analyses sooner than a second one is started
_TURNS = 4  # parts a process makes, so that all of them end at about the same time
_NICENESS = 5  # the site is served meanwhile
_WATCH_SECONDS = 1.0
_TELL_SECONDS = 0.25

Progress = Callable[[int], None]


class Source(Protocol):
    """Some of the entries, to be asked for in another process: it can be pickled."""

    @property
    def size(self) -> int:
        """Return how many entries there are."""

    def __call__(self) -> AbstractContextManager[Iterable[Entry]]:
        """Give the entries, for as long as the block runs."""


def build(
    data: Path,
    sources: Sequence[Source],
    progress: Progress | None = None,
    processes: int | None = None,
) -> int:
    """Make a data folder that holds all entries of the sources and return their number.

    `progress` is told how many entries are done; `processes` is the number of cores by default.
    """
    make_empty(data)
    parts = data / "parts"
    parts.mkdir()
    wanted = processes or os.cpu_count() or 1
    analysed = _analysed_here
    if wanted > 1 and sum(source.size for source in sources) >= FEW:
        analysed = partial(_analysed_apart, wanted)
    hands = _dealt(sources, wanted * _TURNS)
    count = analysed([(hand, parts / f"{n:03d}") for n, hand in enumerate(hands)], progress)
    with committing(data) as writer:
        for file in sorted(parts.iterdir()):
            _take(writer, file)
    for file in parts.iterdir():
        file.unlink()
    parts.rmdir()
    return count


def _dealt(sources: Sequence[Source], hands: int) -> list[list[Source]]:
    """Return the sources in as many hands, or fewer, with about as many of them in each."""
    return [hand for n in range(hands) if (hand := list(sources[n::hands]))]


Task = tuple[Sequence[Source], Path]


def _analyse(task: Task, vocabulary: Vocabulary, count: Callable[[], None]) -> int:
    """Write what the index keeps of some sources' entries; return how many they are."""
    sources, path = task
    total = 0
    batches = inverted(_entries(sources, count), vocabulary)
    for n, (found, records) in enumerate(batches):
        arrays.write(path.with_name(f"{path.name}-{n:03d}"), found | _columns(records))
        total += len(records)
    return total


def _entries(sources: Sequence[Source], count: Callable[[], None]) -> Iterator[Entry]:
    """Give the entries of all sources, and count each that was dealt with."""
    for source in sources:
        with source() as entries:
            for entry in entries:
                yield entry
                count()


def _analysed_here(tasks: Sequence[Task], progress: Progress | None) -> int:
    """Analyse in this process; return the number of entries."""
    vocabulary = Vocabulary()
    numbers = counter(1)
    tell = progress or (lambda _number: None)
    return sum(_analyse(task, vocabulary, lambda: tell(next(numbers))) for task in tasks)


def _analysed_apart(processes: int, tasks: Sequence[Task], progress: Progress | None) -> int:
    """Analyse in several processes; return the number of entries.

    They are spawned, since a process that serves pages has threads, of which a fork makes halves.
    """
    context = get_context("spawn")
    done = context.Value("L")
    with ProcessPoolExecutor(
        processes, context, initializer=_settle_in, initargs=(os.getpid(), done)
    ) as pool:
        futures = [pool.submit(_analyse_apart, task) for task in tasks]
        try:
            while wait(futures, _TELL_SECONDS, FIRST_EXCEPTION).not_done:
                if progress is not None:
                    progress(done.value)
            total = sum(future.result() for future in futures)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if progress is not None:
        progress(total)
    return total


class _Process:
    """What a process that analyses keeps from one task to the next."""

    vocabulary: Vocabulary
    done: Any  # the number of entries all processes have dealt with


def _settle_in(parent: int, done: Any) -> None:
    """Let the site go first, and end when the process ends that wants this."""
    os.nice(_NICENESS)
    _Process.vocabulary, _Process.done = Vocabulary(), done

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _analyse_apart(task: Task) -> int:
    def count() -> None:
        with _Process.done.get_lock():
            _Process.done.value += 1

    return _analyse(task, _Process.vocabulary, count)


def _columns(records: Sequence[Record]) -> dict[str, Ints]:
    """Return the columns of records as arrays."""
    found: dict[str, Ints] = {}
    for name in COLUMNS:
        values = [getattr(record, name) for record in records]
        bounds = np.zeros(len(values) + 1, "<u4")
        np.cumsum([len(value) for value in values], out=bounds[1:])
        found[name] = np.frombuffer(b"".join(values), np.uint8)
        found[f"{name}_bounds"] = bounds
    return found


def _take(writer: Writer, file: Path) -> None:
    """Add a part that another process made."""
    found = arrays.read(file)
    rows = zip(*(_values(found, name) for name in COLUMNS), strict=True)
    writer.take_part(Part.of(found), rows)


def _values(found: dict[str, Ints], name: str) -> Iterator[bytes]:
    """Give the values of a column."""
    joined = found[name].tobytes()
    bounds = found[f"{name}_bounds"].tolist()
    for begin, end in pairwise(bounds):
        yield joined[begin:end]
