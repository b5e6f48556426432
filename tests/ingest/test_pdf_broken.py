"""Broken PDF files, bytes and objects alike, give a reading or a refusal, and the process lives."""

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.ingest.reader import Budget, read
from coalition.ingest.reading import Unreadable
from tests.ingest import made_pdf

WHOLE = made_pdf.everything()
WORDS = [found.span() for found in re.finditer(rb"\d+|/\w+|<<|>>|\[|\]|\([^)]*\)", WHOLE)]
STRANGE = (b"-1", b"0", b"99999999999", b"0.5", b"null", b"[[[[", b"(\xfe\xff\xd8\x00)", b"<<>>")
REFUSALS = {"damaged", "password", "unsupported", "empty"}


def _flipped(data: st.DataObject) -> bytes:
    broken = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(0, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if data.draw(st.booleans()):
        del broken[data.draw(st.integers(0, len(broken))) :]
    return bytes(broken)


def _reworded(data: st.DataObject) -> bytes:
    """Put words of the objects, as numbers, names and brackets, in places of others."""
    spans = st.sampled_from(WORDS)
    changes = {data.draw(spans): data.draw(spans) for _ in range(data.draw(st.integers(1, 5)))}
    broken = bytearray(WHOLE)
    for (start, end), (first, last) in sorted(changes.items(), reverse=True):
        strange = data.draw(st.sampled_from((None, *STRANGE)))
        broken[start:end] = WHOLE[first:last] if strange is None else strange
    return bytes(broken)


def _reading_or_refusal(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(content)
        try:
            reading = read(path, path.name, Budget(seconds=20))
        except Unreadable as refusal:
            assert refusal.code in REFUSALS  # noqa: PT017 – a refusal is not expected of each
        else:
            numbers = [page.number for page in reading.pages]
            assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(data=st.data())
def test_flipped_and_cut_bytes_give_a_reading_or_a_refusal(data: st.DataObject) -> None:
    _reading_or_refusal(_flipped(data))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(data=st.data())
def test_senseless_objects_give_a_reading_or_a_refusal(data: st.DataObject) -> None:
    _reading_or_refusal(_reworded(data))


@settings(max_examples=5, deadline=None, derandomize=True)
@given(noise=st.binary(max_size=300))
def test_noise_gives_a_reading_or_a_refusal(noise: bytes) -> None:
    _reading_or_refusal(b"%PDF-1.7\n" + noise)
