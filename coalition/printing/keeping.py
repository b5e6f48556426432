"""Keeps what was set, so that the next reader gets the same file at once."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from coalition.printing.paper import Paper
from coalition.printing.setting import mark_of, pdf_of


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
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as partial:
        partial.write(made)
    Path(partial.name).replace(path)
    for other in path.parent.iterdir():
        if is_outdated(other):
            other.unlink(missing_ok=True)
