"""Times `flask reindex` of the whole application, beside what the other engines take to build."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.corpus import megabytes, sketches
from tests.bench.engines import OURS, build, engine_names
from tests.bench.installation import flask, load
from tests.bench.report import Options, Part, Report, table, verdict
from tests.journeys.conftest import free_port

MOST_SECONDS = 45  # for the whole corpus on two cores


def measure(options: Options) -> Report:
    """Fill an installation, build its index anew, and build the others from the same documents."""
    documents = options.corpus.documents(options.documents)
    size = megabytes(documents)
    report: Report = {"documents": len(documents), "mb": round(size, 1), "cores": os.cpu_count()}
    with tempfile.TemporaryDirectory(prefix="bench-reindex-") as folder, ExitStack() as stack:
        instance, url = Path(folder) / "instance", f"http://127.0.0.1:{free_port()}"
        load(instance, url, documents, sketches(documents))
        seconds = {"flask reindex": flask(instance, url, "reindex")}
        for name in engine_names():
            if name != OURS:
                made = build(name, options, documents, Path(folder) / name, stack)[1]
                seconds[f"{name}, one core, from memory"] = made["index_s"]
    report["seconds"] = {name: round(taken, 1) for name, taken in seconds.items()}
    return report


def show(report: Report) -> str:
    """Return seconds and megabytes a second."""
    size, seconds = report["mb"], report["seconds"]
    rows = [(name, taken, round(size / max(taken, 0.1), 2)) for name, taken in seconds.items()]
    met = verdict(seconds["flask reindex"] < MOST_SECONDS)
    return "\n\n".join(
        (
            f"{report['documents']:,} documents, {size} MB of text, {report['cores']} cores.",
            table(("", "seconds", "MB/s"), rows),
            f"Under {MOST_SECONDS} s: {met}",
        )
    )


PART = Part("reindexing", "Building the index anew", measure, show)

if __name__ == "__main__":
    PART.main()
