"""Times the reader beside pdftotext, in one interleaved run.

Usage: python -m tests.bench.ingest [--shared ../shared] [--texts 200] [--rounds 3]

Reads the PDFs of SHARED/data/files, its other files, and the first N texts of the corpus, with our
reader one at a time and two at a time. `pdftotext` (poppler-utils) writes the text of the same PDFs
in turn with it: it only takes text out, where our reader also judges the file, confines itself,
tells languages, and finds outline, labels and what the file gives away. Prints a table; the ratio
is our time by that of pdftotext. Files our reader refuses are read by neither.
"""

import argparse
import json
import lzma
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from coalition.ingest import reader
from coalition.ingest.reading import Unreadable

MEGABYTE = 1_000_000
Read = Callable[[Path], object]


@dataclass(slots=True)
class Taken:
    """The seconds each round of one reader over one set of files took."""

    seconds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        """Return the round least disturbed by others."""
        return min(self.seconds)


def ours(path: Path) -> object:
    """Read a file as the site does, in a confined process."""
    return reader.read(path, path.name)


def pdftotext(path: Path) -> object:
    """Write a PDF's text to nowhere, as poppler does."""
    return subprocess.run(["pdftotext", str(path), "/dev/null"], check=False, capture_output=True)  # noqa: S603, S607


def readable(files: Sequence[Path]) -> list[Path]:
    """Return the files our reader gives a text of; this also warms what is read from the disk."""
    kept = []
    for path in files:
        try:
            reader.read(path, path.name)
        except Unreadable:
            continue
        kept.append(path)
    return kept


def texts(shared: Path, count: int, folder: Path) -> Iterator[Path]:
    """Write the first texts of the corpus as files and give their paths."""
    with lzma.open(shared / "data" / "corpus.jsonl.xz", "rt", encoding="utf-8") as corpus:
        for number, line in zip(range(count), corpus, strict=False):
            path = folder / f"{number:05}.txt"
            path.write_text(json.loads(line)["text"], encoding="utf-8")
            yield path


def timed(read: Read, files: Sequence[Path], at_once: int) -> float:
    """Return the seconds a reader takes for all files."""
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as readers:
        list(readers.map(read, files))
    return time.perf_counter() - began


def in_turn(
    readers: dict[str, tuple[Read, int]], files: Sequence[Path], rounds: int
) -> dict[str, Taken]:
    """Let each reader read all files, one reader after the other, several rounds."""
    taken = {name: Taken() for name in readers}
    for _round in range(rounds):
        for name, (read, at_once) in readers.items():
            taken[name].seconds.append(timed(read, files, at_once))
    return taken


def show(sets: dict[str, tuple[Sequence[Path], dict[str, Taken]]]) -> None:
    """Print a line for each set of files and each reader."""
    table = Table("files", "reader", "s", "files/s", "MB/s", "ratio to pdftotext")
    for name, (files, taken) in sets.items():
        size = sum(path.stat().st_size for path in files) / MEGABYTE
        for number, (who, one) in enumerate(taken.items()):
            beside = taken.get("pdftotext, 2 at once" if "2" in who else "pdftotext, 1 at once")
            table.add_row(
                "" if number else f"{len(files)} {name}, {size:.1f} MB",
                who,
                f"{one.best:.2f}",
                f"{len(files) / one.best:.1f}",
                f"{size / one.best:.2f}",
                f"{one.best / beside.best:.2f}" if beside else "",
            )
    Console(file=sys.stdout, width=100).print(table)


def main() -> None:
    """Read the options, time the readers and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    both: dict[str, tuple[Read, int]] = {"ours, 1 at once": (ours, 1), "ours, 2 at once": (ours, 2)}
    beside = {"pdftotext, 1 at once": (pdftotext, 1), "pdftotext, 2 at once": (pdftotext, 2)}
    given = sorted((options.shared / "data" / "files").glob("d*"))
    pdfs = readable([path for path in given if path.suffix == ".pdf"])
    others = readable([path for path in given if path.suffix != ".pdf"])
    with tempfile.TemporaryDirectory() as temporary:
        written = list(texts(options.shared, options.texts, Path(temporary)))
        sets = {
            "PDFs": (pdfs, both | beside if shutil.which("pdftotext") else both),
            "other files": (others, both),
            "corpus texts": (written, both),
        }
        show(
            {
                name: (files, in_turn(readers, files, options.rounds))
                for name, (files, readers) in sets.items()
            }
        )


if __name__ == "__main__":
    main()
