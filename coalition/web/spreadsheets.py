"""Tables for spreadsheets: CSV that opens with its letters whole and runs nothing."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")  # wide ones count where they are typed as plain


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV under these column titles.

    A byte-order mark comes first, because without it the most common spreadsheet takes UTF-8 for
    something else. A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(map(_harmless, rows))
    return "\ufeff" + out.getvalue()


def _harmless(cells: Sequence[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in cells]
