"""Keeping: the same paper is set once, another takes its place."""

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest

from coalition.printing import keeping
from coalition.printing.paper import Paragraph
from tests.printing.making import paper_of


def test_same_paper_is_read_from_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = paper_of(Paragraph("Hello"))
    first = keeping.kept_pdf(tmp_path, "programme-1-en", paper)
    monkeypatch.setattr(keeping, "pdf_of", lambda _paper: b"")
    assert keeping.kept_pdf(tmp_path, "programme-1-en", paper) == first
    assert first[0].startswith(b"%PDF-")


def test_another_paper_takes_the_place_of_the_last_and_of_no_other(tmp_path: Path) -> None:
    for name, text in (("programme-1-en", "a"), ("programme-1-ar", "a"), ("programme-1-en", "b")):
        keeping.kept_pdf(tmp_path, name, paper_of(Paragraph(text)))
    kept = sorted(path.name.rpartition("-")[0] for path in tmp_path.iterdir())
    assert kept == ["programme-1-ar", "programme-1-en"]


def test_folder_that_cannot_be_written_keeps_nobody_from_reading(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    made, _mark = keeping.kept_pdf(tmp_path / "file", "name", paper_of(Paragraph("Hello")))
    assert made.startswith(b"%PDF-")


def test_full_disk_keeps_nobody_from_reading_and_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _target: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    made, _mark = keeping.kept_pdf(tmp_path, "name", paper_of(Paragraph("Hello")))
    assert made.startswith(b"%PDF-")
    assert list(tmp_path.iterdir()) == []


def test_what_was_left_half_written_is_removed_once_it_is_old(tmp_path: Path) -> None:
    old, new = tmp_path / ".9cwkvmn0", tmp_path / ".i5bzib1y"
    for file in (old, new):
        file.write_bytes(b"%PDF-")
    os.utime(old, (time.time() - 3700,) * 2)
    keeping.kept_pdf(tmp_path, "name", paper_of(Paragraph("Hello")))
    assert (old.exists(), new.exists()) == (False, True)
