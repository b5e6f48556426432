"""`init`, and what other commands do first: database, index and folders brought up to date."""

import click
from flask.cli import with_appcontext
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from coalition.accounts import queries as accounts
from coalition.audit.starting import note_settings
from coalition.causes import Cause, cause_of
from coalition.commands.migrating import Migrations
from coalition.database import db
from coalition.errors import NoRoom, OutOfOrder
from coalition.library import originals
from coalition.search.running import current_keeper
from coalition.tasks import current_queue
from coalition.web.site import settings

migrations = Migrations()
screen = Console(stderr=True)


def prepare() -> None:
    """Bring the database to this version's tables and make the index where there is none."""
    _prepare_data()
    if current_keeper().index.state() != "ok":
        count = current_keeper().rebuild()
        if count:
            screen.print(f"The search index was missing or of an older shape: {count} entries.")


def prepare_to_work() -> None:
    """Do the same, but leave making the index to the worker, so that the site is up meanwhile.

    On a full or read-only disk the site is up all the same, for those who read.
    """
    try:
        _prepare_data()
        note_settings(settings())
        if current_keeper().rebuild_if_needed():
            click.echo("The search index is missing or of an older shape; it is made meanwhile.")
        current_queue().resume()
    except (DBAPIError, NoRoom, OSError, OutOfOrder) as problem:
        cause = cause_of(problem)
        if cause not in {Cause.FULL, Cause.READ_ONLY}:
            raise
        db.session.rollback()
        click.echo(f"The disk is {cause}: the site can be read, but nothing can be saved.")


def _prepare_data() -> None:
    migrations.bring_up_to_date()
    settings().files_folder.mkdir(parents=True, exist_ok=True)
    originals.clear()


@click.command("init")
@with_appcontext
def init() -> None:
    """Make the database, the index and the folders of this installation, or bring them up to date."""
    prepare()
    click.echo(f"Ready: {settings().instance}")
    if accounts.coordinator_count() == 0:
        click.echo("Nobody coordinates yet: flask --app wsgi create-coordinator EMAIL")
