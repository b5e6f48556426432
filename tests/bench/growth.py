"""Times result pages over more and more documents, and weighs the process that gives them.

The same queries, drawn from the fewest documents, are asked at every size. The largest is the
corpus four times over with changed ids, so that most documents have three copies that fold. Each
size is indexed by a process of its own and asked by another.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from functools import partial
from pathlib import Path

from coalition.search.queries import find
from tests.bench.corpus import (
    PUBLIC,
    Query,
    build_index,
    copies,
    entry_of,
    open_index,
    sketches,
)
from tests.bench.engines import ask_in_turn
from tests.bench.report import Options, Part, Report, by_class, read_options, table

TIMES = 4  # the corpus over, for the largest size
SECONDS = 1_800  # that one process may take
QUERIES = "queries.json"


def sizes(options: Options) -> list[tuple[int, int]]:
    """Return how many documents are asked, and how many times over."""
    whole = options.documents
    fewer = [size for size in (1_000, 2_000, 4_000) if size < whole] or [whole // 4, whole // 2]
    return [*((size, 1) for size in fewer), (whole, 1), (whole, TIMES)]


def build(options: Options, size: int, times: int, folder: Path) -> Report:
    """Index documents in a folder; this process ends after it."""
    documents = options.corpus.documents(size)
    likeness = sketches(documents) * times
    began = time.perf_counter()
    build_index(map(entry_of, copies(documents, times), likeness), folder).close()
    return {"documents": size * times, "index_s": round(time.perf_counter() - began, 1)}


def ask(folder: Path) -> Report:
    """Ask an index that another process made; return times and memory."""
    queries: list[Query] = [tuple(pair) for pair in json.loads((folder / QUERIES).read_text())]
    with closing(open_index(folder)) as index:
        empty = memory()
        asker = partial(find, index, audiences=PUBLIC)
        taken = ask_in_turn({"ours": asker}, queries, queries[:20])["ours"]
    return {"times": by_class(taken), "memory_mb": memory(), "memory_before_mb": empty}


def memory() -> dict[str, int]:
    """Return the megabytes this process holds: all, and what is not a file of the disk."""
    held: dict[str, int] = defaultdict(int)
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in {"VmRSS", "RssAnon"}:
            held[name] = int(rest.split()[0]) // 1024
    return {"resident": held["VmRSS"], "own": held["RssAnon"]}


def measure(options: Options) -> Report:
    """Build and ask every size in processes of their own."""
    queries = options.corpus.queries(options.corpus.documents(sizes(options)[0][0]))
    found = []
    for size, times in sizes(options):
        with tempfile.TemporaryDirectory(prefix="bench-growth-") as folder:
            (Path(folder) / QUERIES).write_text(json.dumps(queries))
            shared = ["--shared", str(options.corpus.shared), "--folder", folder]
            built = _apart(*shared, "--build", str(size), "--times", str(times))
            found.append(built | _apart(*shared))
    return {"sizes": found}


def show(report: Report) -> str:
    """Return times and memory by size."""
    rows = [
        (
            one["documents"],
            *(one["times"][kind]["p50"] for kind in one["times"]),
            one["times"]["all"]["p95"],
            one["memory_mb"]["resident"],
            one["memory_mb"]["own"],
            one["memory_before_mb"]["own"],
            one["index_s"],
        )
        for one in report["sizes"]
    ]
    classes = [f"{kind} p50" for kind in report["sizes"][0]["times"]]
    weights = ("p95", "resident, MB", "of it own", "own before", "indexing, s")
    return table(("documents", *classes, *weights), rows)


def _apart(*arguments: str) -> Report:
    """Run this module in a process of its own and return what it reports."""
    command = [sys.executable, "-m", "tests.bench.growth", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=SECONDS)  # noqa: S603 our own command
    report: Report = json.loads(done.stdout)
    return report


PART = Part("growth", "How time and memory grow", measure, show)


def main() -> None:
    """Measure; or, with a folder, be one of the processes that do."""
    parser = argparse.ArgumentParser(description=PART.about)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=1, help=argparse.SUPPRESS)
    options = read_options(parser)
    given, _rest = parser.parse_known_args()
    if given.folder is None:
        PART.run(options)
    elif given.build:
        sys.stdout.write(json.dumps(build(options, given.build, given.times, given.folder)))
    else:
        sys.stdout.write(json.dumps(ask(given.folder)))


if __name__ == "__main__":
    main()
