"""Asks the queries whose answers over the whole corpus are known: 99 of 99 must hold.

Words, phrases, titles and words typed without accents must have a document named for them in the
first ten. A title with two letters swapped may be found, or be suggested by a correction that finds
it. A count is the number of documents that hold the whole word as typed.
"""

import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from coalition.search.index import Index
from coalition.search.queries import find
from coalition.search.results import Results
from tests.bench.corpus import PUBLIC, build_index, entry_of, sketches
from tests.bench.report import WHOLE, Options, Part, Report, table, verdict

FIRST = 10


def holds(index: Index, row: Report) -> tuple[bool, int]:
    """Tell whether a query has its known answer, and how much it finds."""
    found = find(index, row["query"], audiences=PUBLIC, per_page=FIRST)
    if row["type"] == "count":
        return _counts(index, row, found), found.total
    expected = set(row["expect"])
    if expected & _keys(found):
        return True, found.total
    if row["type"] == "typo-title" and found.did_you_mean:
        corrected = find(index, found.did_you_mean.text, audiences=PUBLIC, per_page=FIRST)
        return bool(expected & _keys(corrected)), found.total
    return False, found.total


def measure(options: Options) -> Report:
    """Index the corpus and ask; of a part of it only what has its document there, and no counts."""
    documents = options.corpus.documents(options.documents)
    rows: list[Report] = [dict(row) for row in options.corpus.known_answers()]
    if len(documents) < WHOLE:
        present = {document[0] for document in documents}
        rows = [row for row in rows if present & set(row.get("expect", ()))]
    with tempfile.TemporaryDirectory(prefix="bench-answers-") as folder:
        entries = map(entry_of, documents, sketches(documents))
        with closing(build_index(entries, Path(folder))) as index:
            for row in rows:
                row["held"], row["total"] = holds(index, row)
    asked, held = (
        Counter(row["type"] for row in rows if row["held"] or not only) for only in (False, True)
    )
    return {
        "asked": len(rows),
        "held": sum(held.values()),
        "by_type": {name: [held[name], asked[name]] for name in sorted(asked)},
        "missed": [row for row in rows if not row["held"]],
    }


def show(report: Report) -> str:
    """Return how many hold, by type, and those that do not."""
    kinds = [(name, held, asked) for name, (held, asked) in report["by_type"].items()]
    held, asked = report["held"], report["asked"]
    missed = [
        (f"`{row['query']}`", row["type"], row["total"], row.get("expect_count", row.get("expect")))
        for row in report["missed"]
    ]
    parts = [
        f"{held} of {asked} hold: {verdict(held == asked)}",
        table(("type", "held", "asked"), kinds),
    ]
    if missed:
        parts.append(table(("missed", "type", "found", "expected"), missed))
    return "\n\n".join(parts)


def _keys(found: Results) -> set[str]:
    return {hit.key for hit in found.hits}


def _counts(index: Index, row: Report, found: Results) -> bool:
    """Tell whether as many documents are found as hold the word, as typed or with its other forms."""
    exact = find(index, f'"{row["query"]}"', audiences=PUBLIC, per_page=1)
    return row["expect_count"] in (found.total, exact.total)


PART = Part("answers", "Queries with known answers", measure, show)

if __name__ == "__main__":
    PART.main()
