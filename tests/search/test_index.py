"""The index on disk: writing, rebuilding, other processes, damage, threads."""

import json
import multiprocessing
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coalition.search.engine.commits import committing
from coalition.search.engine.signature import sign
from coalition.search.entries import Entry, PageText
from coalition.search.index import Index, NotReady
from coalition.search.queries import find
from tests.search.shelf import PUBLIC, Shelf, Some, make_entry, passage_of


def nothing(_wanted: object) -> dict[tuple[str, int], str]:
    """Give no texts."""
    return {}


def write_elsewhere(folder: Path, number: int, removed: list[str]) -> None:
    """Write from another process."""
    index = Index(folder, texts=nothing)
    index.write([make_entry(number, "x", "word")], removed)


def data_folder(shelf: Shelf) -> Path:
    """Return the folder of the index in use."""
    return shelf.folder / (shelf.folder / "current").read_text()


def test_an_update_replaces_and_a_removal_is_seen_at_once(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "old"), make_entry(2, "x", "old"))
    assert shelf.find("old").total == 2
    shelf.put(make_entry(1, "x", "new"))
    assert (shelf.numbers("old"), shelf.numbers("new")) == ([2], [1])
    shelf.put(removed=["document:2", "document:99"])
    assert (shelf.numbers("old"), shelf.numbers()) == ([], [1])
    assert shelf.index.keys() == {"document:1"}
    kinds = shelf.find().facets[0]
    assert [value.count for value in kinds.values] == [1]


def test_an_entry_written_twice_in_one_batch_is_there_once(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "first"), make_entry(1, "x", "second"))
    assert (shelf.numbers("first"), shelf.numbers("second")) == ([], [1])
    assert shelf.index.document_count() == 1


class Unreadable(tuple[PageText, ...]):
    """Pages that cannot be read."""

    __slots__ = ()

    def __iter__(self) -> Iterator[PageText]:
        raise OSError("the pages are gone")


def broken(entry: Entry) -> Entry:
    """Return the entry with pages that cannot be read."""
    fields = {name: getattr(entry, name) for name in Entry.__slots__}
    return Entry(**{**fields, "pages": Unreadable()})


def test_a_batch_that_fails_leaves_the_index_as_it_was(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    with pytest.raises(OSError, match="pages are gone"):
        shelf.index.write([make_entry(2, "x", "word"), broken(make_entry(3))])
    assert shelf.numbers("word") == [1]
    shelf.put(make_entry(2, "x", "word"))
    assert sorted(shelf.numbers("word")) == [1, 2]


def test_a_rebuild_that_fails_leaves_the_old_index(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    with pytest.raises(OSError, match="pages are gone"):
        shelf.index.rebuild([make_entry(2, "x", "word"), broken(make_entry(3))])
    assert shelf.numbers("word") == [1]
    assert [path.name for path in shelf.folder.glob("data-*")] == [data_folder(shelf).name]


def test_a_rebuild_is_swapped_in_whole_and_tells_progress(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "old"))
    seen: list[tuple[int, list[int]]] = []
    count = shelf.index.rebuild_from(
        [Some([make_entry(n, "x", "new")]) for n in (2, 3)],
        progress=lambda done: seen.append((done, shelf.numbers())),
    )
    assert (count, seen) == (2, [(1, [1]), (2, [1])])
    assert sorted(shelf.numbers()) == [2, 3]
    assert len(list(shelf.folder.glob("data-*"))) == 1


def test_another_process_writes_and_this_one_sees_it(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    assert shelf.numbers("word") == [1]
    process = multiprocessing.get_context("fork").Process(
        target=write_elsewhere, args=(shelf.folder, 2, ["document:1"])
    )
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert shelf.numbers("word") == [2]


def test_a_commit_that_was_killed_unsigned_is_as_if_it_had_not_been(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    data = data_folder(shelf)
    signed = next(data.glob("*.toc"))
    kept = signed.read_bytes()
    with committing(data) as writer:
        writer.add_all([make_entry(2, "x", "word")])
    signed.write_bytes(kept)  # the writer was killed before it could clear this away
    shelf.put(make_entry(2, "x", "word"))
    assert sorted(shelf.numbers("word")) == [1, 2]
    shelf.put(removed=["document:2"])
    assert shelf.numbers("word") == [1]


def test_searching_goes_on_while_a_commit_waits_for_its_signature(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    with shelf.index._disk.writing():
        with committing(data_folder(shelf)) as writer:
            writer.add_all([make_entry(2, "x", "word")])
        (data_folder(shelf) / "shape.json").touch()
        assert shelf.numbers("word") == [1]
        sign(data_folder(shelf))
    assert sorted(shelf.numbers("word")) == [1, 2]


def test_a_second_index_object_sees_writes_and_rebuilds(shelf: Shelf) -> None:
    other = Index(shelf.folder, texts=nothing)
    shelf.put(make_entry(1, "x", "word"))
    assert find(other, "word", audiences=PUBLIC).total == 1
    shelf.put(removed=["document:1"])
    assert find(other, "word", audiences=PUBLIC).total == 0
    shelf.index.rebuild([make_entry(5, "x", "word"), make_entry(6, "x", "word")])
    assert find(other, "word", audiences=PUBLIC).total == 2
    other.close()


def test_many_small_writes_are_merged(shelf: Shelf) -> None:
    for n in range(1, 21):
        shelf.put(make_entry(n, "x", f"word w{n}"))
    shelf.put(removed=["document:3"])
    before = shelf.find("word")
    assert shelf.index.optimise() is True
    with shelf.index.searching() as generation:
        assert len(generation.segments) < 5
    after = shelf.find("word")
    assert {hit.key: hit.score for hit in after.hits} == {hit.key: hit.score for hit in before.hits}
    assert (after.total, after.facets) == (19, before.facets)
    assert (shelf.numbers("w3"), shelf.numbers("w4")) == ([], [4])
    assert passage_of(shelf.find("w20").hits[0]) != ()
    assert shelf.index.optimise() is False


def test_what_is_larger_than_asked_for_is_not_merged(shelf: Shelf) -> None:
    shelf.put(*(make_entry(n, "x", "word") for n in range(1, 5)))
    for n in range(5, 12):
        shelf.put(make_entry(n, "x", "word"))
    assert shelf.index.optimise(3) is False  # seven small ones are not many
    shelf.put(make_entry(12, "x", "word"))
    assert shelf.index.optimise(3) is True
    with shelf.index.searching() as generation:
        assert [segment.size for segment in generation.segments] == [4, 8]
    assert shelf.find("word").total == 12


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    index = Index(tmp_path / "none", texts=nothing)
    assert index.state() == "missing"
    with pytest.raises(NotReady):
        find(index, "word", audiences=PUBLIC)
    with pytest.raises(NotReady):
        index.write([make_entry(1)])
    index.rebuild([make_entry(1, "x", "word")])
    assert index.state() == "ok"
    assert find(index, "word", audiences=PUBLIC).total == 1
    index.close()


def test_an_older_shape_is_not_opened_and_can_be_rebuilt(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    marker = data_folder(shelf) / "shape.json"
    marker.write_text(json.dumps({**json.loads(marker.read_text()), "shape": 0}))
    index = Index(shelf.folder, texts=nothing)
    assert index.state() == "older shape"
    index.rebuild([make_entry(2, "x", "word")])
    assert index.state() == "ok"
    assert index.keys() == {"document:2"}
    index.close()


class Trap:
    """Leaves a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.trace,)


def test_files_that_are_cut_under_an_open_index_are_noticed(shelf: Shelf) -> None:
    shelf.put(*(make_entry(number, "x", "word") for number in range(20)))
    assert shelf.find("word").total == 20
    for path in data_folder(shelf).iterdir():
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
    with pytest.raises(NotReady), shelf.index.searching() as generation:
        generation.segments[0].card(19)
    assert shelf.index.state() == "missing"


def test_a_fault_in_a_search_stays_one(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    with pytest.raises(ZeroDivisionError), shelf.index.searching():
        raise ZeroDivisionError
    assert shelf.index.state() == "ok"


@pytest.mark.parametrize("damage", ["torn", "foreign", "no marker", "trapped"])
def test_damage_is_set_aside_and_never_unpickled(shelf: Shelf, tmp_path: Path, damage: str) -> None:
    shelf.put(make_entry(1, "x", "word"))
    data = data_folder(shelf)
    trace = tmp_path / "unpickled"
    if damage == "torn":
        largest = max(data.glob("MAIN_*.words"), key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:-4])
    elif damage == "foreign":
        (data / "shape.json").write_text(json.dumps({"made_by": "somebody", "shape": 1}))
    elif damage == "no marker":
        (data / "shape.json").unlink()
    else:
        toc = next(data.glob("*.toc"))
        toc.write_bytes(pickle.dumps(Trap(trace)))
    index = Index(shelf.folder, texts=nothing)
    assert index.state() == "missing"
    assert not trace.exists()
    assert [path.name for path in shelf.folder.glob("aside-*/*")] == [data.name]
    index.rebuild([make_entry(2, "x", "word")])
    assert index.state() == "ok"
    assert index.keys() == {"document:2"}
    index.close()


def test_an_index_of_something_else_is_moved_out_of_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    trace = tmp_path / "unpickled"
    (folder / "_MAIN_1.toc").write_bytes(pickle.dumps(Trap(trace)))
    index = Index(folder, texts=nothing)
    assert index.state() == "missing"
    index.rebuild([make_entry(1, "x", "word")])
    assert (index.state(), trace.exists()) == ("ok", False)
    assert [path.name for path in folder.glob("aside-*/*")] == ["_MAIN_1.toc"]
    index.close()


def test_threads_search_while_one_writes(shelf: Shelf) -> None:
    shelf.put(*(make_entry(n, "x", f"word w{n} " * 40, "again word") for n in range(1, 40)))
    removed: list[str] = []

    def look(n: int) -> bool:
        found = shelf.find(["word", "w7", '"again word"', "wor*", "w7 OR w8"][n % 5])
        return all(passage_of(hit) for hit in found.hits)

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(look, n) for n in range(200)]
        for n in range(30, 36):
            shelf.put(make_entry(100 + n, "x", "word"), removed=[f"document:{n}"])
            removed.append(f"document:{n}")
            assert removed[-1] not in {hit.key for hit in shelf.find("word", per_page=100).hits}
        assert [answer.result() for answer in answers] == [True] * 200
    assert shelf.find("word").total == 39


def test_results_are_kept_between_generations_only(shelf: Shelf) -> None:
    shelf.put(make_entry(1, "x", "word"))
    first = shelf.find("word")
    assert shelf.find("word").hits is first.hits
    shelf.put(make_entry(2, "x", "other"))
    assert shelf.find("word").hits is not first.hits


def test_the_disk_is_left_alone_while_nothing_is_said_to_be_written(shelf: Shelf) -> None:
    said = ["first"]
    index = Index(shelf.folder, texts=nothing, current=lambda: said[0])
    assert index.keys() == frozenset()
    shelf.put(make_entry(1))
    assert index.keys() == frozenset()
    said[0] = "second"
    assert index.keys() == {"document:1"}
    shelf.index.rebuild([make_entry(2)])
    assert index.keys() == {"document:1"}
    said[0] = "third"
    assert index.keys() == {"document:2"}
    index.close()


def test_a_process_sees_its_own_writes_whatever_is_said(shelf: Shelf) -> None:
    index = Index(shelf.folder, texts=nothing, current=lambda: "the same")
    index.write([make_entry(1)])
    assert index.keys() == {"document:1"}
    index.rebuild([make_entry(2)])
    assert index.keys() == {"document:2"}
    shelf.put(make_entry(3))
    index.write([make_entry(4)], removed_keys=["document:2"])
    assert index.keys() == {"document:3", "document:4"}
    index.close()


def test_where_nothing_can_be_said_the_disk_is_looked_at(shelf: Shelf) -> None:
    index = Index(shelf.folder, texts=nothing, current=lambda: None)
    assert index.keys() == frozenset()
    shelf.put(make_entry(1))
    assert index.keys() == {"document:1"}
    index.close()


def test_an_index_that_was_closed_is_opened_again_when_asked(shelf: Shelf) -> None:
    index = Index(shelf.folder, texts=nothing, current=lambda: "the same")
    shelf.put(make_entry(1))
    index.close()
    assert index.keys() == {"document:1"}
    index.close()


def test_the_results_kept_longest_without_use_are_let_go_first(shelf: Shelf) -> None:
    index = Index(shelf.folder, texts=nothing, results_kept=2)
    for key in ("one", "two"):
        index.remember(key, key.upper())
    assert index.remembered("one") == "ONE"
    index.remember("three", "THREE")
    assert [index.remembered(key) for key in ("one", "two", "three")] == ["ONE", None, "THREE"]
    none = Index(shelf.folder, texts=nothing, results_kept=0)
    none.remember("one", "ONE")
    assert none.remembered("one") is None
