"""Copies of the database as of one moment, while the site goes on writing; and what is in them."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url

from coalition.preservation.copying import OURS_ALONE

STEP_PAGES = 4_096  # of 4 kB, copied between two looks at how far it is
PATIENCE = 60.0  # seconds to wait for others who write
REMOVED = "removed"  # library.models.Screening: bytes that a coordinator deleted
SQLITE_COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
)
POSTGRESQL_COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema()"
)
# What tells double clicks for an hour is destroyed then; a copy would keep it.
FLEETING = ("usage_clicks", "usage_salts")
EMPTY_TABLES = ("people", "documents", "organisations")  # who has none of these has nothing


class NoCopy(Exception):
    """The database could not be copied or put back; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database says of itself: its revision, the end of its audit log, its files by digest."""

    revision: str
    act_count: int
    act_digest: str
    document_count: int
    files: dict[str, int]  # sizes in bytes


def kind_of(url: str) -> str:
    """Return "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


def copy_sqlite(path: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Copy a SQLite database as it is at this moment, checked and in one file.

    The reading is begun before and held, so that writers neither wait nor make the copy begin anew.
    `progress` is told pages done and pages in all. Raises NoCopy.
    """
    try:
        with closing(_opened(path)) as source, closing(_new(target)) as copy:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(
                copy,
                pages=STEP_PAGES,
                progress=lambda _state, left, total: progress(total - left, total),
                sleep=0.0,
            )
            source.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE")
            _forget(copy)
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as problem:
        raise NoCopy(f"The database could not be copied: {problem}.") from problem
    if said != "ok":
        raise NoCopy(
            f"The database is damaged: {said}. No backup was made, so that none takes the place of "
            "a good one. Restore the newest good backup."
        )
    with target.open("rb") as file:
        os.fsync(file.fileno())


def dump_postgresql(url: str, target: Path, snapshot: str) -> None:
    """Dump a PostgreSQL database as a transaction sees it that exported its snapshot. Raises NoCopy."""
    options = ("--format=custom", "--compress=1", "--no-owner", f"--snapshot={snapshot}")
    without = [f"--exclude-table-data={name}" for name in FLEETING]
    _run_tool(url, "pg_dump", *options, *without, f"--file={target}")
    target.chmod(OURS_ALONE)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def load_postgresql(url: str, dump: Path) -> None:
    """Put a dump into an empty PostgreSQL database, all of it or nothing. Raises NoCopy."""
    _run_tool(
        url,
        "pg_restore",
        "--no-owner",
        "--clean",
        "--if-exists",
        "--exit-on-error",
        "--single-transaction",
        str(dump),
        names_database=True,
    )


def contents_of(path: Path) -> Contents:
    """Return what a SQLite database in one file holds. Raises NoCopy."""
    try:
        with _reading(path) as database:
            return contents(lambda query: database.execute(query).fetchall(), SQLITE_COLUMNS)
    except sqlite3.Error as problem:
        raise NoCopy(f"The database cannot be read: {problem}.") from problem


def faults_of(path: Path) -> list[str]:
    """Return what SQLite finds wrong with a database and its foreign keys, a line each."""
    with _reading(path) as database:
        said = [row[0] for row in database.execute("PRAGMA integrity_check(20)")]
        broken = database.execute("PRAGMA foreign_key_check").fetchmany(20)
    lines = [line for line in said if line != "ok"]
    return lines + [
        f"Row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in broken
    ]


def is_empty(path: Path) -> bool:
    """Tell whether a SQLite database holds nobody and nothing; one without tables does not either."""
    if not path.exists() or not path.stat().st_size:
        return True
    with _reading(path) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_schema")}
        return not any(
            database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()  # noqa: S608 our own names
            for table in EMPTY_TABLES
            if table in names
        )


def contents(rows: Callable[[str], Sequence[Any]], columns: str) -> Contents:
    """Return what a database holds, of this or an earlier version of the program.

    rows: gives the rows of a query. columns: the query for all pairs of table and column.
    Raises NoCopy.
    """
    known = {(str(table), str(column)) for table, column in rows(columns)}
    tables = {table for table, _column in known}
    if not {"alembic_version", "files", "documents"} <= tables:
        raise NoCopy("The database has none of the tables of this program.")
    last = rows("SELECT id, digest FROM acts ORDER BY id DESC LIMIT 1") if "acts" in tables else []
    where = f" WHERE screening <> '{REMOVED}'" if ("files", "screening") in known else ""
    return Contents(
        revision=str(rows("SELECT version_num FROM alembic_version")[0][0]),
        act_count=int(str(last[0][0])) if last else 0,
        act_digest=str(last[0][1]) if last else "",
        document_count=int(str(rows("SELECT count(*) FROM documents")[0][0])),
        files={
            str(digest): int(str(size))
            for digest, size in rows(f"SELECT digest, size_bytes FROM files{where}")  # noqa: S608 our own
        },
    )


def _run_tool(url: str, tool: str, *arguments: str, names_database: bool = False) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, which others cannot read."""
    found = shutil.which(tool)
    if found is None:
        raise NoCopy(
            f"{tool} was not found, which PostgreSQL needs for this. On Debian: apt-get install "
            "postgresql-client"
        )
    parts: URL = make_url(url)
    given = {
        "PGHOST": parts.host,
        "PGPORT": parts.port,
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database,
    }
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    database = [f"--dbname={parts.database}"] if names_database else []
    done = subprocess.run(  # noqa: S603 a program of the system with arguments of our own
        [found, *database, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoCopy(f"{tool} failed: {done.stderr.strip()[-500:]}")


def _forget(copy: sqlite3.Connection) -> None:
    """Empty the tables of a copy that no copy is to have, their bytes too."""
    copy.execute("PRAGMA secure_delete=ON")
    known = {row[0] for row in copy.execute("SELECT name FROM sqlite_schema").fetchall()}
    for name in known.intersection(FLEETING):
        copy.execute(f"DELETE FROM {name}")  # noqa: S608 our own


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def _new(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OURS_ALONE))
    return _opened(path)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE)) as database:
        yield database
