"""PPT: slides of the latest state in order, with notes and comments; hidden ones told."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.extractors.ppt import extract
from coalition.ingest.kinds import identify
from coalition.ingest.reading import Notice, Unreadable
from tests.ingest.conftest import Put
from tests.ingest.made_compound import compound, excel
from tests.ingest.made_powerpoint import powerpoint, stream


def test_extract_reads_slides_in_the_order_shown(put: Put) -> None:
    found = extract(put(powerpoint()))
    assert [(page.number, page.label, page.text) for page in found.pages] == [
        (1, "Why libraries", "Why libraries\n\none\n\ntwo\n\nSpeak slowly.\n\nWhy?"),
        (2, None, "In a box"),
        (3, None, ""),
    ]
    roles = [piece.role for piece in found.pages[0].shape]
    assert roles == ["heading-1", "item", "item", "speaker-note", "comment"]
    assert found.unit == "slide"
    assert found.notices == (
        Notice("page-failed", 3),
        Notice("untitled-slides", None, "1"),
        Notice("hidden-slides", None, "1"),
        Notice("speaker-notes", None, "1"),
        Notice("comments", None, "1"),
        Notice("no-title"),
        Notice("author-names", None, "Ana Lima"),
    )


def test_extract_finds_the_latest_state_where_it_is_not_told(put: Put) -> None:
    document, _ = stream()
    found = extract(put(compound({"PowerPoint Document": document})))
    assert [page.label for page in found.pages] == ["Why libraries", None, None]


def test_a_workbook_embedded_in_slides_does_not_make_them_one(put: Put) -> None:
    document, user = stream()
    streams = {"PowerPoint Document": document, "Current User": user}
    path = put(compound(streams, {"Workbook": excel({"A": [["x"]]})}))
    assert identify(path, "talk.ppt").key == "ppt"


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        ({"PowerPoint Document": b"", "EncryptedSummary": b""}, "password"),
        ({"PowerPoint Document": b"", "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"}, "password"),
        ({"PowerPoint Document": bytes(100)}, "damaged"),
    ],
)
def test_extract_refuses(put: Put, streams: dict[str, bytes], code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        extract(put(compound(streams)))
    assert refusal.value.code == code


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_streams_give_an_extract_or_a_refusal(data: st.DataObject) -> None:
    document, user = (bytearray(one) for one in stream())
    for _ in range(data.draw(st.integers(1, 8))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(document)))
    streams = {"PowerPoint Document": bytes(document[:cut]), "Current User": bytes(user)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "talk.ppt"
        path.write_bytes(compound(streams))
        try:
            extract(path)
        except Unreadable:
            return
