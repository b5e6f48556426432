"""Commits to a data folder: all or nothing, deletions, and which segments are merged."""

import json
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from coalition.search.engine import arrays, inverting
from coalition.search.engine.commits import (
    MANY_SEGMENTS,
    NAME,
    committing,
    keys_in,
    make_empty,
    open_columns,
    words_path,
    worth_merging,
)
from coalition.search.entries import Entry
from tests.search.engine.byhand import pages_in, places_in
from tests.search.shelf import make_entry


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder without documents."""
    make_empty(tmp_path / "data")
    return tmp_path / "data"


def bare(number: int, *pages: str) -> Entry:
    """Return an entry with pages alone."""
    return make_entry(number, "", *pages, organisation=None, subjects=(), languages=())


def commit(data: Path, *entries: Entry, gone: tuple[int, ...] = ()) -> None:
    """Put entries in and take documents out in one commit."""
    with committing(data) as writer:
        for number in gone:
            writer.delete_document(number)
        writer.add_all(entries)


def segments_of(data: Path) -> list[Any]:
    """Return Whoosh's segments of a data folder."""
    return list(FileIndex(FileStorage(str(data)), indexname=NAME)._segments())


def facts_of(data: Path, segment: Any) -> list[str]:
    """Return the keys in the column of a segment, deleted ones included."""
    index = FileIndex(FileStorage(str(data)), indexname=NAME)
    column = open_columns(index.storage, index.schema, segment)["facts"]
    return [json.loads(raw)["key"] for raw in column]


def test_an_empty_folder_has_no_keys_and_no_segments(data: Path) -> None:
    assert (keys_in(data), segments_of(data)) == ({}, [])
    with committing(data):
        pass
    assert (keys_in(data), segments_of(data)) == ({}, [])


def test_each_commit_is_a_segment_and_documents_are_numbered_through_all(data: Path) -> None:
    commit(data, bare(1, "one"), bare(2, "two"))
    commit(data, bare(3, "one"), gone=(0,))
    assert keys_in(data) == {"document:2": 1, "document:3": 2}
    found = [places_in(arrays.read(words_path(data, segment))) for segment in segments_of(data)]
    assert found == [{b"one": {0: [2]}, b"two": {1: [2]}}, {b"one": {0: [2]}}]


def test_batches_of_one_commit_are_one_segment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverting, "MOST_TOKENS", 0)
    commit(data, bare(1, "one"), bare(2), bare(3, "one", "two"))
    (segment,) = segments_of(data)
    found = arrays.read(words_path(data, segment))
    assert places_in(found) == {b"one": {0: [2], 2: [2]}, b"two": {2: [3]}}
    assert pages_in(found) == [([1], [0], [0]), ([], [], []), ([1, 2], [0, 1], [0, 0])]
    assert facts_of(data, segment) == ["document:1", "document:2", "document:3"]


def test_a_commit_that_fails_changes_nothing(data: Path) -> None:
    commit(data, bare(1, "one"))
    with pytest.raises(OSError, match="gone"), committing(data) as writer:
        writer.delete_document(0)
        writer.add_all([bare(2, "two")])
        raise OSError("the pages are gone")
    assert keys_in(data) == {"document:1": 0}
    commit(data, bare(3, "three"))
    assert keys_in(data) == {"document:1": 0, "document:3": 1}


def commit_half(data: Path) -> None:
    """Begin a commit and end, as a process does that is killed."""
    with committing(data) as writer:
        writer.delete_document(0)
        writer.add_all([bare(2, "two")])
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_commit_that_is_killed_changes_nothing_and_the_next_clears_its_litter(data: Path) -> None:
    commit(data, bare(1, "one"))
    process = multiprocessing.get_context("fork").Process(target=commit_half, args=[data])
    process.start()
    process.join(60)
    assert (process.exitcode, keys_in(data)) == (-signal.SIGKILL, {"document:1": 0})
    commit(data, bare(3, "three"))
    assert keys_in(data) == {"document:1": 0, "document:3": 1}
    assert {path.name.split(".")[0] for path in data.glob(f"{NAME}_*.*")} == {
        segment.segment_id() for segment in segments_of(data)
    }


def test_merged_segments_lose_what_was_deleted_and_the_others_stay(data: Path) -> None:
    commit(data, bare(1, "one"), bare(2, "two"))
    commit(data, bare(3, "one"))
    commit(data, bare(4, "four"), gone=(0,))
    first, kept, last = (segment.segment_id() for segment in segments_of(data))
    with committing(data, merged=[first, last]) as writer:
        writer.add_all([bare(5, "two")])
    untouched, new = segments_of(data)
    assert untouched.segment_id() == kept
    assert facts_of(data, new) == ["document:5", "document:2", "document:4"]
    assert places_in(arrays.read(words_path(data, new))) == {
        b"four": {2: [2]},
        b"two": {0: [2], 1: [2]},
    }
    assert keys_in(data) == {"document:3": 0, "document:5": 1, "document:2": 2, "document:4": 3}
    assert {path.name.split(".")[0] for path in data.glob(f"{NAME}_*.*")} == {
        segment.segment_id() for segment in (untouched, new)
    }


def test_a_segment_with_nothing_left_is_merged_away(data: Path) -> None:
    commit(data, bare(1, "one"))
    commit(data, bare(2, "two"), gone=(0,))
    with committing(data, merged=[segments_of(data)[0].segment_id()]):
        pass
    assert keys_in(data) == {"document:2": 0}
    assert len(segments_of(data)) == 1


def test_few_segments_are_left_alone_but_for_those_more_than_half_emptied() -> None:
    sizes = {"a": 10, "b": 10, "c": 1}
    assert worth_merging({"a": 5, "b": 4, "c": 0}, sizes) == ["b", "c"]
    assert worth_merging(sizes, sizes) == []
    assert worth_merging({}, {}) == []


def test_many_small_segments_are_merged_and_the_large_ones_left() -> None:
    small = {f"s{n}": 1 for n in range(MANY_SEGMENTS - 1)}
    sizes = {"large": 5_000, **small}
    assert worth_merging(sizes, sizes) == list(small)
    assert worth_merging({**sizes, "large": 2_000}, sizes) == [*small, "large"]
