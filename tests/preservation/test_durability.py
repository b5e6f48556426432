"""Answered means durable: bytes are on the disk under their name before their row is committed."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from coalition.config import read_settings
from coalition.database import db
from coalition.library import originals, service
from coalition.library.models import File
from coalition.preservation import copying
from coalition.preservation.manifest import MANIFEST
from coalition.web.site import settings
from tests.conftest import Someone
from tests.library.conftest import FIELDS, TEXT
from tests.preservation.conftest import back_up


@pytest.fixture
def calls(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """What is made durable, renamed and committed, in order, as (what, path)."""
    found: list[tuple[str, str]] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        found.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> None:
        found.append(("rename", str(target)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)

    def noted_commit(_connection: object) -> None:
        found.append(("commit", ""))

    event.listen(db.engine, "commit", noted_commit)
    yield found
    event.remove(db.engine, "commit", noted_commit)


def test_bytes_their_name_and_its_folders_are_durable_before_the_commit(
    representative: Someone, calls: list[tuple[str, str]]
) -> None:
    calls.clear()
    service.deposit(
        io.BytesIO(TEXT.encode()),
        "paper.txt",
        by=representative.viewer,
        organisation_id=representative.organisation_id,
        fields=FIELDS,
    )
    store = settings().files_folder
    (digest,) = db.session.scalars(sa.select(File.digest))
    placed = store / digest[:2] / digest[2:4] / digest
    renamed = calls.index(("rename", str(placed)))
    written = max(
        place
        for place, (what, path) in enumerate(calls[:renamed])
        if what == "fsync" and path.startswith(str(store / "incoming"))
    )
    folders = [placed.parent, placed.parent.parent, store, store.parent]
    assert calls[renamed + 1 : renamed + 5] == [("fsync", str(folder)) for folder in folders]
    committed = [place for place, call in enumerate(calls) if call == ("commit", "")]
    assert written < renamed
    assert [place for place in committed if place > renamed + 4] != []
    assert [place for place in committed if renamed < place < renamed + 5] == []


def test_the_database_saves_fully_and_keeps_to_its_keys(app: Flask) -> None:
    with db.engine.connect() as connection:
        found = {
            name: connection.execute(sa.text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2  # https://www.sqlite.org/pragma.html#pragma_synchronous
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 15_000,
    }


def test_everything_of_a_backup_is_durable_before_the_manifest_and_that_before_the_name(
    representative: Someone, calls: list[tuple[str, str]], tmp_path: Path
) -> None:
    originals.storage().store(io.BytesIO(b"of no row"))
    calls.clear()
    made = back_up(tmp_path / "backups")
    names = [(what, path.rpartition("/")[2]) for what, path in calls]
    manifest = names.index(("rename", MANIFEST))
    assert names.index(("fsync", "database.sqlite")) < manifest
    assert names.index(("rename", "settings.json")) < manifest
    assert calls[-1] != ("rename", "manifest.sha256")
    assert ("fsync", str(tmp_path / "backups" / "snapshots")) in calls[manifest:]
    assert (tmp_path / "backups" / "snapshots" / made.name).is_dir()


def test_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        copying.copy(Broken(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_secret_key_is_durable_before_it_has_its_name(
    calls: list[tuple[str, str]], tmp_path: Path
) -> None:
    calls.clear()
    made = read_settings({"INSTANCE": str(tmp_path / "new")})
    assert len(made.secret_key) == 64
    assert [what for what, path in calls if "secret_key" in path] == ["fsync"]
