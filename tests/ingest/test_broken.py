"""Broken files of every kind give a reading or a refusal, and nothing else."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.answers import from_json, to_json
from coalition.ingest.composing import prepare
from coalition.ingest.reading import Reading, Unreadable
from tests.ingest import made

WHOLE = {
    "pdf": made.pdf([["Libraries open their doors."], ["To everyone who asks."]], title="Rooms"),
    "docx": made.docx(),
    "pptx": made.pptx(),
    "odt": made.odt('<text:h text:outline-level="1">Hubs</text:h><text:p>Text</text:p>'),
    "rtf": rb"{\rtf1\ansi{\fonttbl{\f0\fcharset128 A;}}\f0 \'93\'fa{\footnote n}\u8212?\par\cell}",
    "html": b"<!doctype html><title>T</title><table><tr><td>a<td>b</table><pre>c</pre><p>d",
    "md": b"---\ntitle: T\n---\n# H\n\n- a\n\n| a | b |\n|--|--|\n| c | d |\n\n```x\ny\n```\n",
    "txt": "Однажды, в студеную зимнюю пору, я из лесу вышел.\n\nКонец.".encode("cp866"),
}


def _read(path: Path) -> Reading:
    order = {"path": str(path), "name": path.name, "text_bytes": 10_000}
    return from_json(prepare(order)())


@pytest.mark.parametrize("extension", WHOLE)
def test_whole_files_make_the_journey_to_json_and_back(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"file.{extension}"
    path.write_bytes(WHOLE[extension])
    reading = _read(path)
    assert reading.character_count > 4
    assert from_json(to_json(reading)) == reading


@pytest.mark.parametrize("extension", WHOLE)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_give_a_reading_or_a_refusal(extension: str, data: st.DataObject) -> None:
    broken = bytearray(WHOLE[extension])
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] ^= 1 << data.draw(st.integers(0, 7))
    if data.draw(st.booleans()):
        del broken[data.draw(st.integers(1, len(broken))) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{extension}"
        path.write_bytes(broken)
        try:
            reading = _read(path)
        except Unreadable:
            return
    assert [page.number for page in reading.pages] == list(range(1, len(reading.pages) + 1))
