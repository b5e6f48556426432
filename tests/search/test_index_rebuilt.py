"""The index built anew beside the old one: what happens meanwhile, and when it is ended half-way."""

import multiprocessing
from pathlib import Path

import pytest
from whoosh.util.filelock import FileLock, try_for

from coalition.search.engine import folder
from coalition.search.entries import Entry
from coalition.search.index import Busy, Index
from tests.search.engine.sources import Endless, Gone
from tests.search.shelf import Shelf, Some, make_entry
from tests.search.test_index import data_folder, nothing


def data_folders(folder: Path) -> list[str]:
    """Return the names of all data folders."""
    return sorted(path.name for path in folder.glob("data-*"))


def test_what_changed_meanwhile_is_caught_up_with(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "old"))
    sources = [Some([make_entry(n, "x", "old") for n in (1, 2, 3)])]
    count = shelf.index.rebuild_from(
        sources,
        catch_up=lambda: (
            [make_entry(2, "x", "new"), make_entry(4, "x", "new")],
            ["document:1", "document:99"],
        ),
    )
    assert (count, sorted(shelf.numbers("old")), sorted(shelf.numbers("new"))) == (3, [3], [2, 4])
    assert shelf.index.keys() == {"document:2", "document:3", "document:4"}
    shelf.put(make_entry(3, "x", "new"), removed=["document:4"])
    assert (shelf.numbers("old"), sorted(shelf.numbers("new"))) == ([], [2, 3])


def test_nothing_to_catch_up_with_leaves_what_was_built(shelf: Shelf) -> None:
    assert shelf.index.rebuild_from([Some([make_entry(1)])], catch_up=lambda: ((), ())) == 1
    assert shelf.index.keys() == {"document:1"}


def test_writes_during_a_rebuild_show_at_once_and_are_not_lost(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "old"), make_entry(2, "x", "old"))
    late = make_entry(3, "x", "late")
    seen: list[list[int]] = []

    def write_meanwhile(_done: int) -> None:
        if not seen:
            shelf.put(late, removed=["document:1"])
        seen.append(sorted(shelf.numbers()))

    shelf.index.rebuild_from(
        [Some([make_entry(1, "x", "old"), make_entry(2, "x", "old")])],
        catch_up=lambda: ([late], ["document:1"]),
        progress=write_meanwhile,
    )
    assert seen == [[2, 3], [2, 3]]
    assert (shelf.numbers("late"), sorted(shelf.numbers())) == ([3], [2, 3])


def test_nothing_is_written_to_the_old_index_while_it_is_caught_up_with(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "WRITER_TIMEOUT", 0.05)
    other = Index(shelf.folder, texts=nothing)

    def catch_up() -> tuple[list[Entry], list[str]]:
        with pytest.raises(Busy):
            other.write([make_entry(2)])
        return [], []

    shelf.index.rebuild_from([Some([make_entry(1)])], catch_up=catch_up)
    assert other.keys() == {"document:1"}
    other.close()


def test_a_second_rebuild_is_refused_while_one_is_at_work(shelf: Shelf) -> None:
    other = Index(shelf.folder, texts=nothing)

    def rebuild_meanwhile(_done: int) -> None:
        with pytest.raises(Busy):
            other.rebuild([make_entry(2)])

    assert shelf.index.rebuild([make_entry(1)], progress=rebuild_meanwhile) == 1
    assert other.keys() == {"document:1"}
    assert len(data_folders(shelf.folder)) == 1
    assert other.rebuild([make_entry(2)]) == 1
    assert shelf.index.keys() == {"document:2"}
    other.close()


def test_a_source_that_fails_in_another_process_leaves_the_old_index_alone(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    before = data_folder(shelf).name
    with pytest.raises(OSError, match="texts are gone"):
        shelf.index.rebuild_from([Gone()], processes=2)
    assert (shelf.numbers("word"), data_folders(shelf.folder)) == ([1], [before])


def test_catching_up_that_fails_leaves_the_old_index_alone(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    before = data_folder(shelf).name

    def catch_up() -> tuple[list[Entry], list[str]]:
        raise OSError("the database is away")

    with pytest.raises(OSError, match="database is away"):
        shelf.index.rebuild_from([Some([make_entry(2)])], catch_up=catch_up)
    assert (shelf.numbers("word"), data_folders(shelf.folder)) == ([1], [before])
    shelf.put(make_entry(3, "x", "word"))
    assert sorted(shelf.numbers("word")) == [1, 3]


def test_an_index_swapped_in_stays_when_what_follows_fails(shelf: Shelf) -> None:
    def current() -> object:
        raise OSError("the database is away")

    index = Index(shelf.folder, texts=nothing, current=current)
    with pytest.raises(OSError, match="database is away"):
        index.rebuild([make_entry(2)])
    assert shelf.index.keys() == {"document:2"}
    assert data_folders(shelf.folder) == [data_folder(shelf).name]
    index.close()


def rebuild_without_end(folder: Path, source: Endless) -> None:
    """Begin to rebuild with two processes."""
    Index(folder, texts=nothing).rebuild_from([source], processes=2)


def test_a_killed_rebuild_leaves_the_old_index_and_the_next_clears_its_litter(
    shelf: Shelf, tmp_path: Path
) -> None:
    shelf.put(make_entry(1, "x", "word"))
    source = Endless(tmp_path / "lock")
    process = multiprocessing.get_context("fork").Process(
        target=rebuild_without_end, args=[shelf.folder, source]
    )
    process.start()
    is_begun = try_for(source.begun.exists, timeout=60, delay=0.05)
    process.kill()
    process.join()
    assert (is_begun, len(data_folders(shelf.folder)), shelf.numbers("word")) == (True, 2, [1])
    lock = FileLock(str(source.lock))  # that of the process started by the one that was killed
    assert try_for(lock.acquire, timeout=30, delay=0.05)
    lock.release()
    shelf.index.rebuild([make_entry(2, "x", "word")])
    assert (shelf.numbers("word"), len(data_folders(shelf.folder))) == ([2], 1)


def test_a_first_rebuild_that_fails_leaves_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path / "index", texts=nothing)
    with pytest.raises(OSError, match="texts are gone"):
        index.rebuild_from([Gone()], processes=1)
    assert (index.state(), data_folders(tmp_path / "index")) == ("missing", [])
