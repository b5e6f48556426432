"""The keeper: what is taken back is gone before all else, and a rebuild misses no change meanwhile."""

import io
import pickle
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread

import pytest
from flask import Flask

from coalition.database import transaction
from coalition.library import service
from coalition.library.models import Document
from coalition.search import queries as search
from coalition.search.entries import Entry
from coalition.search.rebuilding import parts_of
from coalition.search.upkeep import FORGET
from coalition.tasks import current_queue, submit
from tests.conftest import Someone, keeper, work_through
from tests.library.conftest import FIELDS, put
from tests.search.shelf import make_entry

PATIENCE = 20.0  # seconds, on a machine that is busy with other tests
PROMPTLY = 5.0  # seconds within which search forgets what is withdrawn


@pytest.fixture
def okapi(representative: Someone) -> Document:
    """A published document, findable by its one word."""
    return published(representative, "Okapi.")


def published(by: Someone, text: str) -> Document:
    """Publish a document of this text and have it indexed."""
    document = put(by.viewer, by.organisation_id, text)
    service.publish(document.id, by=by.viewer)
    work_through()
    return document


def found(words: str) -> list[str]:
    """Return the keys of what members find."""
    everybody = frozenset({"public", "members"})
    return [hit.key for hit in search.find(keeper().index, words, audiences=everybody).hits]


@contextmanager
def all_threads_busy() -> Iterator[None]:
    """Have the worker run, its ordinary threads kept busy by two slow pieces of work."""
    let_go = Event()
    begun: list[str] = []

    def slow(subjects: Sequence[str]) -> None:
        begun.extend(subjects)
        let_go.wait(PATIENCE)

    queue = current_queue()
    queue.register("slow", slow)
    with transaction():
        submit("slow", "a")
        submit("slow", "b")
    worker = queue.worker(threads=2)
    worker.start()
    try:
        assert waited_for(lambda: len(begun) == 2)
        yield
    finally:
        let_go.set()
        worker.stop(graceful=True)


def waited_for(is_so: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until something is so; tell whether it was in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def rebuilding(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rebuild the index in another thread, held up after it has read the documents as they were."""
    read, go_on = Event(), Event()
    source = keeper().sources["document"]
    entries = source.entries

    def slow(things: Collection[str]) -> list[Entry]:
        taken = entries(things)
        if not read.is_set():
            read.set()
            go_on.wait(PATIENCE)
        return taken

    def rebuild() -> None:
        with app.app_context():
            keeper().rebuild()

    monkeypatch.setattr(source, "entries", slow)
    thread = Thread(target=rebuild)
    thread.start()
    try:
        assert read.wait(PATIENCE)
        yield
    finally:
        go_on.set()
        thread.join()


def test_withdrawn_document_is_out_of_search_while_all_other_work_is_slow(
    representative: Someone, okapi: Document
) -> None:
    assert found("okapi") == [f"document:{okapi.id}"]
    with all_threads_busy():
        service.withdraw(okapi.id, "Wrong.", by=representative.viewer)
        assert waited_for(lambda: found("okapi") == [], PROMPTLY)


def test_changed_document_is_found_while_all_other_work_is_slow(
    representative: Someone, okapi: Document
) -> None:
    with all_threads_busy():
        service.edit(okapi.id, replace(FIELDS, title="Quagga"), by=representative.viewer)
        assert waited_for(lambda: found("quagga") == [f"document:{okapi.id}"])


def test_withdrawn_document_is_out_of_search_during_a_rebuild_and_after_it(
    app: Flask, representative: Someone, okapi: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rebuilding(app, monkeypatch):
        service.withdraw(okapi.id, "Wrong.", by=representative.viewer)
        work_through()
        assert found("okapi") == []
    assert found("okapi") == []
    assert keeper().index.keys() == {"organisation:1"}


def test_document_changed_during_a_rebuild_is_right_after_it(
    app: Flask, representative: Someone, okapi: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rebuilding(app, monkeypatch):
        service.edit(okapi.id, replace(FIELDS, title="Quagga"), by=representative.viewer)
        service.add_version(
            okapi.id, io.BytesIO(b"Gnu."), "gnu.txt", "Another.", by=representative.viewer
        )
        other = published(representative, "Dugong.")
        work_through()
    assert found("quagga") == found("gnu") == [f"document:{okapi.id}"]
    assert found("dugong") == [f"document:{other.id}"]
    assert keeper().index.keys() == {
        "organisation:1",
        f"document:{okapi.id}",
        f"document:{okapi.id}.1",
        f"document:{other.id}",
    }


def test_parts_hold_everything_and_can_be_read_in_another_process(
    representative: Someone, okapi: Document
) -> None:
    standings = keeper().standings()
    (part,) = parts_of(standings, keeper(), keeper().elsewhere)
    sent = pickle.loads(pickle.dumps(part))  # noqa: S301 our own bytes
    assert (sent.size, sent.things, sent.here) == (2, part.things, None)
    with part() as here, sent() as there:
        assert here == there == keeper().entries(standings)


def test_forgetting_where_there_is_no_index_makes_a_true_one(app: Flask) -> None:
    with transaction():
        submit(FORGET, "document:1")
    work_through()
    assert keeper().index.keys() == set()


def test_older_version_is_found_only_where_the_newest_is_not(
    representative: Someone, okapi: Document
) -> None:
    service.add_version(
        okapi.id, io.BytesIO(b"Gnu."), "gnu.txt", "Another.", by=representative.viewer
    )
    work_through()
    everybody = frozenset({"public"})
    newest = search.find(keeper().index, "gnu", audiences=everybody)
    assert [(hit.version, hit.is_older) for hit in newest.hits] == [(2, False)]
    older = search.find(keeper().index, "okapi", audiences=everybody)
    assert [(hit.version, hit.is_older) for hit in older.hits] == [(1, True)]
    assert (newest.total, older.total) == (1, 1)


def test_small_commits_of_a_busy_day_are_merged_within_the_minute(app: Flask) -> None:
    index = keeper().index
    index.rebuild([])
    for n in range(1, 10):
        index.write([make_entry(n, "x", "word")])
    with index.searching() as generation:
        before = len(generation.segments)
    current_queue().look_at_the_clock()
    with index.searching() as generation:
        after = len(generation.segments)
    assert (before, after, index.document_count()) == (9, 1, 9)
