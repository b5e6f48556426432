"""Why something on the machine failed, told from what Python, SQLite and PostgreSQL raise."""

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError

from coalition.errors import NoRoom, OutOfOrder


class Cause(StrEnum):
    """What may be the matter with what the site stands on; all of it can be mended from outside."""

    FULL = "full"  # the disk
    READ_ONLY = "read-only"  # the disk, or what lies on it
    FAILING = "failing"  # the disk cannot be read or written at some place
    BUSY = "busy"  # another keeps the database for too long
    GONE = "gone"  # the database cannot be reached or opened
    DAMAGED = "damaged"  # the database is no database any more


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
SQLITE = {
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_IOERR: Cause.FAILING,
    sqlite3.SQLITE_BUSY: Cause.BUSY,
    sqlite3.SQLITE_LOCKED: Cause.BUSY,
    sqlite3.SQLITE_CANTOPEN: Cause.GONE,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
}
POSTGRESQL = {  # the first two letters of its codes, or all five
    "53100": Cause.FULL,
    "25006": Cause.READ_ONLY,
    "58": Cause.FAILING,
    "55P03": Cause.BUSY,
    "40": Cause.BUSY,  # given up for another transaction
    "08": Cause.GONE,
    "57": Cause.GONE,
    "XX": Cause.DAMAGED,
}


def cause_of(problem: BaseException | None) -> Cause | None:
    """Return what is the matter with the machine, or None when it is not the machine.

    What was raised from another error has the cause of that one.
    """
    while problem is not None:
        found = _cause(problem)
        if found is not None:
            return found
        problem = problem.__cause__
    return None


def _cause(problem: BaseException) -> Cause | None:
    if isinstance(problem, DBAPIError):
        return _cause_in_database(problem.orig, is_cut_off=problem.connection_invalidated)
    if isinstance(problem, sqlite3.Error):
        return _cause_in_database(problem, is_cut_off=False)
    if isinstance(problem, OSError):
        if problem.errno in FULL:
            return Cause.FULL
        if problem.errno in READ_ONLY:
            return Cause.READ_ONLY
        return Cause.FAILING if problem.errno == errno.EIO else None
    if isinstance(problem, NoRoom):
        return Cause.FULL
    return Cause.FAILING if type(problem) is OutOfOrder and not problem.__cause__ else None


def _cause_in_database(problem: BaseException | None, *, is_cut_off: bool) -> Cause | None:
    if isinstance(problem, sqlite3.Error):
        code = getattr(problem, "sqlite_errorcode", 0)
        return SQLITE.get(code & 0xFF)  # extended codes tell more in higher bits
    code = getattr(problem, "sqlstate", None) or ""
    if not code:  # the server could not be reached at all
        is_operational = type(problem).__name__ == "OperationalError"
        return Cause.GONE if is_cut_off or is_operational else None
    return POSTGRESQL.get(code) or POSTGRESQL.get(code[:2])
