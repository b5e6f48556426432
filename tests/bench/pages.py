"""Times the search page of a served site over HTTP, beside the other engines without a page.

The same queries in turn in one run: ours through one connection to `flask serve`, with the page
rendered; SQLite FTS5 and tantivy called in this process. Each query is asked once, so nothing is
answered from what the site keeps.
"""

import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench.corpus import sketches
from tests.bench.engines import OURS, ask_in_turn, peers, times_table
from tests.bench.installation import Browser, flask, load, served
from tests.bench.report import Options, Part, Report, by_class
from tests.journeys.conftest import free_port


def measure(options: Options) -> Report:
    """Fill and serve an installation, build the others, ask all in turn."""
    documents = options.corpus.documents(options.documents)
    queries = options.corpus.queries(documents)
    asked = {text for _, text in queries}
    warming = [one for one in options.corpus.queries(documents, 40, seed=8) if one[1] not in asked]
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder, ExitStack() as stack:
        instance, url = Path(folder) / "instance", f"http://127.0.0.1:{free_port()}"
        load(instance, url, documents, sketches(documents))
        flask(instance, url, "reindex")
        others = peers(options, documents, Path(folder), stack)
        stack.enter_context(served(instance, url))
        browser = stack.enter_context(closing(Browser(url)))
        taken = ask_in_turn({OURS: browser.search, **others}, queries, warming)
    times = {name: by_class(classes) for name, classes in taken.items()}
    return {"documents": len(documents), "queries": len(queries), "times": times}


def show(report: Report) -> str:
    """Return the times by class."""
    named = {
        (f"{OURS} over HTTP" if name == OURS else name): times
        for name, times in report["times"].items()
    }
    about = f"{report['documents']:,} documents, {report['queries']} queries, milliseconds."
    return f"{about}\n\n{times_table(named, f'{OURS} over HTTP')}"


PART = Part("pages", "The page over HTTP, rendered", measure, show)

if __name__ == "__main__":
    PART.main()
