"""Several parts become one: equal to all their kept documents put in at once."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.search.engine import arrays
from coalition.search.engine.arrays import Ints
from coalition.search.engine.merging import Part, merge
from coalition.search.entries import Entry
from tests.search.engine import byhand
from tests.search.engine.byhand import invert, pages_in, places_in
from tests.search.shelf import make_entry


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the words of a segment."""
    return tmp_path_factory.mktemp("merged") / "file"


def merged(file: Path, *parts: Part) -> dict[str, Ints]:
    """Return the arrays of these parts made one."""
    merge(file, parts)
    return arrays.read(file)


def plain(found: dict[str, Ints]) -> dict[str, list[float]]:
    """Return arrays as lists, whatever their types."""
    return {name: values.tolist() for name, values in found.items()}


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_parts_made_one_equal_their_kept_documents_put_in_at_once(
    file: Path, data: st.DataObject
) -> None:
    parts: list[Part] = []
    kept: list[Entry] = []
    for entries in data.draw(st.lists(byhand.entries(), min_size=1, max_size=4)):
        gone = data.draw(st.sets(st.integers(0, len(entries) - 1)))
        parts.append(Part.of(invert(entries), gone))
        kept += [entry for n, entry in enumerate(entries) if n not in gone]
    found = merged(file, *parts)
    if kept:
        assert plain(found) == plain(invert(kept))
    else:
        assert {name: len(values) for name, values in found.items() if len(values)} == {
            "spelt": 1,
            "buckets": 3,
            "firsts": 1,
            "bounds": 1,
            "page_bounds": 1,
            "step_bounds": 1,
        }


LONG = make_entry(1, "t", "word " * 66_000 + "last", "and more", organisation=None, subjects=())
SHORT = make_entry(2, "t", "last word", organisation=None, subjects=())


def test_narrow_and_wide_positions_are_mixed(file: Path) -> None:
    narrow, wide = Part.of(invert([SHORT])), Part.of(invert([LONG]))
    assert (narrow.found["positions"].itemsize, wide.found["positions"].itemsize) == (2, 4)
    found = merged(file, narrow, wide, narrow)
    assert found["positions"].dtype == np.dtype("<u4")
    assert places_in(found)[b"last"] == {0: [3], 1: [66_003], 2: [3]}
    assert plain(found) == plain(invert([SHORT, LONG, SHORT]))


def test_pages_and_places_of_words_lie_behind_each_other(file: Path) -> None:
    one = make_entry(1, "t", "a bc", "", "d")
    other = make_entry(2, "t", " e")
    found = merged(file, Part.of(invert([one, other]), [0]), Part.of(invert([one])))
    assert pages_in(found) == [([1], [0], [1]), ([1, 2, 3], [0, 2, 2], [0, 2, 0])]
    assert found["page_bounds"].tolist() == [0, 1, 4]
    assert found["step_bounds"].tolist() == [0, 1, 4]


def test_terms_of_left_out_documents_alone_are_gone(file: Path) -> None:
    one = make_entry(1, "alone together", organisation=None, subjects=(), languages=())
    other = make_entry(2, "together", organisation=None, subjects=(), languages=())
    found = merged(file, Part.of(invert([one, other]), [0]))
    assert places_in(found) == {b"together": {0: [0]}}


def test_a_merge_of_what_was_merged_is_the_same_again(tmp_path: Path) -> None:
    entries = [make_entry(n, f"word w{n}", "x word") for n in range(4)]
    first = merged(tmp_path / "first", *(Part.of(invert([entry])) for entry in entries[:2]))
    second = merged(tmp_path / "second", Part.of(first), Part.of(invert(entries[2:])))
    assert plain(second) == plain(invert(entries))
