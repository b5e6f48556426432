"""Keeps what was set, so that the next reader gets the same file at once."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from coalition.printing.paper import Paper
from coalition.printing.setting import mark_of, pdf_of
from coalition.web.whole import write_whole

PARTIAL = "."  # what names of files begin with that are not whole yet
PARTIAL_SECONDS = 3600  # nobody is at one any longer that is older


def kept_pdf(folder: Path, name: str, paper: Paper) -> tuple[bytes, str]:
    """Return the PDF of a paper and its mark; it is set anew only when it would be another.

    One file a name is kept in the folder. Raises OutOfOrder when it cannot be set.
    """
    mark = mark_of(paper)
    path = folder / f"{name}-{mark[:32]}.pdf"
    with suppress(OSError):  # mostly: there is none yet
        return path.read_bytes(), mark
    made = pdf_of(paper)
    with suppress(OSError):  # a full disk keeps nobody from reading what was made
        _keep(path, made, lambda other: other.name.startswith(f"{name}-") and other != path)
    return made, mark


def _keep(path: Path, made: bytes, is_outdated: Callable[[Path], bool]) -> None:
    """Write the file, whole or not at all, and drop those it takes the place of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_partials(path.parent)  # before anything is written: on a full disk they are in the way
    write_whole(path, made, prefix=PARTIAL)
    for other in path.parent.iterdir():
        if is_outdated(other):
            other.unlink(missing_ok=True)


def _clear_partials(folder: Path) -> None:
    """Remove what a process that was ended left half written."""
    for file in folder.glob(f"{PARTIAL}*"):
        with suppress(FileNotFoundError):  # another request was quicker
            if time.time() - file.stat().st_mtime > PARTIAL_SECONDS:
                file.unlink()
