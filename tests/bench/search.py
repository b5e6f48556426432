"""Times whole result pages of the search beside other engines, in one interleaved run.

Usage: python -m tests.bench.search [--shared ../shared] [--documents 2000]
    [--engines coalition,fts5,tantivy] [--site FOLDER] [--apart] [--answers]

Reads the first N documents of SHARED/data/corpus.jsonl.xz, builds each engine, draws the queries of
SHARED/bench/engines.py and asks every engine for each query in turn. A whole page is the 20 best,
exact facet counts and marked snippets. Kept results are switched off, so that nothing is answered
from memory; --apart asks one engine after the other instead of in turn. FOLDER is a site-packages with tantivy==0.27.0 in it. --answers also asks
SHARED/data/queries.jsonl, whose answers are known over the whole corpus. Prints one JSON object.
"""

import argparse
import importlib.util
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from coalition.search.entries import Entry, PageText
from coalition.search.index import Index
from coalition.search.queries import Results, find

PAGE_CHARACTERS = 3_000
PUBLIC = frozenset({"public"})
Document = tuple[str, str, str, str, str, int]  # id, title, text, language, kind, year


def read_engines(shared: Path) -> ModuleType:
    """Import the script that holds the other engines and the queries."""
    spec = importlib.util.spec_from_file_location("engines", shared / "bench" / "engines.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages_of(text: str) -> list[str]:
    """Cut a text into pages of about PAGE_CHARACTERS, between lines."""
    pages, at = [], 0
    while len(text) - at > PAGE_CHARACTERS:
        end = text.rfind("\n", at + PAGE_CHARACTERS // 2, at + PAGE_CHARACTERS) + 1
        end = end or text.rfind(" ", at + 1, at + PAGE_CHARACTERS) + 1 or at + PAGE_CHARACTERS
        pages.append(text[at:end])
        at = end
    return [*pages, text[at:]]


def store_pages(documents: Sequence[Document], folder: Path) -> sqlite3.Connection:
    """Keep the texts of all pages in a SQLite table, as the application does."""
    connection = sqlite3.connect(folder / "pages.db")
    connection.execute("create table page(key, number, text, primary key (key, number))")
    for document in documents:
        rows = ((document[0], n, text) for n, text in enumerate(pages_of(document[2]), start=1))
        connection.executemany("insert into page values (?, ?, ?)", rows)
    connection.commit()
    return connection


def texts_from(
    connection: sqlite3.Connection,
) -> Callable[[Sequence[tuple[str, int]]], Mapping[tuple[str, int], str]]:
    """Return the source of page texts that the index asks."""
    # One look-up a page: SQLite answers (key, number) IN (VALUES …) by reading the whole table.
    one = "select text from page where key = ? and number = ?"

    def texts(wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        rows = ((pair, connection.execute(one, pair).fetchone()) for pair in wanted)
        return {pair: row[0] for pair, row in rows if row}

    return texts


def entries_of(documents: Sequence[Document]) -> Iterator[Entry]:
    """Return the documents as entries."""
    for key, title, text, language, kind, year in documents:
        pages = [PageText(n, page) for n, page in enumerate(pages_of(text), start=1)]
        yield Entry(
            key=key,
            url=f"/library/{key}",
            title=title,
            abstract="",
            authors=(),
            organisation=None,
            kind=kind,
            languages=(language,),
            issued=str(year),
            subjects=(),
            audience="public",
            pages=pages,
        )


def build_coalition(documents: Sequence[Document], folder: Path) -> Index:
    """Index the documents and return the index."""
    texts = texts_from(store_pages(documents, folder))
    index = Index(folder / "index", texts=texts, results_kept=0)
    index.rebuild(entries_of(documents))
    return index


def percentiles(values: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    values = sorted(values)
    return {
        "p50": round(values[len(values) // 2], 2),
        "p95": round(values[int(len(values) * 0.95)], 2),
    }


def summary(taken: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    """Return the percentiles of all queries and of each class."""
    everything = [value for values in taken.values() for value in values]
    classes = {name: percentiles(values) for name, values in sorted(taken.items())}
    return {"all": percentiles(everything), **classes}


def answers(index: Index, path: Path) -> dict[str, Any]:
    """Ask the queries with known answers and return how many hold, by type."""
    held: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    missed = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        found: Results = find(index, row["query"], audiences=PUBLIC, per_page=10)
        if row["type"] == "count":
            good = found.total == row["expect_count"]
        else:
            good = bool({hit.key for hit in found.hits} & set(row["expect"]))
        asked[row["type"]] += 1
        held[row["type"]] += good
        if not good:
            missed.append({**row, "total": found.total})
    return {
        "held": sum(held.values()),
        "asked": sum(asked.values()),
        "by_type": {name: f"{held[name]} of {asked[name]}" for name in sorted(asked)},
        "missed": missed,
    }


def build(
    name: str, engines: ModuleType, documents: Sequence[Document], folder: Path
) -> tuple[Callable[[str], object], dict[str, Any], Index | None]:
    """Build an engine; return what asks it, the cost of building, and our index if it is ours."""
    folder.mkdir()
    began = time.perf_counter()
    if name == "coalition":
        index = build_coalition(documents, folder)
        ask, measured = partial(find, index, audiences=PUBLIC), folder / "index"
    else:
        index = None
        ask, measured = getattr(engines, f"build_{name}")(documents, str(folder)), folder
    taken = round(time.perf_counter() - began, 1)
    return ask, {"index_s": taken, "index_mb": round(engines.folder_mb(str(measured)), 1)}, index


def ask_in_turn(
    askers: Mapping[str, Callable[[str], object]], queries: Sequence[tuple[str, str]]
) -> dict[str, dict[str, list[float]]]:
    """Ask every engine for each query in turn; return milliseconds by engine and class."""
    for ask in askers.values():
        for _, query in queries[:20]:
            ask(query)
    taken: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in askers}
    for kind, query in queries:
        for name, ask in askers.items():
            began = time.perf_counter()
            ask(query)
            taken[name][kind].append(1000 * (time.perf_counter() - began))
    return taken


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Build the engines, ask them and return the report."""
    engines = read_engines(options.shared)
    if options.site:
        sys.path.append(str(options.site))
    corpus = options.shared / "data" / "corpus.jsonl.xz"
    documents = engines.read_documents(str(corpus), options.documents)
    queries = engines.make_queries(documents)
    report: dict[str, Any] = {"documents": len(documents), "interleaved": not options.apart}
    with tempfile.TemporaryDirectory() as temporary:
        askers, ours = {}, None
        for name in options.engines.split(","):
            folder = Path(temporary) / name
            askers[name], report[name], index = build(name, engines, documents, folder)
            ours = index or ours
        rounds = [{name: ask} for name, ask in askers.items()] if options.apart else [askers]
        for turn in rounds:
            for name, taken in ask_in_turn(turn, queries).items():
                report[name].update(summary(taken))
        if ours is not None:
            if options.answers:
                report["answers"] = answers(ours, options.shared / "data" / "queries.jsonl")
            ours.close()
    report["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return report


def main() -> None:
    """Read the options and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--engines", default="coalition,fts5")
    parser.add_argument("--site", type=Path)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--answers", action="store_true")
    print(json.dumps(run(parser.parse_args()), ensure_ascii=False, indent=1))  # noqa: T201 a command


if __name__ == "__main__":
    main()
