"""ZIP files: the same bytes for the same members, kept for a while, never half written."""

import errno
import os
import shutil
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from coalition.errors import Conflict, NoRoom
from coalition.web import zipping
from coalition.web.zipping import Member, kept_zip, key_of

AT = datetime(2012, 11, 6, 9, 0, 1, tzinfo=UTC)


def members(folder: Path, text: str = "bytes") -> list[Member]:
    """Return a page and a file on the disk."""
    file = folder / "original"
    file.write_text(text)
    return [
        Member("index.html", AT, b"<p>" + b"words " * 500),
        Member("documents/01-brief-كتاب.pdf", AT, path=file, digest=text),
    ]


def test_zip_holds_its_members_with_names_and_dates(tmp_path: Path) -> None:
    path, _key = kept_zip(tmp_path / "kept", members(tmp_path))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        shown = [(i.filename, i.date_time, i.compress_type) for i in archive.infolist()]
        assert archive.read("documents/01-brief-كتاب.pdf") == b"bytes"
    moment = (2012, 11, 6, 9, 0, 0)
    assert shown == [
        ("index.html", moment, zipfile.ZIP_DEFLATED),
        ("documents/01-brief-كتاب.pdf", moment, zipfile.ZIP_STORED),
    ]


def test_same_members_make_the_same_bytes_wherever_they_are_made(tmp_path: Path) -> None:
    one, key = kept_zip(tmp_path / "one", members(tmp_path))
    other, other_key = kept_zip(tmp_path / "other", members(tmp_path))
    assert one.read_bytes() == other.read_bytes()
    assert key == other_key


def test_another_name_date_or_content_is_another_zip(tmp_path: Path) -> None:
    (page, _file) = members(tmp_path)
    later = datetime(2012, 11, 7, tzinfo=UTC)
    others = (Member("a", AT, page.content), Member(page.name, later, page.content))
    keys = {key_of([page]), key_of([Member(page.name, AT, b"x")]), *(key_of([o]) for o in others)}
    assert len(keys) == 4


def test_dates_beyond_what_a_zip_can_say_are_cut(tmp_path: Path) -> None:
    old = Member("index.html", datetime(1970, 1, 1, tzinfo=UTC), b"x")
    path, _key = kept_zip(tmp_path / "kept", [old])
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_kept_zip_is_sent_again_and_one_nobody_asked_for_goes(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    path, _key = kept_zip(folder, members(tmp_path))
    made = path.stat().st_ino
    stale = folder / "stale.zip"
    torn = folder / "torn.part"
    for file in (stale, torn, path):
        file.touch()
        os.utime(file, (time.time() - 2 * zipping.KEPT_SECONDS,) * 2)
    again, _key = kept_zip(folder, members(tmp_path))
    assert again.stat().st_ino == made
    assert list(folder.iterdir()) == [path]


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipping, "MOST_KEPT", 2)
    folder = tmp_path / "kept"
    for n in range(4):
        kept_zip(folder, [Member("index.html", AT, str(n).encode())])
    assert len(list(folder.iterdir())) == 3


def test_file_that_goes_away_meanwhile_leaves_nothing_behind(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    gone = members(tmp_path)
    (tmp_path / "original").unlink()
    with app.test_request_context(), pytest.raises(Conflict):
        kept_zip(folder, gone)
    assert list(folder.iterdir()) == []


def test_full_disk_is_said(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(zipping, "write_zip", refuse)
    with app.test_request_context(), pytest.raises(NoRoom):
        kept_zip(tmp_path / "kept", members(tmp_path))
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_is_kept_takes_so_much_room_and_no_more(
    tmp_path: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    first, second, third = (
        kept_zip(folder, [Member(name, AT, b"x")])[0] for name in ("a.txt", "b.txt", "c.txt")
    )
    for age, path in enumerate((third, second, first)):
        os.utime(path, (time.time() - 10 * age,) * 2)
    monkeypatch.setattr(zipping, "MOST_BYTES", 2 * first.stat().st_size)
    last, _key = kept_zip(folder, [Member("d.txt", AT, b"x")])
    assert {*folder.iterdir()} == {second, third, last}
    monkeypatch.setattr(zipping, "ROOM_LEFT", shutil.disk_usage(folder).total)
    with app.test_request_context(), pytest.raises(NoRoom):
        kept_zip(folder, [Member("e.txt", AT, b"x")])
    assert {*folder.iterdir()} == {third, last}
