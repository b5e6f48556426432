"""Real files that others wrote come out as their manifest expects."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from coalition.ingest.reader import read
from coalition.ingest.reading import Unreadable

FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "files"
SCANS = {"recognised", "scan", "scanned-pages"}


def _rows() -> list[dict[str, Any]]:
    manifest = FILES / "manifest.jsonl"
    if not manifest.exists():
        return []
    return [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]


ROWS = _rows()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@pytest.mark.skipif(not ROWS, reason=f"THE REAL FILES ARE NOT THERE: {FILES}")
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_real_file_is_read_as_expected(row: dict[str, Any]) -> None:
    missing: set[str] = set()
    try:
        reading = read(FILES / row["file"], row["file"])
    except Unreadable as refusal:
        outcome = "no converter" if refusal.code == "no-converter" else "reject"
    else:
        codes = {notice.code for notice in reading.notices}
        outcome = "ocr" if codes & SCANS else "empty" if "no-text" in codes else "text"
        text = _folded("\n".join(page.text for page in reading.pages))
        missing = {word for word in row["must_contain"] if _folded(word) not in text}
    if outcome == "no converter":
        pytest.skip(f"NO CONVERTER for .{row['kind']} is installed: apt-get install catdoc")
    assert outcome in {row["expect"], *row["also_ok"]}
    if outcome == row["expect"] == "text":
        assert missing == set()
