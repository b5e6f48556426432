"""The audit logs of installations before this one: in every backup, put back and compared."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from coalition.audit import earlier, queries
from coalition.audit.exports import as_json_lines
from coalition.preservation import restoring
from coalition.preservation.manifest import Manifest, NotABackup
from coalition.preservation.restoring import Restored
from coalition.preservation.sources import source_at
from coalition.preservation.targets import prune
from coalition.preservation.verifying import log_faults
from coalition.web.site import settings
from tests.conftest import Someone
from tests.preservation.conftest import back_up, flip, settings_at


@pytest.fixture
def log(coordinator: Someone, representative: Someone) -> Path:
    """An audit log that came in a bag."""
    path = settings().instance / earlier.FOLDER / "new"
    path.parent.mkdir()
    path.write_text("".join(as_json_lines(queries.chained())), encoding="utf-8")
    return path.rename(path.with_name(earlier.read(path).name))


def restored(place: Path, folder: Path) -> Restored:
    """Restore a backup into a folder."""
    there = settings_at(folder)
    return restoring.restore(source_at(place), there, lambda _one: True, lambda _bytes: None)


def manifest_of(place: Path) -> Manifest:
    """Return what a backup holds, as its manifest says."""
    return source_at(place).manifest()


@pytest.mark.parametrize("place", ["backups", "one.tar"])
def test_log_is_backed_up_and_put_back(log: Path, tmp_path: Path, place: str) -> None:
    made = back_up(tmp_path / place)
    assert manifest_of(tmp_path / place).logs == [f"earlier/{log.name}"]
    assert made.manifest.files == {}  # it is no file of a document
    restored(tmp_path / place, tmp_path / "elsewhere")
    there = tmp_path / "elsewhere" / earlier.FOLDER / log.name
    assert there.read_bytes() == log.read_bytes()
    assert there.stat().st_mode & 0o777 == 0o600
    assert earlier.kept(tmp_path / "elsewhere") == [there]


def test_log_that_was_changed_in_a_backup_is_refused(log: Path, tmp_path: Path) -> None:
    made = back_up(tmp_path / "backups")
    flip(tmp_path / "backups/snapshots" / made.name / "earlier" / log.name)
    with pytest.raises(NotABackup, match=f"earlier/{log.name} is not what was backed up"):
        restored(tmp_path / "backups", tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere" / earlier.FOLDER).exists()


def test_older_backups_with_logs_go_as_others_do(log: Path, tmp_path: Path) -> None:
    first, second = back_up(tmp_path / "backups"), back_up(tmp_path / "backups")
    assert prune(tmp_path / "backups", 1) == ([first.name], 0)
    assert manifest_of(tmp_path / "backups") == second.manifest
    restored(tmp_path / "backups", tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["earlier/../secret_key", "earlier/audit.jsonl", "earlier/"])
def test_other_names_are_refused(log: Path, tmp_path: Path, name: str) -> None:
    made = back_up(tmp_path / "backups")
    folder = tmp_path / "backups/snapshots" / made.name
    text = json.loads((folder / "manifest.json").read_text())
    text["held"][name] = text["held"][f"earlier/{log.name}"]
    forged = json.dumps(text).encode()
    (folder / "manifest.json").write_bytes(forged)
    (folder / "manifest.sha256").write_text(sha256(forged).hexdigest())
    with pytest.raises(NotABackup, match="which no backup of this program holds"):
        manifest_of(tmp_path / "backups")


def test_log_is_compared_with_itself(app: Flask, log: Path) -> None:
    assert log_faults(settings()) == (1, [])
    log.write_bytes(log.read_bytes()[:-20])
    count, (said,) = log_faults(settings())
    assert count == 1
    assert said.startswith(f"{log.name}: ")
