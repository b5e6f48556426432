"""Times the search page of a served site while it is idle and while texts are imported beside it.

Usage: python -m tests.bench.during_import [--shared ../shared] [--held 500] [--documents 500]

Makes an installation of its own in a temporary folder, imports the first texts of the corpus,
serves it on 127.0.0.1, and asks for search pages over HTTP: first with nothing else going on, then
while `flask import --publish` brings in the following N texts. Stops by itself; prints one JSON
object with p50 and p95 in milliseconds, the import's documents a second, and the ratio.
"""

import argparse
import json
import lzma
import re
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from tests.bench.installation import flask, served, start
from tests.bench.report import percentiles
from tests.journeys.conftest import free_port

WORDS = re.compile(r"[^\W\d_]{5,12}")
IDLE_PAGES = 200
PAUSE = 0.05  # seconds between two pages, as of some readers at once


def write_texts(shared: Path, start: int, count: int, folder: Path) -> list[str]:
    """Write some texts of the corpus as files; return a word of each to search for."""
    folder.mkdir()
    words = []
    with lzma.open(shared / "data" / "corpus.jsonl.xz", "rt", encoding="utf-8") as corpus:
        for number, line in enumerate(islice(corpus, start, start + count)):
            text = json.loads(line)["text"]
            (folder / f"{start + number:05}.txt").write_text(text, encoding="utf-8")
            words += WORDS.findall(text)[20:21]
    return words


def fetch(url: str) -> float:
    """Fetch a page whole and return the milliseconds it took."""
    began = time.perf_counter()
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 an address of this machine
        answer.read()
    return 1000 * (time.perf_counter() - began)


def search_pages(url: str, words: Sequence[str], go_on: Callable[[int], bool]) -> list[float]:
    """Ask for a page for one word after the other as long as `go_on` says so of their number."""
    taken: list[float] = []
    for word in cycle(words):
        if not go_on(len(taken)):
            break
        taken.append(fetch(f"{url}/search?q={quote(word)}"))
        time.sleep(PAUSE)
    return taken


def measured(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Make the installation, measure it idle and during an import, and return the report."""
    instance, url = folder / "instance", f"http://127.0.0.1:{free_port()}"
    words = write_texts(options.shared, 0, options.held, folder / "held")
    write_texts(options.shared, options.held, options.documents, folder / "brought")
    flask(instance, url, "create-coordinator", "bench@example.org", "--name", "Bench")
    flask(instance, url, "import", str(folder / "held"), "--publish")
    with served(instance, url):
        search_pages(url, words, lambda count: count < len(words[:50]))  # warms up
        idle = search_pages(url, words, lambda count: count < IDLE_PAGES)
        began = time.perf_counter()
        bringing = start(instance, url, "import", str(folder / "brought"), "--publish")
        busy = search_pages(url, words, lambda _count: bringing.poll() is None)
        seconds = time.perf_counter() - began
    resting, importing = percentiles(idle), percentiles(busy)
    return {
        "held": options.held,
        "brought in": options.documents,
        "exit status": bringing.returncode,
        "documents/s": round(options.documents / seconds, 1),
        "idle ms": resting | {"pages": len(idle)},
        "during the import ms": importing | {"pages": len(busy)},
        "ratio": {name: round(importing[name] / resting[name], 2) for name in resting},
    }


def main() -> None:
    """Read the options and print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--held", type=int, default=500)
    parser.add_argument("--documents", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="during-import-") as folder:
        print(json.dumps(measured(options, Path(folder)), indent=1))  # noqa: T201 a command


if __name__ == "__main__":
    main()
