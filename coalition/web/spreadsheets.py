"""Tables for spreadsheets: CSV that opens with its letters whole and runs nothing, and back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _

from coalition.errors import Invalid

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")  # wide ones count where they are typed as plain
DELIMITERS = ",;\t|"
LARGEST_CELL = 1_000_000  # characters; csv refuses longer ones
_AS_FORMULA = re.compile("'*[" + re.escape("".join(FORMULA_SIGNS)) + "]")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV under these column titles.

    A byte-order mark comes first, because without it the most common spreadsheet takes UTF-8 for
    something else. A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    return "".join(csv_lines(head, rows))


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give the same line by line, for tables too long to be held in memory."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow(head)
    for row in rows:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        writer.writerow(_harmless(row))
    yield out.getvalue()


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each record of a CSV table, with the number of its first line.

    Cells may be parted by any of DELIMITERS; records without anything in them are left out. Raises
    Invalid with the line that cannot be read.
    """
    csv.field_size_limit(LARGEST_CELL)
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid(
                _("Line %(line)d of the table cannot be read: %(why)s", line=line, why=str(error))
            ) from error
        if any(cells):
            yield line, cells


def as_typed(cell: str) -> str:
    """Return a cell as it was before as_csv made it harmless."""
    return cell[1:] if cell.startswith("'") and _AS_FORMULA.match(cell) else cell


def _harmless(cells: Sequence[str]) -> list[str]:
    """Put an apostrophe before what would run, also where some are there, so that one is taken back."""
    return [f"'{cell}" if _AS_FORMULA.match(cell) else cell for cell in cells]
