"""`backup`: everything the site cannot make anew, copied while it runs."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from coalition.commands.preparing import migrations, screen
from coalition.commands.progress import Pace
from coalition.preservation import backing_up, service, targets
from coalition.preservation.backing_up import Made, Watcher
from coalition.preservation.databases import NoCopy
from coalition.preservation.manifest import NotABackup
from coalition.preservation.targets import CannotBackUp
from coalition.web.site import settings

INCOMPLETE = 3  # exit status: a backup was made, but files of the site are damaged
REFUSED = (CannotBackUp, NoCopy, NotABackup)


@click.command("backup")
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Read and compare what earlier backups hold, too.")
@click.option("--keep", type=click.IntRange(min=1), help="Keep so many backups in the folder.")
@click.option(
    "--with-secret-key",
    is_flag=True,
    help="Put SECRET_KEY into it. Whoever has the backup can then sign in as anybody.",
)
@with_appcontext
def backup(place: Path, check: bool, keep: int | None, with_secret_key: bool) -> None:
    """Copy the database, the files and the settings to PLACE while the site runs.

    PLACE is a folder that holds many backups, where each file is copied once, or a new file that
    ends with .tar. Queue, index and pictures of pages are not in it: they are made anew. Secrets
    are not in it either, but for SECRET_KEY if asked for. Ends with 1 when no backup was made, and
    with 3 when one was made, but some files of the site are damaged and missing from it.
    """
    place = place.absolute()
    if keep is not None and place.suffix == targets.ENDING and not place.is_dir():
        raise click.UsageError("--keep removes old backups of a folder; PLACE is a file.")
    shown = _Shown()
    try:
        with shown:
            made = backing_up.back_up(
                place, settings(), shown, check=check, with_secret_key=with_secret_key
            )
        if made.manifest.revision in migrations.script_directory.get_heads():
            service.note_backup(made, place)  # before an update there may be no place for it yet
        _tell(made, place)
        if keep is not None:
            gone, spare = targets.prune(place, keep)
            click.echo(f"Removed {len(gone)} older backups and {spare} files only they had.")
    except REFUSED as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(
            f"No backup was made: {problem.strerror}: {problem.filename or place}"
        ) from None
    if made.manifest.damaged:
        raise SystemExit(INCOMPLETE)


class _Shown(Watcher):
    """Shows how far a backup is."""

    def __init__(self) -> None:
        self._pace: Pace | None = None

    def __enter__(self) -> "_Shown":
        return self

    def __exit__(self, *_how: object) -> None:
        if self._pace is not None:
            self._pace.__exit__(None, None, None)

    def database(self, done: int, total: int) -> None:
        """Say when the database is copied."""
        if done >= total:
            screen.print("The database is copied.")

    def begin(self, count: int, size_bytes: int) -> None:
        """Begin to show files."""
        self._pace = Pace(count, size_bytes, title="Backing up")
        self._pace.__enter__()

    def file(self, size_bytes: int) -> None:
        """Show one more file."""
        if self._pace is not None:
            self._pace.advance(size_bytes)


def _tell(made: Made, place: Path) -> None:
    manifest = made.manifest
    click.echo(
        f"Backup {made.name} at {place}: {manifest.document_count} documents, "
        f"{len(manifest.files)} files, {manifest.size_bytes / 1e6:,.1f} MB; "
        f"{made.copied_count} files, {made.copied_bytes / 1e6:,.1f} MB of them new."
    )
    if not manifest.has_secret_key:
        click.echo(
            "It holds no secret key. Keep a copy of SECRET_KEY elsewhere: without it apps that make "
            "codes must be set up again after a restore."
        )
    for digest, damage in manifest.damaged.items():
        click.echo(f"NOT IN IT: file {digest} is {damage}. flask --app wsgi verify says more.")
