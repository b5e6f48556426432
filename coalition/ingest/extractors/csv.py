"""CSV: rows of cells in any encoding, whatever parts the cells and however they are quoted."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from coalition.ingest.encodings import decode
from coalition.ingest.reading import Extract, Metadata
from coalition.ingest.sheets import Workbook

_MOST = 20_000_000  # bytes read
_SAMPLE_LINES, _SAMPLE = 50, 100_000  # lines and characters the delimiter is told from
_DELIMITERS = (",", ";", "\t", "|")


def extract(path: Path) -> Extract:
    """Return the rows in parts. Raises Unreadable when it is no text."""
    csv.field_size_limit(_MOST)  # the library's own is too small for a cell of prose
    with path.open("rb") as file:
        data = file.read(_MOST)
        is_longer = bool(file.read(1))
    text, delimiter = _announced(decode(data).replace("\0", ""))
    workbook = _filled(text, delimiter or _delimiter(text))
    if is_longer:
        workbook.sheets[0].is_cut = True
    return workbook.extract(Metadata(), ())


def _announced(text: str) -> tuple[str, str]:
    """Take off a first line such as "sep=;", which Excel writes and heeds."""
    first, _, rest = text.partition("\n")
    announced = first.rstrip("\r").removeprefix("sep=")
    is_announced = first.startswith("sep=") and announced in _DELIMITERS
    return (rest, announced) if is_announced else (text, "")


def _delimiter(text: str) -> str:
    """Return what parts most of the first lines in the same number of cells, more than one."""
    lines = text[:_SAMPLE].splitlines()[:_SAMPLE_LINES]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Return the share of rows that have the commonest number of cells, and that number."""
    counts = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(cells)]
    commonest = max(set(counts), key=counts.count, default=0)
    return (counts.count(commonest) / len(counts), commonest) if commonest > 1 else (0.0, 0)


def _filled(text: str, delimiter: str) -> Workbook:
    """Return the rows as a sheet; quotes that do not close are taken for what they are."""
    try:
        return _sheet(csv.reader(_lines(text), delimiter=delimiter, strict=True))
    except csv.Error:
        if text.count('"') % 2 == 0:
            return _sheet(csv.reader(_lines(text), delimiter=delimiter))
        rows = csv.reader(_lines(text), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return _sheet(rows)


def _sheet(rows: Iterable[list[str]]) -> Workbook:
    workbook = Workbook()
    workbook.open("")
    for cells in rows:
        if not workbook.take(enumerate(cells)):
            break
    return workbook


def _lines(text: str) -> Iterable[str]:
    return io.StringIO(text, newline="")
