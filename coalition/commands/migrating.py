"""How the database is brought to this version's tables: whole or not at all, by one at a time."""

from collections.abc import Callable
from typing import Any

import click
import sqlalchemy as sa
from alembic.util.exc import CommandError
from flask_alembic import Alembic

PATIENCE_SECONDS = 600  # while another process changes the tables of a large database
ONE_AT_A_TIME = 0xC0A1_1710  # the number of a lock of PostgreSQL
NEWER = (
    "The database was made by a newer version of this program: its tables are at {revision}, "
    "which this version ({newest} at most) does not know. Nothing was changed. Start the newer "
    "version again, or restore a backup that was made before it."
)


class Newer(click.ClickException):
    """The database has tables of a version to come."""


class Migrations(Alembic):
    """Alembic, with all steps in one transaction also on SQLite.

    Python's SQLite saves each change of a table by itself, so that a migration which is killed
    leaves half of itself behind and can never be run again. Here the transaction is begun by hand,
    and whoever comes second waits and finds everything done.
    """

    def bring_up_to_date(self) -> None:
        """Change what is not yet of this version; a database that is, is not written to.

        Raises Newer, with a sentence, when it is of a later version than the program.
        """
        script = self.script_directory
        heads = self.migration_context.get_current_heads()
        assert self.migration_context.connection is not None  # noqa: S101 as below
        self.migration_context.connection.rollback()
        for revision in heads:
            try:
                script.get_revision(revision)
            except CommandError:
                newest = script.get_current_head()
                raise Newer(NEWER.format(revision=revision, newest=newest)) from None
        if set(heads) != set(script.get_heads()):
            self.upgrade()

    def run_migrations(self, fn: Callable[..., Any], **kwargs: Any) -> None:
        """Run the steps that fn chooses, holding everybody else off."""
        connection = self.migration_context.connection
        assert connection is not None  # noqa: S101 there is none offline only, which is not offered
        if connection.dialect.name != "sqlite":
            connection.rollback()
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": ONE_AT_A_TIME})
            super().run_migrations(fn, **kwargs)
            return
        _begin(connection)
        try:
            super().run_migrations(fn, **kwargs)
        finally:
            connection.rollback()
            for pragma in ("foreign_keys=ON", "busy_timeout=15000"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.rollback()


def _begin(connection: sa.Connection) -> None:
    """Take SQLite's write lock; links are not looked at while tables are made anew."""
    connection.rollback()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
    connection.exec_driver_sql("BEGIN IMMEDIATE")
