"""Arrays in a file: they come back as they were written, and what is no such file is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.search.engine import arrays

KINDS = ["|u1", "<u2", "<u4", "<u8", "<f4"]
numbers = st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 255), max_size=80))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for a file of arrays."""
    return tmp_path_factory.mktemp("arrays") / "file"


@given(st.dictionaries(st.text(max_size=8), numbers, max_size=6))
def test_arrays_come_back_with_their_types_each_aligned(
    file: Path, wanted: dict[str, tuple[str, list[int]]]
) -> None:
    arrays.write(file, {name: np.array(values, kind) for name, (kind, values) in wanted.items()})
    found = arrays.read(file)
    assert {name: (array.dtype.str, array.tolist()) for name, array in found.items()} == wanted
    assert {array.ctypes.data % arrays.ALIGNED for array in found.values() if len(array)} <= {0}
    assert file.stat().st_size % arrays.ALIGNED == 0


def test_created_arrays_are_zero_and_what_is_put_into_them_is_in_the_file(tmp_path: Path) -> None:
    made = arrays.create(tmp_path / "file", {"few": ("<u2", 3), "none": ("<f4", 0)})
    assert {name: array.tolist() for name, array in made.items()} == {"few": [0, 0, 0], "none": []}
    made["few"][1] = 500
    assert arrays.read(tmp_path / "file")["few"].tolist() == [0, 500, 0]


def test_arrays_that_were_read_cannot_be_changed(tmp_path: Path) -> None:
    arrays.write(tmp_path / "file", {"one": np.arange(3, dtype="<u4")})
    found = arrays.read(tmp_path / "file")["one"]
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no arrays\n",
        b"\xff\xfe\n",
        b"[]\n",
        b"5\n",
        b'{"one": 5}\n',
        b'{"one": ["nothing", 0, 1]}\n',
        b'{"one": ["O", 0, 1]}\n',
        b'{"one": ["<u4", -8, 1]}\n',
        b'{"one": ["<u4", 0, 4.5]}\n',
        b'{"one": ["<u4", 0, 400]}\n',
    ],
)
def test_what_is_no_file_of_arrays_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(ValueError):  # noqa: PT011 the words are those of json and numpy
        arrays.read(file)


def test_a_file_that_is_cut_off_or_missing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    arrays.write(file, {"one": np.arange(100, dtype="<u4")})
    file.write_bytes(file.read_bytes()[:300])
    with pytest.raises(ValueError, match="smaller"):
        arrays.read(file)
    with pytest.raises(FileNotFoundError):
        arrays.read(tmp_path / "missing")


def test_ranges_are_their_numbers_one_range_after_the_other() -> None:
    starts, lengths = np.array([5, 9, 2]), np.array([2, 0, 3])
    assert arrays.ranges(starts, lengths).tolist() == [5, 6, 2, 3, 4]
    assert arrays.ranges(starts[:0], lengths[:0]).tolist() == []


def test_lengths_lie_between_bounds_of_any_type() -> None:
    assert arrays.lengths(np.array([0, 3, 3, 7], "<u4")).tolist() == [3, 0, 4]
    assert arrays.lengths(np.array([0], "<u4")).tolist() == []
