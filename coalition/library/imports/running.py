"""Brings in the files of an import: looked at, kept, read, published and indexed side by side.

This process claims the work on its own documents, so that a serving site is not kept busy by it;
when it ends early, the claims fall back to the queue, and a second run finds what is there.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack

import structlog

from coalition import tasks
from coalition.database import transaction
from coalition.library.imports.depositing import Context, Depositor, Job
from coalition.library.imports.lines import Line
from coalition.library.imports.looking import Key, Looked, held, look
from coalition.library.imports.rehearsal import same_as
from coalition.library.imports.settling import Read, Settler
from coalition.library.imports.sources import Item
from coalition.library.imports.table import Wanted
from coalition.library.offering import SCREENING
from coalition.library.reading import READING, Outcome, Task, begin, read_file, subject_of
from coalition.library.recognising import RECOGNISING
from coalition.search.upkeep import INDEX
from coalition.tasks import current_queue
from coalition.web.viewer import Viewer

log = structlog.get_logger(__name__)
BATCH = 32  # files kept in one transaction
BATCH_BYTES = 64_000_000
MOST_READING = 64  # files kept and not settled yet; their texts are in memory
INDEX_EVERY = 500  # documents in one commit of the index
PAUSE = 0.5  # seconds in which what was read gathers, to be saved in one transaction


class Run:
    """One import. `context` gives the application to the threads that keep and read files."""

    def __init__(
        self,
        items: Sequence[Item],
        wanted: Wanted,
        *,
        by: Viewer,
        context: Context,
        readers: int = 2,
    ) -> None:
        self._batches = _batches(items)
        self._wanted = wanted
        self._by = by
        self._context = context
        self._readers_count = readers
        self._settler = Settler(wanted, by)
        self._lines: dict[Key, Line] = {}
        self._twins: dict[Key, list[str]] = {}
        self._reading: dict[Future[Outcome], Job] = {}
        self._waiting: list[Job] = []
        self._indexing: Future[None] | None = None
        self._helping: dict[str, Future[None]] = {}
        self._is_stopping = False

    def lines(self) -> Generator[Line, None, None]:
        """Bring the files in and give the line of each as soon as it is settled."""
        tasks.release_dead_claims()
        with ExitStack() as stack:
            stack.enter_context(current_queue().quiet(READING, INDEX))
            stack.callback(self._let_go)
            self._readers = stack.enter_context(ThreadPoolExecutor(self._readers_count))
            self._others = stack.enter_context(ThreadPoolExecutor(4))
            stack.callback(self._cancel)
            self._depositor = Depositor(self._wanted, self._by, self._others, self._context)
            yield from self._all()
            self._index(at_least=1)
            if self._indexing:
                self._indexing.result()
            self._work_on(INDEX)  # what a run that was killed has published

    def _all(self) -> Iterator[Line]:
        for batch in self._batches:
            yield from self._take_in(batch)
            while len(self._reading) >= MOST_READING:
                yield from self._gather()
        while self._reading or self._waiting:
            yield from self._gather()

    def _take_in(self, batch: Sequence[Item]) -> Iterator[Line]:
        """Look at some files and keep those that are new; go on with those left unfinished."""
        looked = list(self._others.map(self._look, batch))
        new: list[Looked] = []
        for one in looked:
            if one.problem:
                yield Line(one.item.file, "rejected", one.problem)
            elif one.key in self._lines:
                yield same_as(self._lines[one.key], one.item.file)
            elif one.key in self._twins:
                self._twins[one.key].append(one.item.file)
            else:
                self._twins[one.key] = []
                new.append(one)
        there = held(new)
        known = [Job(one, *there[one.key], is_new=False) for one in new if one.key in there]
        fresh = [one for one in new if one.key not in there]
        refused = self._depositor.deposit(fresh, lambda jobs: self._begin([*known, *jobs]))
        keys = {one.item.file: one.key for one in fresh}
        for line in refused:
            yield from self._told(keys[line.file], line)
        yield from self._start()

    def _look(self, item: Item) -> Looked:
        with self._context():
            return look(item, self._wanted)

    def _begin(self, jobs: Sequence[Job], *, again: bool = False) -> None:
        """Claim, inside a transaction, the reading of files that wait for it.

        Looked at `again` are those that others read or that wait for recognition.
        """
        self._waiting += jobs
        unread = [job for job in jobs if (job.is_new and not again) or self._settler.is_unread(job)]
        rows = tasks.take(READING, [subject_of(job.version_id) for job in unread])
        for job in unread:
            job.row_id = rows.get(subject_of(job.version_id))

    def _start(self) -> Iterator[Line]:
        """Read what was claimed, and settle what needs no reading."""
        jobs, self._waiting = self._waiting, []
        ours = {job.version_id: job for job in jobs if job.row_id is not None}
        for task in begin(list(ours)):
            job = ours.pop(task.version_id)
            self._reading[self._readers.submit(self._read, task)] = job
        left = [*ours.values(), *(job for job in jobs if job.row_id is None)]
        yield from self._settled([(job, None) for job in left])

    def _read(self, task: Task) -> Outcome:
        with self._context():
            return read_file(task)

    def _gather(self) -> Iterator[Line]:
        """Settle what was read in the last moment, and look again at what others are at."""
        if not self._reading:
            time.sleep(PAUSE)
        done, _rest = wait(self._reading, timeout=PAUSE)
        read: list[Read] = []
        for future in done:
            outcome = future.exception() or future.result()
            read.append((self._reading.pop(future), outcome))
        yield from self._settled(read)
        if self._waiting:
            self._help_with(SCREENING)
            self._help_with(RECOGNISING)
            tasks.release_dead_claims()
            with transaction():
                jobs, self._waiting = self._waiting, []
                self._begin(jobs, again=True)
            yield from self._start()

    def _settled(self, read: Sequence[Read]) -> Iterator[Line]:
        """Save what came of some jobs and give the lines of those at their end."""
        for job, line in self._settler.settle(read) if read else ():
            if line is None:
                self._waiting.append(job)
            else:
                yield from self._told(job.looked.key, line)
        self._index(at_least=INDEX_EVERY)

    def _told(self, key: Key, line: Line) -> Iterator[Line]:
        """Give a line, and those of files that are the same."""
        self._lines[key] = line
        yield line
        for file in self._twins.pop(key, ()):
            yield same_as(line, file)

    def _index(self, *, at_least: int) -> None:
        """Have what was published indexed, in another thread, one commit at a time."""
        rows = self._settler.unindexed
        if len(rows) < at_least or (at_least > 1 and self._indexing and self._indexing.running()):
            return
        if self._indexing:
            self._indexing.result()
        self._settler.unindexed = {}
        self._indexing = self._others.submit(self._write_index, rows)

    def _write_index(self, rows: dict[str, int]) -> None:
        with self._context():
            try:
                current_queue().kinds[INDEX].handler(list(rows))
            except Exception:  # such as a rebuild that keeps the index: the queue tries again
                log.exception("import_not_indexed", documents=len(rows))
                tasks.give_back(list(rows.values()))
            else:
                tasks.finish(list(rows.values()))

    def _help_with(self, kind: str) -> None:
        """Help in another thread with what comes before and after reading, one such a kind."""
        helper = self._helping.get(kind)
        if (helper is None or helper.done()) and kind in tasks.kinds_due():
            self._helping[kind] = self._others.submit(self._work_on, kind)

    def _work_on(self, kind: str) -> None:
        with self._context():
            while not self._is_stopping and tasks.run_batch(current_queue().kinds[kind])[0]:
                pass

    def _cancel(self) -> None:
        """Begin nothing more; what is being read comes to its end."""
        self._is_stopping = True
        for future in self._reading:
            future.cancel()

    def _let_go(self) -> None:
        """Leave what is unfinished to the queue."""
        jobs = [*self._reading.values(), *self._waiting]
        rows = [job.row_id for job in jobs if job.row_id is not None]
        tasks.give_back([*rows, *self._settler.unindexed.values()])


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Give the files by the batch, of BATCH_BYTES at most unless one alone is larger."""
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (len(batch) == BATCH or size + item.size_bytes > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size_bytes
    if batch:
        yield batch
