"""Measures how soon a change can be found, and how soon what is withdrawn is gone.

A served site holds the documents. A process of its own changes and withdraws one after the other
through the library's service; another deposits and publishes twenty texts beside each. The search
page is asked again and again until it shows the change. Time runs from before the service is
called.
"""

import io
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from coalition.database import db
from coalition.library import service
from coalition.library.description import DocumentFields
from tests.bench.corpus import Document, sketches
from tests.bench.installation import (
    COORDINATOR,
    KINDS,
    Browser,
    application,
    flask,
    load,
    served,
)
from tests.bench.report import Options, Part, Report, percentiles, table, verdict
from tests.journeys.conftest import free_port

ARRIVING = 20  # texts that arrive beside each change
ROUNDS = 25
PAUSE = 0.05  # seconds between two looks, so that the looking is not the load
PATIENCE = 60.0  # seconds until a change is given up
MOST_SECONDS = 1.0  # until a change is found, at p95
MOST_SECONDS_GONE = 5.0

Work = Callable[[Connection], None]


def change(pipe: Connection, instance: Path, url: str, documents: list[Document]) -> None:
    """Change or withdraw the documents that are named through the pipe, until it closes."""
    with application(instance, url).app_context():
        while (order := pipe.recv()) is not None:
            number, word = order
            if word:
                fields = fields_of(documents[number - 1])
                changed = replace(fields, title=f"{fields.title} {word}")
                service.edit(number, changed, by=COORDINATOR)
            else:
                service.withdraw(number, "For the benchmark.", by=COORDINATOR)
            db.session.remove()
            pipe.send(True)


def arrive(pipe: Connection, instance: Path, url: str, documents: list[Document]) -> None:
    """Deposit and publish twenty of the documents each time the pipe asks, until it closes."""
    left = iter(documents)
    with application(instance, url).app_context():
        while pipe.recv() is not None:
            for _, document in zip(range(ARRIVING), left, strict=False):
                stream = io.BytesIO(document[2].encode())
                given = service.deposit(
                    stream,
                    f"{document[0]}.txt",
                    by=COORDINATOR,
                    organisation_id=None,
                    fields=fields_of(document),
                )
                service.publish(given.id, by=COORDINATOR)
                db.session.remove()
            pipe.send(True)


def fields_of(document: Document) -> DocumentFields:
    """Return what is said about a document."""
    return DocumentFields(
        title=document[1][:300],
        kind=KINDS.get(document[4], document[4]),
        issued=str(document[5]),
        languages=("en",),
        licence="CC0-1.0",
    )


@contextmanager
def beside(
    work: Callable[[Connection, Path, str, list[Document]], None],
    instance: Path,
    url: str,
    documents: list[Document],
) -> Iterator[Connection]:
    """Let a process of its own do this work until the block ends; gives the pipe to it."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, instance, url, documents))
    process.start()
    try:
        yield mine
        mine.send(None)
        process.join(PATIENCE)
    finally:
        process.kill()


def seconds_until(browser: Browser, word: str, number: int, *, there: bool) -> float:
    """Return the seconds until the search for a word shows a document, or no longer does."""
    began = time.perf_counter()
    link = f'href="/library/{number}'.encode()
    while time.perf_counter() - began < PATIENCE:
        if (link in browser.search(word)) == there:
            break
        time.sleep(PAUSE)
    return time.perf_counter() - began


def measure(options: Options) -> Report:
    """Change, look, withdraw and look, once a round."""
    rounds = 3 if options.is_quick else ROUNDS
    corpus = options.corpus.documents(options.documents + rounds * ARRIVING)
    held, new = corpus[: options.documents], corpus[options.documents :]
    if len(new) < rounds * ARRIVING:  # the corpus ends: what is held arrives again, with a mark
        new += [_marked(one) for one in held[: rounds * ARRIVING - len(new)]]
    found, gone = [], []
    with tempfile.TemporaryDirectory(prefix="bench-freshness-") as folder:
        instance, url = Path(folder) / "instance", f"http://127.0.0.1:{free_port()}"
        load(instance, url, held, sketches(held))
        flask(instance, url, "reindex")
        with (
            served(instance, url),
            closing(Browser(url)) as browser,
            beside(change, instance, url, held) as changing,
            beside(arrive, instance, url, new) as arriving,
        ):
            browser.search("library")  # the first search after a start opens the index
            for number in range(1, rounds + 1):
                word = f"zanzifresh{number}q"
                arriving.send(True)
                time.sleep(0.3)  # the first of them are on their way
                found.append(_after(changing, (number, word), browser, there=True))
                gone.append(_after(changing, (number, ""), browser, word, there=False))
                arriving.recv()
    return {
        "documents": len(held),
        "rounds": rounds,
        "found_s": percentiles(found),
        "gone_s": percentiles(gone),
        "all_found_s": [round(seconds, 3) for seconds in found],
        "all_gone_s": [round(seconds, 3) for seconds in gone],
    }


def show(report: Report) -> str:
    """Return the seconds, and whether they are few enough."""
    rows = [
        (
            name,
            report[key]["p50"],
            report[key]["p95"],
            f"under {most} s: {verdict(report[key]['p95'] < most)}",
        )
        for name, key, most in (
            ("changed until found", "found_s", MOST_SECONDS),
            ("withdrawn until gone", "gone_s", MOST_SECONDS_GONE),
        )
    ]
    about = (
        f"{report['documents']:,} documents, {report['rounds']} changes, "
        f"{ARRIVING} others arriving beside each; seconds."
    )
    return f"{about}\n\n{table(('', 'p50', 'p95', ''), rows)}"


def _after(
    pipe: Connection, order: tuple[int, str], browser: Browser, word: str = "", *, there: bool
) -> float:
    """Return the seconds from giving an order until it shows."""
    began = time.perf_counter()
    pipe.send(order)
    pipe.recv()
    asked = time.perf_counter() - began
    return asked + seconds_until(browser, order[1] or word, order[0], there=there)


def _marked(document: Document) -> Document:
    key, title, text, *rest = document
    return (f"{key}-again", title, f"{text}\n\n{key} again\n", *rest)  # type: ignore[return-value]


PART = Part("freshness", "How soon a change is found", measure, show)

if __name__ == "__main__":
    PART.main()
