"""The demonstration packed and taken in by the real commands, one of which is killed half-way."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import bagit
import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.hard
SECONDS = 600


def command(instance: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command in an installation."""
    return subprocess.Popen(  # noqa: S603 our own command
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INSTANCE": str(instance)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(instance: Path, *words: str) -> str:
    """Run a command to its end and return what it printed."""
    with command(instance, *words) as process:
        told, _nothing = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, told
    return told


def rows(instance: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds in the database of an installation."""
    with closing(sqlite3.connect(instance / "coalition.db")) as database:
        return database.execute(query).fetchall()


SAME = (
    "SELECT document_id, number, file_digest, file_name, note, created_at FROM versions",
    "SELECT id, title, state, audience, organisation_id, published_at, withdrawn_at FROM documents",
    "SELECT document_id, position, name, is_organisation, orcid FROM authors",
    "SELECT document_id, subject_id FROM document_subjects",
    "SELECT session_id, document_id, use, tied_at FROM session_documents",
    "SELECT id, name, state, ror, approved_at FROM organisations",
    "SELECT id, meeting_id, uid, sequence, starts_at, state FROM sessions",
)


def test_demonstration_comes_back_though_the_first_try_was_killed(tmp_path: Path) -> None:
    one, two, place = tmp_path / "one", tmp_path / "two", tmp_path / "library.zip"
    done(one, "demo")
    done(one, "bag", "export", str(place))
    done(one, "bag", "export", str(tmp_path / "library"))
    assert bagit.Bag(str(tmp_path / "library")).validate(processes=2)
    done(two, "init")
    done(two, "create-coordinator", "keeper@example.org", "--name", "Keeper")
    with command(two, "bag", "import", str(place)) as process:
        until = time.monotonic() + SECONDS
        while process.poll() is None and not [*(two / "files").glob("??/??/*")]:
            assert time.monotonic() < until
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert rows(two, "SELECT count(*) FROM documents") == [(0,)]
    assert "whole and unchanged" in done(two, "bag", "verify", str(place))
    assert "Taken in:" in done(two, "bag", "import", str(place))
    for query in SAME:
        assert sorted(rows(two, query), key=repr) == sorted(rows(one, query), key=repr)
    kept = {path.name for path in (two / "files").glob("??/??/*")}
    assert kept == {path.name for path in (one / "files").glob("??/??/*")}
