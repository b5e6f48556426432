"""Times whole result pages of our search, SQLite FTS5 and tantivy, asked in turn in one run.

A whole page is the 20 best, exact facet counts and marked passages; ours also says why each hit
stands where it does. Kept results are switched off, so nothing is answered from memory.
"""

import importlib.util
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

from coalition.search.queries import find
from tests.bench.corpus import PUBLIC, Document, Query, build_index, entry_of, sketches
from tests.bench.report import Options, Part, Report, by_class, table, verdict

Ask = Callable[[str], object]
OURS, FTS5, TANTIVY = "coalition", "fts5", "tantivy"
TANTIVY_P95 = 1.5  # times tantivy's p95 that ours may take


def engine_names() -> list[str]:
    """Return the engines that can be run here; tantivy only where it is installed."""
    return [OURS, FTS5, *([TANTIVY] if importlib.util.find_spec("tantivy") else [])]


def build(
    name: str, options: Options, documents: Sequence[Document], folder: Path, stack: ExitStack
) -> tuple[Ask, Report]:
    """Build an engine in a folder; return what asks it and what building took."""
    folder.mkdir()
    likeness = sketches(documents) if name == OURS else []
    began = time.perf_counter()
    if name == OURS:
        index = build_index(map(entry_of, documents, likeness), folder)
        stack.callback(index.close)
        ask: Ask = partial(find, index, audiences=PUBLIC)
        measured = folder / "index"
    else:
        ask = getattr(options.corpus.engines, f"build_{name}")(documents, str(folder))
        measured = folder
    taken = time.perf_counter() - began
    size = options.corpus.engines.folder_mb(str(measured))
    return ask, {"index_s": round(taken, 1), "index_mb": round(size, 1)}


def ask_in_turn(
    askers: Mapping[str, Ask], queries: Sequence[Query], warming: Sequence[Query] = ()
) -> dict[str, dict[str, list[float]]]:
    """Ask every engine for each query in turn; return milliseconds by engine and class."""
    for _, query in warming:
        for ask in askers.values():
            ask(query)
    taken: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in askers}
    for kind, query in queries:
        for name, ask in askers.items():
            began = time.perf_counter()
            ask(query)
            taken[name][kind].append(1000 * (time.perf_counter() - began))
    return taken


def peers(
    options: Options, documents: Sequence[Document], folder: Path, stack: ExitStack
) -> dict[str, Ask]:
    """Build the engines beside ours and return what asks them."""
    names = [name for name in engine_names() if name != OURS]
    return {name: build(name, options, documents, folder / name, stack)[0] for name in names}


def targets(times: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[tuple[str, bool]]:
    """Return each target in words and whether it is met; times are by engine, class, percentile."""
    ours = times[OURS]
    held = []
    if FTS5 in times:
        for at in ("p50", "p95"):
            slower = [name for name in ours if ours[name][at] >= times[FTS5][name][at]]
            words = f"faster than FTS5 in every class at {at}"
            held.append((words + (f" (not: {', '.join(slower)})" if slower else ""), not slower))
    if TANTIVY in times:
        theirs = times[TANTIVY]["all"]
        held.append(("p50 at or below tantivy's", ours["all"]["p50"] <= theirs["p50"]))
        limit = TANTIVY_P95 * theirs["p95"]
        held.append((f"p95 within {TANTIVY_P95} of tantivy's", ours["all"]["p95"] <= limit))
    return held


def measure(options: Options) -> Report:
    """Build the engines, ask them in turn and return times by engine and class."""
    documents = options.corpus.documents(options.documents)
    queries = options.corpus.queries(documents)
    warming = options.corpus.queries(documents, 20, seed=8)
    report: Report = {"documents": len(documents), "queries": len(queries), "building": {}}
    temporary: AbstractContextManager[str] = tempfile.TemporaryDirectory(prefix="bench-engines-")
    with temporary as folder, ExitStack() as stack:
        askers = {}
        for name in engine_names():
            askers[name], report["building"][name] = build(
                name, options, documents, Path(folder) / name, stack
            )
        taken = ask_in_turn(askers, queries, warming)
    report["times"] = {name: by_class(classes) for name, classes in taken.items()}
    report["targets"] = targets(report["times"])
    return report


def show(report: Report) -> str:
    """Return the times, their ratios and the targets as tables."""
    return "\n\n".join(
        (
            f"{report['documents']:,} documents, {report['queries']} queries, milliseconds a page.",
            times_table(report["times"], OURS),
            table(("target", ""), [(words, verdict(met)) for words, met in report["targets"]]),
            table(
                ("engine", "index, s", "index, MB"),
                [(name, *made.values()) for name, made in report["building"].items()],
            ),
        )
    )


def times_table(times: Mapping[str, Mapping[str, Mapping[str, float]]], ours: str) -> str:
    """Return a table of times by class, with each other engine's ratio to ours."""
    others = [name for name in times if name != ours]
    header = ["class"]
    for name in times:
        header += [f"{name} p50", "p95"]
    for name in others:
        header += [f"{name} : {ours}, p50", "p95"]
    rows = []
    for kind in times[ours]:
        row: list[object] = [kind]
        for name in times:
            row += [times[name][kind]["p50"], times[name][kind]["p95"]]
        for name in others:
            row += [
                round(times[name][kind][at] / times[ours][kind][at], 2) for at in ("p50", "p95")
            ]
        rows.append(row)
    return table(header, rows)


PART = Part("engines", "Result pages beside other engines", measure, show)

if __name__ == "__main__":
    PART.main()
