"""Compound files: streams of the root by name, chains that end; damage is refused or cut short."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.compound import opened
from coalition.ingest.reading import Unreadable
from tests.ingest.conftest import Put
from tests.ingest.made_compound import compound

STREAMS = {"Short": b"short " * 20, "Long": b"long " * 3000, "Empty": b""}


def _read(path: Path) -> dict[str, bytes]:
    with opened(path) as found:
        return {name: found.read(name) for name in found.names}


def test_read_gives_the_streams_of_the_root_alone(put: Put) -> None:
    path = put(compound(STREAMS, {"Inner": b"inner " * 1000}))
    assert _read(path) == {**STREAMS, "Pool": b""}


def test_read_gives_the_first_bytes_and_nothing_of_what_is_missing(put: Put) -> None:
    with opened(put(compound(STREAMS))) as found:
        assert (found.read("Long", 7), found.read("Short", 3)) == (b"long lo", b"sho")
        assert found.read("None") == b""


def test_read_ends_where_a_chain_turns_back(put: Put) -> None:
    data = compound({"Long": bytes(5000)})
    turned = data.replace(
        bytes([2, 0, 0, 0]), bytes(4)
    )  # the second sector is followed by the first
    assert _read(put(turned)) == {"Long": bytes(5000)}


@pytest.mark.parametrize("length", [8, 100, 512, 600])
def test_opened_refuses_what_is_cut_before_its_directory(put: Put, length: int) -> None:
    with pytest.raises(Unreadable) as refusal:
        _read(put(compound(STREAMS)[:length]))
    assert (refusal.value.code, refusal.value.detail) == ("damaged", "ole")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_are_read_or_refused(data: st.DataObject) -> None:
    broken = bytearray(compound(STREAMS))
    places = [*range(8, 512), *range(len(broken) - 1536, len(broken))]  # what leads to the streams
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.sampled_from(places))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(broken)
        try:
            _read(path)
        except Unreadable:
            return
