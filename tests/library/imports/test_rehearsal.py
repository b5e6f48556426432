"""A rehearsal says what would happen, and nothing happens."""

from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from coalition.database import db
from coalition.library.models import Document
from tests.conftest import Someone
from tests.library.conftest import TEXT
from tests.library.imports.bringing import bring, rehearsed


def test_each_line_says_what_would_become_of_its_file(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    bring(app, folder, coordinator)
    (folder / "b.txt").write_text(TEXT)
    (folder / "c.txt").write_text("Something new.")
    (folder / "d.docx").write_bytes(b"MZ" + bytes(99))
    before = sorted(tmp_path.rglob("*"))
    lines = rehearsed(folder)
    assert [(line.file, line.outcome, line.kind) for line in lines] == [
        ("a.txt", "text", "text"),
        ("b.txt", "text", "text"),
        ("c.txt", "", "text"),
        ("d.docx", "rejected", ""),
    ]
    assert [line.reason for line in lines[:3]] == [
        "Already there.",
        "The same file as a.txt.",
        "Would be deposited.",
    ]
    assert sorted(tmp_path.rglob("*")) == before
    assert len(db.session.scalars(sa.select(Document)).all()) == 1
