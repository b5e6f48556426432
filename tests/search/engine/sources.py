"""Sources of a rebuild as processes meet them: told who asked, failing, and never ending."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.util.filelock import FileLock

from coalition.search.engine.building import FEW
from coalition.search.entries import Entry


@dataclass(frozen=True)
class Said:
    """A source that leaves in a folder the number of the process that asked it."""

    folder: Path
    entries: Sequence[Entry]

    @property
    def size(self) -> int:
        """Return how many there are."""
        return len(self.entries)

    @contextmanager
    def __call__(self) -> Iterator[Sequence[Entry]]:
        """Give them."""
        (self.folder / str(os.getpid())).touch()
        yield self.entries


@dataclass(frozen=True)
class Gone:
    """A source whose entries cannot be read, large enough to be read by another process."""

    size: int = FEW

    @contextmanager
    def __call__(self) -> Iterator[Sequence[Entry]]:
        """Raise what reading raises."""
        raise OSError("the texts are gone")
        yield ()


@dataclass(frozen=True)
class Endless:
    """A source that holds a lock for as long as its process lives, and does not end."""

    lock: Path
    size: int = FEW

    @property
    def begun(self) -> Path:
        """Return the file that is there once the lock is held."""
        return self.lock.with_suffix(".begun")

    @contextmanager
    def __call__(self) -> Iterator[Sequence[Entry]]:
        """Hold the lock, say so and wait."""
        held = FileLock(str(self.lock))
        held.acquire(blocking=True)
        self.begun.touch()
        time.sleep(600)
        yield ()
