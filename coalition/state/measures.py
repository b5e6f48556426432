"""What is measured of the machine: each measure looks at one thing the site stands on."""

import errno
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import structlog
from sqlalchemy import func, select, text

from coalition import tasks
from coalition.audit.models import Act
from coalition.causes import Cause, cause_of
from coalition.database import db, now
from coalition.ingest import programs
from coalition.mail import queries as mail
from coalition.mail.service import KIND as MAIL
from coalition.search.running import current_index
from coalition.tasks import signs
from coalition.web.site import settings

log = structlog.get_logger(__name__)

MEGABYTE = 1_000_000
FULL_MB = 50  # less than this is nothing: a database needs room to give room back
SLOW = timedelta(minutes=15)  # work that waits longer than this waits for something
SKEW = timedelta(minutes=2)  # what another machine's clock may be ahead
PROGRAMS = ("tesseract", "antiword", "catdoc", "xls2csv", "catppt")


class Level(StrEnum):
    """How much a measure asks for somebody."""

    WELL = "well"
    WARNING = "warning"  # all works, but not for long
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that was looked at: `fact` says in a few English words how it is, "ok" when well.

    `code` names what is the matter, for the words of pages; `values` are what they speak of.
    """

    name: str
    level: Level = Level.WELL
    fact: str = "ok"
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def measure(name: str, look: Callable[[], Measure]) -> Measure:
    """Return what a look tells; a look that fails tells why, without addresses or secrets."""
    try:
        return look()
    except Exception as problem:  # whatever is wrong is what is to be told
        db.session.rollback()
        cause = cause_of(problem)
        log.warning("measure_fails", measure=name, problem=repr(problem))
        fact = cause or type(problem).__name__
        return Measure(name, Level.WRONG, fact, cause or "failed", {"problem": fact})


def database() -> Measure:
    """Tell whether the database can be read and written to."""
    db.session.execute(text("SELECT 1"))
    if db.engine.dialect.name != "sqlite":
        return Measure("database")
    with db.engine.connect() as connection:
        try:
            connection.exec_driver_sql("PRAGMA busy_timeout=200")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except Exception as problem:
            if cause_of(problem) != Cause.BUSY:  # others write: that is what it is for
                raise
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA busy_timeout=15000")
    return Measure("database")


def disk() -> Measure:
    """Tell how much room is left where this installation keeps its data, where it is least."""
    found = settings()
    places = {found.instance, found.files_folder, found.index_folder}
    there = [place for place in sorted(places) if place.is_dir()]
    free_mb = min(shutil.disk_usage(place).free for place in there) // MEGABYTE
    values = {"free_mb": free_mb, "warn_mb": found.free_mb_warn}
    if any(_is_read_only(place) for place in there):
        return Measure("disk", Level.WRONG, "read-only", "read-only", values)
    if free_mb < FULL_MB:
        return Measure("disk", Level.WRONG, "full", "full", values)
    if free_mb < found.free_mb_warn:
        return Measure("disk", Level.WARNING, f"{free_mb} MB free", "low", values)
    return Measure("disk", values=values)


def index() -> Measure:
    """Tell whether the index can be searched."""
    state: str = current_index().state()
    return Measure("index") if state == "ok" else Measure("index", Level.WRONG, state, "index")


def files() -> Measure:
    """Tell whether the folder of originals can be written to."""
    _probe(settings().files_folder)
    return Measure("files")


def queue() -> Measure:
    """Tell how much work waits, since when, and how much was given up."""
    tasks.current_queue().state()
    standing = tasks.standing()
    oldest = standing.oldest_at
    values = {"waiting": standing.waiting_count, "failed": standing.failed_count, "oldest": oldest}
    if standing.failed_count:
        fact = f"{standing.failed_count} pieces of work were given up"
        return Measure("queue", Level.WRONG, fact, "given-up", values)
    if oldest and now() - oldest > SLOW:
        return Measure("queue", Level.WARNING, "work waits for long", "slow", values)
    return Measure("queue", values=values)


def worker() -> Measure:
    """Tell when a worker was last there."""
    last = signs.last_sign()
    if last is None or now() - last > signs.OVERDUE:
        code = "no-worker" if last else "never-worker"
        return Measure("worker", Level.WRONG, "no sign of life", code, {"last": last})
    return Measure("worker", values={"last": last})


def letters() -> Measure:
    """Tell how many letters wait to be sent, and what hinders them."""
    waiting, last = mail.outbox()
    values = {"waiting": waiting, "last": last}
    problem = tasks.last_problem(MAIL)
    if problem and waiting:
        fact = f"{waiting} letters wait"
        return Measure("mail", Level.WARNING, fact, "mail", values | {"problem": problem})
    return Measure("mail", values=values)


def clock() -> Measure:
    """Tell whether the clock is behind what was noted already, as it is when it was set back."""
    newest = _newest_moment()
    if newest is not None and newest > now() + SKEW:
        return Measure("clock", Level.WARNING, "behind", "clock", {"newest": newest})
    return Measure("clock")


def environment() -> dict[str, object]:
    """Return what the site runs with: versions and the programs that read more kinds of files."""
    return {
        "sqlite": sqlite3.sqlite_version if db.engine.dialect.name == "sqlite" else "",
        "programs": [name for name in PROGRAMS if programs.find(name)],
        "missing": [name for name in PROGRAMS if not programs.find(name)],
    }


def _is_read_only(place: Path) -> bool:
    """Tell whether a disk takes no files; one the kernel gave up does not say so but for trying."""
    try:
        _probe(place)
    except OSError as problem:
        return problem.errno == errno.EROFS
    return False


def _probe(place: Path) -> None:
    probe = place / f".probe-{secrets.token_hex(8)}"  # two may ask at once
    probe.touch()
    probe.unlink()


def _newest_moment() -> datetime | None:
    newest_act: datetime | None = db.session.scalar(select(func.max(Act.at)))
    newest_work: datetime | None = db.session.scalar(select(func.max(tasks.Work.created_at)))
    moments = [newest_act, newest_work, signs.last_sign()]
    return max((moment for moment in moments if moment), default=None)
