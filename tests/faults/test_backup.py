"""Backups while people write: restored elsewhere, compared row by row and byte by byte; and killed."""

import hashlib
import random
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from coalition.preservation.sources import source_at
from tests.endurance.depositing import Depositor, Given
from tests.faults import scene
from tests.running import NoAnswer, Running

pytestmark = pytest.mark.hard

FILES = 120  # that are there before, so that copying takes a while
WRITERS = 3
WORDS = [
    "library",
    "reader",
    "network",
    "shelf",
    "lending",
    "access",
    "county",
    "hall",
    "paper",
    "card",
]
# What restoring itself writes: that it was done, what is to be made anew, what is ended, numbers that
# are left out, letters that tell of it; what backing up notes.
OWN = {"acts", "work", "backups", "search_generation", "worker_signs", "alembic_version"}
OWN |= {"devices", "links", "tokens", "own_calendars", "messages", "sqlite_sequence"}
RESTORE = ("restore", "--without-erased")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, peopled: Path) -> Iterator[Running]:
    """A served site with some hundred documents."""
    folder = tmp_path_factory.mktemp("backup")
    papers = folder / "papers"
    papers.mkdir()
    chance = random.Random(7)  # noqa: S311 no secret
    for number in range(FILES):
        words = (chance.choice(WORDS) for _ in range(8_000))
        (papers / f"paper-{number}.txt").write_text(f"Paper {number}. {' '.join(words)}")
    with scene.standing(peopled, folder / "instance") as site:
        site.flask("import", str(papers))
        site.serve()
        yield site


class Writer(threading.Thread):
    """Somebody who deposits, publishes, edits and deletes until told to stop."""

    def __init__(self, site: Running, number: int) -> None:
        super().__init__()
        self._site = site
        self._number = number
        self._over = threading.Event()
        self.answered: list[Given] = []
        self.deleted = 0
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Write, and keep what went wrong."""
        try:
            by = scene.depositor(self._site)
            visitor = scene.signed_in(self._site)
            for count in range(100_000):
                if self._over.is_set():
                    return
                given = scene.text_with(f"word{self._number}x{count}", 200)
                by.deposit(given)
                address = given.edit_url.removesuffix("/edit")
                if count % 3 == 2:
                    visitor.post(f"{address}/delete", {"csrf_token": visitor.token(given.edit_url)})
                    self.deleted += 1
                else:
                    with suppress(RuntimeError):  # the reading filled something in meanwhile
                        by.publish(given)
                    self.answered.append(given)
        except BaseException as problem:
            self.problem = problem

    def stop(self) -> None:
        """Let it end after what it is at."""
        self._over.set()


@contextmanager
def people_writing(site: Running) -> Iterator[list[Writer]]:
    """Let people write meanwhile; fails with what went wrong for them."""
    writers = [Writer(site, number) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(2)
    try:
        yield writers
    finally:
        for writer in writers:
            writer.stop()
        for writer in writers:
            writer.join(60)
    problems = [repr(writer.problem) for writer in writers if writer.problem]
    assert problems == []
    assert all(writer.answered for writer in writers)


def database_of(backup: Path, into: Path) -> Path:
    """Return the database as a backup holds it: of one file, or of the newest in a folder."""
    if backup.is_file():
        with tarfile.open(backup) as tar:
            tar.extract("database.sqlite", into, filter="data")
        return into / "database.sqlite"
    newest = max((backup / "snapshots").iterdir())
    return Path(shutil.copy(newest / "database.sqlite", into / "database.sqlite"))


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows by table, but for what backing up and restoring write."""
    with closing(sqlite3.connect(path)) as database:
        named = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        names = [row[0] for row in database.execute(named) if row[0] not in OWN]
        return {
            name: sorted(database.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608
            for name in names
        }


def acts_of(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT * FROM acts ORDER BY id").fetchall()


def messages_of(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT * FROM messages ORDER BY id").fetchall()


def assert_restored(instance: Path, backup: Path, scratch: Path) -> int:
    """Compare a restored site with the backup's database and bytes; return how many files."""
    scratch.mkdir()
    was, now = database_of(backup, scratch), instance / "coalition.db"
    assert rows_of(now) == rows_of(was)
    for rows_in in (acts_of, messages_of):
        before = rows_in(was)
        assert rows_in(now)[: len(before)] == before
    with closing(sqlite3.connect(now)) as database:
        files = database.execute("SELECT digest, size_bytes FROM files").fetchall()
        used = database.execute("SELECT count(DISTINCT file_digest) FROM versions").fetchone()[0]
    assert len(files) == used
    for digest, size_bytes in files:
        content = (instance / "files" / digest[:2] / digest[2:4] / digest).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (digest, size_bytes)
    kept = [path for path in (instance / "files").glob("??/??/*") if path.is_file()]
    assert len(kept) == len(files)
    return len(files)


def restored(backup: Path, instance: Path) -> tuple[Running, int]:
    """Restore a backup into an empty installation, compare both, and have it verify itself.

    Returns the installation and how many files it has.
    """
    site = Running(instance)
    instance.mkdir()
    assert "Restored" in site.flask(*RESTORE, str(backup))
    count = assert_restored(instance, backup, instance.with_name(f"{instance.name}-scratch"))
    assert "chained" in site.flask("verify", "--files", "--database")
    return site, count


def test_backups_while_people_write_are_each_of_one_moment(served: Running, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with people_writing(served) as writers:
        for name in ("first", "second"):
            said = served.flask("backup", str(folder))
            assert "NOT IN IT" not in said
            shutil.copytree(folder, tmp_path / name, copy_function=shutil.copy)
            time.sleep(3)
        assert "NOT IN IT" not in served.flask("backup", str(tmp_path / "one.tar"))
        deleted = sum(writer.deleted for writer in writers)
    counts = [
        restored(tmp_path / name, tmp_path / f"of-{name}")[1]
        for name in ("first", "second", "one.tar")
    ]
    assert counts[0] >= FILES
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert deleted > 0
    assert "chained" in served.flask("verify", "--files", "--database")


def test_what_was_answered_before_a_backup_is_in_it_and_can_be_served(
    served: Running, tmp_path: Path
) -> None:
    with people_writing(served) as writers:
        scene.await_that(
            lambda: any(one.is_published for writer in writers for one in list(writer.answered))
        )
        before = [given for writer in writers for given in list(writer.answered)]
        served.flask("backup", str(tmp_path / "one.tar"))
    site, _count = restored(tmp_path / "one.tar", tmp_path / "instance")
    digests = {row[0] for row in scene.rows(site, "SELECT digest FROM files")}
    assert {given.digest for given in before} - digests == set()
    try:
        site.serve()
        word = next(given.word for given in before if given.is_published)
        scene.await_that(lambda: scene.is_found(site, word), 180)
        assert scene.signed_in(site).get("/").status == 200
    finally:
        site.end()


def killed_after(process: subprocess.Popen[bytes], sign: Path, pattern: str, pause: float) -> bool:
    """Kill a process a moment after something shows; tell whether that is what ended it."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if sign.is_dir() and any(sign.glob(pattern)):
            time.sleep(pause)
            break
        time.sleep(0.002)
    process.kill()
    return process.wait() == -signal.SIGKILL


def test_killed_backups_leave_nothing_that_looks_whole(served: Running, tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 no secret
    killed = 0
    for number in range(10):
        folder, tar = tmp_path / f"backups-{number}", tmp_path / f"{number}.tar"
        process = served.start("backup", str(folder))
        killed += killed_after(process, folder / "snapshots", ".partial-*", chance.random() * 0.6)
        process = served.start("backup", str(tar))
        killed += killed_after(process, tmp_path, f".partial-{number}.tar", chance.random() * 0.5)
    assert killed >= 10
    for place in tmp_path.glob("[0-9]*.tar"):  # those that were done before they could be killed
        assert source_at(place).manifest().document_count >= FILES
    for number in range(10):
        folder = tmp_path / f"backups-{number}"
        assert "NOT IN IT" not in served.flask("backup", str(folder), "--keep", "1")
        assert list(folder.rglob(".partial*")) == []
    served.flask("backup", str(tmp_path / "last.tar"))
    assert list(tmp_path.glob(".partial*")) == []
    for name in ("backups-0", "backups-9"):
        restored(tmp_path / name, tmp_path / f"of-{name}")


def test_killed_restores_can_be_run_again(served: Running, tmp_path: Path) -> None:
    chance = random.Random(13)  # noqa: S311 no secret
    served.flask("backup", str(tmp_path / "one.tar"))
    instance = tmp_path / "instance"
    instance.mkdir()
    site, hits = Running(instance), 0
    for _ in range(8):
        process = site.start(*RESTORE, str(tmp_path / "one.tar"))
        hits += killed_after(process, instance, ".restoring", chance.random() * 1.2)
        if not (instance / ".restoring").exists() and (instance / "coalition.db").exists():
            break  # it was done before it could be killed
    assert hits >= 1
    if (instance / ".restoring").exists() or not (instance / "coalition.db").exists():
        assert "Restored" in site.flask(*RESTORE, str(tmp_path / "one.tar"))
    assert_restored(instance, tmp_path / "one.tar", tmp_path / "scratch")
    assert "chained" in site.flask("verify", "--files", "--database")


def test_full_disk_ends_a_backup_with_a_sentence_and_leaves_the_site_alone(
    served: Running, tmp_path: Path
) -> None:
    if not scene.may_mount(tmp_path):
        pytest.skip("this process may not mount file systems")
    disk = tmp_path / "disk"
    with scene.mounted(disk, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        said = served.flask("backup", str(disk / "backups"), status=1)
        assert "has room for" in said
        assert not any((disk / "backups" / "snapshots").iterdir())
    with suppress(NoAnswer):
        assert scene.health(served)["status"] == 200


def test_depositors_are_still_answered_while_a_backup_runs(served: Running, tmp_path: Path) -> None:
    by: Depositor = scene.depositor(served)
    process = served.start("backup", str(tmp_path / "backups"))
    waits: list[float] = []
    while process.poll() is None and len(waits) < 200:
        began = time.monotonic()
        by.deposit(scene.text_with(f"meanwhile{len(waits)}", 50))
        waits.append(time.monotonic() - began)
    process.wait()
    assert process.returncode == 0
    assert max(waits) < 10
