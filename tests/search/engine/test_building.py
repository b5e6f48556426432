"""A whole index built anew, by this process and by several."""

import os
from pathlib import Path

import pytest

from coalition.search.engine import arrays, building
from coalition.search.engine.building import FEW, build
from coalition.search.engine.commits import keys_in, words_path
from tests.search.engine.byhand import invert
from tests.search.engine.sources import Gone, Said
from tests.search.engine.test_commits import facts_of, segments_of
from tests.search.engine.test_merging import plain
from tests.search.shelf import Some, make_entry


def some(count: int) -> list[Some]:
    """Return sources of three entries each, the last of what is left."""
    entries = [
        make_entry(n, f"title {n}", f"word w{n} libraries", languages=("en",)[: n % 2])
        for n in range(count)
    ]
    return [Some(entries[n : n + 3]) for n in range(0, count, 3)]


def built(data: Path) -> tuple[dict[str, int], list[int]]:
    """Return the keys of a data folder, and the size of each segment."""
    return keys_in(data), [segment.doc_count_all() for segment in segments_of(data)]


def test_all_entries_of_all_sources_are_one_segment(tmp_path: Path) -> None:
    seen: list[int] = []
    assert build(tmp_path / "data", some(7), seen.append) == 7
    keys, sizes = built(tmp_path / "data")
    assert (sorted(keys), sizes) == ([f"document:{n}" for n in range(7)], [7])
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert not (tmp_path / "data" / "parts").exists()


def test_nothing_at_all_makes_an_empty_index(tmp_path: Path) -> None:
    assert build(tmp_path / "none", []) == 0
    assert build(tmp_path / "empty", [Some([])]) == 0
    assert built(tmp_path / "none") == built(tmp_path / "empty") == ({}, [])


def test_several_processes_make_what_one_would(tmp_path: Path) -> None:
    asked, data = tmp_path / "asked", tmp_path / "data"
    asked.mkdir()
    sources = [Said(asked, source.entries) for source in some(FEW + 1)]
    seen: list[int] = []
    assert build(data, sources, seen.append, processes=2) == FEW + 1
    (segment,) = segments_of(data)
    keys = facts_of(data, segment)
    by_key = {entry.key: entry for source in sources for entry in source.entries}
    assert sorted(keys) == sorted(by_key)
    found = arrays.read(words_path(data, segment))
    assert plain(found) == plain(invert([by_key[key] for key in keys]))
    assert (seen, seen[-1]) == (sorted(seen), FEW + 1)
    assert str(os.getpid()) not in {path.name for path in asked.iterdir()}


def test_few_entries_are_analysed_by_this_process(tmp_path: Path) -> None:
    build(tmp_path / "data", [Said(tmp_path, [make_entry(1)])], processes=2)
    assert (tmp_path / str(os.getpid())).exists()


def test_a_source_that_fails_fails_the_whole(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="texts are gone"):
        build(tmp_path / "data", [*some(3), Gone()], processes=1)


def test_sources_are_dealt_in_turn_and_no_hand_is_empty() -> None:
    sources = some(21)
    assert building._dealt(sources, 3) == [sources[0::3], sources[1::3], sources[2::3]]
    assert building._dealt(sources[:2], 3) == [sources[:1], sources[1:2]]
    assert building._dealt([], 3) == []
