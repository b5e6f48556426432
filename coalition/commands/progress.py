"""How far a long command has come: a bar on a terminal, a line every few seconds elsewhere."""

import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from coalition.commands.preparing import screen

EVERY_SECONDS = 5.0


def progress_bar(*columns: TextColumn) -> Progress:
    """Return a progress display on standard error; it is silent where that is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        *columns,
        TimeRemainingColumn(),
        console=screen,
        disable=not screen.is_terminal,
    )


class Pace:
    """Shows files (or other units) and MB a second and the time left while they are worked through."""

    def __init__(
        self, files: int, size_bytes: int, *, title: str = "Bringing in", unit: str = "files"
    ) -> None:
        self._files = files
        self._bytes = size_bytes
        self._unit = unit
        self._done = self._done_bytes = 0
        self._began = self._told = time.monotonic()
        self._bar = progress_bar(TextColumn("{task.fields[rate]}"))
        self._task = self._bar.add_task(title, total=files, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def advance(self, size_bytes: int) -> None:
        """Count one more file of this size."""
        self._count(self._done + 1, self._done_bytes + size_bytes)

    def reach(self, done: int) -> None:
        """Count this many of them as done, taken to be of the same size."""
        self._count(done, self._bytes * done // max(self._files, 1))

    def _count(self, done: int, done_bytes: int) -> None:
        self._done, self._done_bytes = done, done_bytes
        self._bar.update(self._task, completed=self._done, rate=self._rate())
        if not screen.is_terminal and time.monotonic() - self._told > EVERY_SECONDS:
            self._told = time.monotonic()
            screen.print(
                f"{self._done} of {self._files} {self._unit}, {self._rate()}, {self._left()}"
            )

    def _rate(self) -> str:
        seconds = max(time.monotonic() - self._began, 0.001)
        files, megabytes = self._done / seconds, self._done_bytes / seconds / 1_000_000
        return f"{files:.1f} {self._unit}/s, {megabytes:.2f} MB/s"

    def _left(self) -> str:
        """Estimate by bytes where there are any: a large file takes longer than a small one."""
        share = self._done_bytes / self._bytes if self._bytes else self._done / self._files
        seconds = (time.monotonic() - self._began) * (1 / max(share, 0.001) - 1)
        return f"{timedelta(seconds=round(seconds))} left"
