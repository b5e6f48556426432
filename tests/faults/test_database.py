"""The database is held by another, of a newer version, or half migrated; and other bad starts."""

import random
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import scene
from tests.faults.scene import COORDINATOR
from tests.running import Running, Visitor

pytestmark = pytest.mark.hard
HELD_SECONDS = 20
KILLED = 10  # migrations


def test_database_held_by_another(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        site.serve()
        scene.published(site, "urial")
        people = [scene.signed_in(site, COORDINATOR) for _ in range(8)]
        forms = [who.form("/account", "name") for who in people]
        with closing(sqlite3.connect(site.instance / "coalition.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            with ThreadPoolExecutor(len(people)) as pool:
                sent = [
                    pool.submit(who.send, form, name=f"Name {n}")
                    for n, (who, form) in enumerate(zip(people, forms, strict=True))
                ]
                slowest = 0.0
                while time.monotonic() - began < HELD_SECONDS:
                    asked = time.monotonic()
                    assert Visitor(site.url).get("/library/").status == 200
                    assert scene.is_found(site, "urial")
                    slowest = max(slowest, time.monotonic() - asked)
                    time.sleep(0.5)
                other.rollback()
                answers = [one.result() for one in sent]
        for answer in answers:
            assert answer.status == 503
            assert "send it again in a minute" in scene.said(answer.text)
            assert answer.headers["Retry-After"] == "30"
        print(f"reading took at most {slowest:.1f} s while eight writers waited")  # noqa: T201
        assert slowest < 10
        assert people[0].send(forms[0], name="Name after").status == 303


def test_newer_database(tmp_path: Path, peopled: Path) -> None:
    with scene.standing(peopled, tmp_path / "instance") as site:
        path = site.instance / "coalition.db"
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        before = path.read_bytes()
        for command in ("serve", "worker", "init"):
            said = site.flask(command, status=1)
            assert "made by a newer version of this program" in said
            assert "Traceback" not in said
        assert path.read_bytes() == before


@pytest.mark.parametrize("ruin", ["unreadable", "short"])
def test_secret_key_that_cannot_be_read(tmp_path: Path, peopled: Path, ruin: str) -> None:
    with scene.standing(peopled, tmp_path / "instance", SECRET_KEY="") as site:
        key = site.instance / "secret_key"
        key.unlink(missing_ok=True)
        if ruin == "unreadable":
            key.mkdir()
        else:
            key.write_text("", encoding="ascii")
        said = site.flask("serve", status=1)
        assert "secret_key" in said or "SECRET_KEY" in said
        assert "Traceback" not in said


def test_instance_that_is_missing_is_made(tmp_path: Path) -> None:
    site = Running(tmp_path / "instance")
    site.instance.mkdir()
    shutil.rmtree(site.instance)
    try:
        said = site.flask("init")
        assert "Ready" in said
    finally:
        site.end()


def oldest(peopled: Path, instance: Path) -> Running:
    """Return an installation with the tables of the first version, and people in them."""
    site = Running(instance)
    instance.mkdir()
    site.python("from coalition.cli import migrations\nmigrations.upgrade('0001')")
    with closing(sqlite3.connect(instance / "coalition.db")) as database, database:
        database.execute("ATTACH ? AS later", (str(peopled / "coalition.db"),))
        for table in ("people", "stakeholder_groups", "organisations", "representatives"):
            names = [row[1] for row in database.execute(f"PRAGMA main.table_info({table})")]
            chosen = ", ".join(f'"{name}"' for name in names)
            database.execute(f"DELETE FROM {table}")  # noqa: S608 our own names
            database.execute(
                f"INSERT INTO {table} ({chosen}) SELECT {chosen} FROM later.{table}"  # noqa: S608
            )
    return site


def newest_of(site: Running) -> tuple[list[object], list[object], list[object]]:
    """Return version, people and tables of a database that is whole."""
    assert scene.rows(site, "PRAGMA integrity_check") == [("ok",)]
    assert scene.rows(site, "PRAGMA foreign_key_check") == []
    version = scene.rows(site, "SELECT version_num FROM alembic_version")
    people = scene.rows(site, "SELECT id, email, name FROM people ORDER BY id")
    tables = scene.rows(site, "SELECT name FROM sqlite_master ORDER BY name")
    return list(version), list(people), list(tables)


def test_migration_that_is_killed_can_be_run_again(tmp_path: Path, peopled: Path) -> None:
    chance = random.Random(7)  # noqa: S311 a trial that can be repeated
    first = oldest(peopled, tmp_path / "first")
    copies = [tmp_path / f"copy{number}" for number in range(KILLED)]
    for copy in copies:
        shutil.copytree(first.instance, copy)
    first.flask("init")
    expected = newest_of(first)
    killed_between = 0
    for copy in copies:
        site = Running(copy)
        process = site.start("init")
        log = copy / "coalition.db-wal"
        scene.await_that(lambda: log.exists() or process.poll() is not None)  # noqa: B023
        time.sleep(chance.uniform(0.0, 1.5))
        if process.poll() is None:
            site.kill(process)
        version = scene.rows(site, "SELECT version_num FROM alembic_version")
        killed_between += version == [("0001",)]
        assert version in ([("0001",)], expected[0])
        site.flask("init")
        assert newest_of(site) == expected
    print(f"{killed_between} of {KILLED} migrations were killed before their end")  # noqa: T201
    assert killed_between


def test_two_that_migrate_at_once(tmp_path: Path, peopled: Path) -> None:
    site = oldest(peopled, tmp_path / "instance")
    processes = [site.start("init") for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0], site.log.read_text()
    assert scene.rows(site, "PRAGMA integrity_check") == [("ok",)]
    assert scene.rows(site, "SELECT count(*) FROM people") == [(2,)]
