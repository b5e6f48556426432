"""`flask export-person`, `erase-person` and `retention`."""

import stat
import zipfile
from datetime import timedelta
from pathlib import Path

from flask import Flask

from coalition.accounts.models import Attempt, Person
from coalition.database import db, now, transaction
from tests.conftest import Someone


def run(app: Flask, *arguments: str, status: int = 0, typed: str = "") -> str:
    """Run a command and return what it printed."""
    done = app.test_cli_runner().invoke(args=arguments, input=typed)
    assert done.exit_code == status, done.output
    return done.output


def test_copy_is_a_file_for_its_owner_alone(app: Flask, outsider: Someone, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    said = run(app, "export-person", outsider.email, str(file))
    assert said.endswith("It is for outsider@example.org alone.\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert zipfile.ZipFile(file).namelist() == ["index.html", "data.json", "style.css"]
    said = run(app, "export-person", outsider.email, str(file), status=1)
    assert "is there already; name another file." in said
    other = str(tmp_path / "other.zip")
    said = run(app, "export-person", "no@example.org", other, status=1)
    assert "Nobody has an account with the address no@example.org." in said


def test_person_is_erased_after_a_yes(app: Flask, outsider: Someone) -> None:
    said = run(app, "erase-person", outsider.email, typed="n\n", status=1)
    assert "1 Browsers that are or were signed in" in said
    assert db.session.get_one(Person, outsider.person_id).erased_at is None
    assert run(app, "erase-person", outsider.email, typed="y\n").endswith("Erased.\n")
    db.session.expire_all()
    assert db.session.get_one(Person, outsider.person_id).erased_at is not None


def test_last_coordinator_is_not_erased(app: Flask, coordinator: Someone) -> None:
    said = run(app, "erase-person", coordinator.email, "--yes", status=1)
    assert "is the last coordinator. Appoint another one first." in said


def test_retention_counts_before_it_deletes(app: Flask) -> None:
    with transaction():
        db.session.add(Attempt(key="k", at=now() - timedelta(days=2)))
    for _ in range(2):
        assert "       1 KEEP_TRIES_DAYS=1\n" in run(app, "retention", "--dry-run")
    assert "       1 KEEP_TRIES_DAYS=1\n" in run(app, "retention")
    assert "       0 KEEP_TRIES_DAYS=1\n" in run(app, "retention", "--dry-run")
