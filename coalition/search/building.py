"""A whole index built anew: entries analysed by all cores, each part a file, then put together.

What a process makes of its part is a file of arrays: the words as in a segment, and the columns
card and facts as bytes with their bounds.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import numpy as np

from coalition.search import arrays
from coalition.search.arrays import Ints
from coalition.search.commits import COLUMNS, Writer, committing, inverted, make_empty
from coalition.search.entries import Entry
from coalition.search.merging import Part
from coalition.search.records import Record

FEW = 300  # entries that one process analyses sooner than a second one is started
_NICENESS = 5  # the site is served meanwhile
_WATCH_SECONDS = 1.0

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
    tasks = {n: (source, parts / f"{n:05d}") for n, source in enumerate(sources) if source.size}
    count = 0
    with _executor(sum(source.size for source in sources), processes) as executor:
        futures = [executor.submit(analyse, source, path) for source, path in tasks.values()]
        for future in as_completed(futures):
            count += future.result()
            if progress is not None:
                progress(count)
    with committing(data) as writer:
        for _source, path in tasks.values():
            for file in sorted(path.parent.glob(f"{path.name}-*")):
                _take(writer, file)
    for file in parts.iterdir():
        file.unlink()
    parts.rmdir()
    return count


def analyse(source: Source, path: Path) -> int:
    """Write what the index keeps of a source's entries; return how many they are."""
    count = 0
    with source() as entries:
        for n, (found, records) in enumerate(inverted(entries)):
            arrays.write(path.with_name(f"{path.name}-{n:03d}"), found | _columns(records))
            count += len(records)
    return count


class _AtOnce(Executor):
    """Does the work in this process."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Do one piece of work."""
        future: Future[int] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def _executor(entries: int, processes: int | None) -> Iterator[Executor]:
    """Give what does the work: this process where there is little of it."""
    wanted = processes or os.cpu_count() or 1
    if wanted == 1 or entries < FEW:
        yield _AtOnce()
        return
    # Spawned, since a process that serves pages has threads, which a fork would leave half there.
    with ProcessPoolExecutor(
        wanted, get_context("spawn"), initializer=partial(_settle_in, os.getpid())
    ) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _settle_in(parent: int) -> None:
    """Let the site go first, and end when the process ends that wants this."""
    os.nice(_NICENESS)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


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
