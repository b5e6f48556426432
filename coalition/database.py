"""The declarative base, the session and transaction(): the only commit in the code base."""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

import structlog
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Date, DateTime, Dialect, Enum, MetaData, String, Text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from coalition.causes import Cause, cause_of
from coalition.errors import NoRoom, NotFound, OutOfOrder
from coalition.sqlite import PATIENCE as PATIENCE
from coalition.sqlite import begin_writing

log = structlog.get_logger(__name__)
Row = TypeVar("Row", bound="Base")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite, which knows no zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments and turn all others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: names for its constraints and aware moments."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime(), date: Date(), str: Text()},
    )


_calm_lock = threading.Lock()
_calm_count = 0
_was_collecting = True


class CalmSession(FlaskSession):
    """A session that lets go of its rows while no garbage is collected.

    In Python 3.11 an object's attributes move into a dictionary of their own when one is set that
    its siblings do not share. Where that allocation starts a collection, and the collection sets
    an attribute of the same object, both free it, and the process dies. It does where a template
    with macros of its own held many rows, for these go in a collection and SQLAlchemy then notes
    that in the very states it is about to let go.
    """

    def expunge_all(self) -> None:
        """Let go of all rows."""
        with _no_collecting():
            super().expunge_all()

    def expire_all(self) -> None:
        """Read all rows anew when next asked for."""
        with _no_collecting():
            super().expire_all()

    def commit(self) -> None:
        """Save, and read all rows anew when next asked for."""
        with _no_collecting():
            super().commit()

    def rollback(self) -> None:
        """Undo, and read all rows anew when next asked for."""
        with _no_collecting():
            super().rollback()


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Put off the collection of garbage, in all threads, until the last one inside has left."""
    global _calm_count, _was_collecting  # the collector is one for the process
    with _calm_lock:
        if not _calm_count:
            _was_collecting = gc.isenabled()
            gc.disable()
        _calm_count += 1
    try:
        yield
    finally:
        with _calm_lock:
            _calm_count -= 1
            if not _calm_count and _was_collecting:
                gc.enable()


db = SQLAlchemy(model_class=Base, session_options={"class_": CalmSession})
Short = String(200)
# Of tables whose numbers stand in addresses or in the audit log: SQLite otherwise gives the number
# of the newest row once more when that row was deleted.
NEVER_TWICE = {"sqlite_autoincrement": True}
FOLLOWERS = "coalition.followers"
LAST_ACTS = "coalition.last_acts"
IN_PASSING = 0.3  # seconds


def one_of(kind: type[StrEnum], name: str) -> Enum:
    """Return a column type for the values of kind, kept as readable words and checked."""
    return Enum(
        kind,
        native_enum=False,
        length=30,
        create_constraint=True,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@contextmanager
def transaction(patience: float = PATIENCE) -> Iterator[None]:
    """Commit what is done inside once, then run its followers; undo all of it on an error.

    On SQLite the write lock is taken at the start, so what is read inside is what is changed;
    `patience` is how many seconds others may keep it. A transaction inside another joins it. A
    follower that fails is logged and undoes nothing. Raises NoRoom when the disk is full, and
    OutOfOrder, from what the database said, when the machine does not let it write.
    """
    session = db.session()
    if FOLLOWERS in session.info:
        yield
        return
    with _telling_cause(session):
        session.commit()  # ends the reading before, so that this sees the newest state
        session.expire_all()
        if session.get_bind().dialect.name == "sqlite":
            begin_writing(session, patience)
        followers: list[Callable[[], None]] = []
        session.info[FOLLOWERS] = followers
        last_acts: list[Callable[[], None]] = []
        session.info[LAST_ACTS] = last_acts
        try:
            yield
            for act in last_acts:
                act()
            session.commit()
        finally:
            del session.info[FOLLOWERS], session.info[LAST_ACTS]
    for follower in followers:
        try:
            follower()
        except Exception:
            log.exception("follower_failed", follower=repr(follower))


@contextmanager
def _telling_cause(session: Session) -> Iterator[None]:
    """Undo what was not committed when anything fails, and say when the machine is to blame."""
    try:
        yield
    except BaseException as problem:
        with suppress(DBAPIError):  # the same failure once more
            session.rollback()
        cause = cause_of(problem) if isinstance(problem, DBAPIError) else None
        if cause is None:
            raise
        log.warning("database_fails", cause=cause, problem=str(getattr(problem, "orig", problem)))
        raise (NoRoom if cause == Cause.FULL else OutOfOrder) from problem


def in_passing(act: Callable[[], None]) -> None:
    """Do what is nice to have noted, in a transaction of its own, unless the machine forbids it.

    For what is written while something is read: that goes on when the database cannot be written.
    """
    try:
        with transaction(patience=IN_PASSING):
            act()
    except (NoRoom, OutOfOrder):
        log.info("not_noted", act=repr(act))


def after_commit(follower: Callable[[], None]) -> None:
    """Run follower once the surrounding transaction is saved; it is forgotten if that fails."""
    followers = db.session().info.get(FOLLOWERS)
    if followers is None:
        raise RuntimeError("after_commit() belongs inside transaction()")
    followers.append(follower)


def before_commit(act: Callable[[], None]) -> None:
    """Run act as the last thing inside the surrounding transaction, and save it with the rest.

    What everybody writes to, such as the end of a log, is so held for the shortest time, and by
    nobody who still waits for something else.
    """
    last_acts = db.session().info.get(LAST_ACTS)
    if last_acts is None:
        raise RuntimeError("before_commit() belongs inside transaction()")
    last_acts.append(act)


def locked(model: type[Row], key: int | str, *, missing: str = "") -> Row:
    """Return the row as it now is, held until the transaction ends. Raises NotFound."""
    row = db.session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(missing)
    return row
