"""The signature of a data folder: what does not agree with it is never opened."""

import json
from pathlib import Path

import pytest

from coalition.search.engine.commits import NAME, committing, make_empty
from coalition.search.engine.records import SHAPE
from coalition.search.engine.signature import NotReady, Torn, sign, verified
from tests.search.shelf import make_entry


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A signed data folder with one document."""
    data = tmp_path / "data"
    make_empty(data)
    with committing(data) as writer:
        writer.add_all([make_entry(1, "x", "word")])
    sign(data)
    return data


def change(data: Path, **changes: object) -> None:
    """Change what the signature says."""
    file = data / "shape.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_what_was_signed_is_opened_at_its_generation(data: Path) -> None:
    toc = verified(data)
    assert (toc.generation, [segment.doc_count_all() for segment in toc.segments]) == (1, [1])
    signature = json.loads((data / "shape.json").read_text())
    assert (signature["made_by"], signature["shape"]) == ("coalition.search", SHAPE)
    assert signature["files"] == {p.name: p.stat().st_size for p in data.glob(f"{NAME}_*.*")}
    assert len(signature["files"]) > 1
    assert not (data / "shape.new").exists()


def test_a_commit_without_its_signature_is_torn(data: Path) -> None:
    with committing(data) as writer:
        writer.add_all([make_entry(2, "x", "word")])
    with pytest.raises(Torn):
        verified(data)
    sign(data)
    assert verified(data).generation == 2


@pytest.mark.parametrize("changes", [{"shape": SHAPE - 1}, {"shape": SHAPE + 1}, {"engine": "2"}])
def test_ours_of_another_shape_or_engine_must_be_rebuilt(
    data: Path, changes: dict[str, object]
) -> None:
    change(data, **changes)
    with pytest.raises(NotReady, match="older shape"):
        verified(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"made_by": "somebody"},
        {"toc": "0" * 64},
        {"generation": 7},
        {"generation": "many"},
        {"files": {"MAIN_x.words": 1}},
        {"files": ["MAIN_x.words"]},
        {"files": None},
    ],
)
def test_what_the_signature_says_otherwise_is_torn(data: Path, changes: dict[str, object]) -> None:
    change(data, **changes)
    with pytest.raises(Torn):
        verified(data)


@pytest.mark.parametrize("content", [b"", b"[]", b"5", b"{}", b'{"made_by": 1}', b"\xff\xfe"])
def test_a_signature_that_is_none_is_torn(data: Path, content: bytes) -> None:
    (data / "shape.json").write_bytes(content)
    with pytest.raises(Torn):
        verified(data)


def test_every_file_is_as_long_as_it_was_written(data: Path) -> None:
    for file in data.glob(f"{NAME}_*.*"):
        content = file.read_bytes()
        file.write_bytes(content + b"x")
        with pytest.raises(Torn, match=file.name):
            verified(data)
        file.write_bytes(content)
    assert verified(data).generation == 1


def test_a_changed_table_of_contents_is_torn(data: Path) -> None:
    toc = data / f"_{NAME}_1.toc"
    toc.write_bytes(toc.read_bytes()[::-1])
    with pytest.raises(Torn, match="table of contents"):
        verified(data)
