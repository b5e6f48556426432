"""`restore` and `mend`: a backup put into an empty installation, or its files in place of damaged ones."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from coalition.accounts.queries import coordinators
from coalition.commands.preparing import migrations
from coalition.commands.progress import Pace
from coalition.commands.verifying import named
from coalition.database import db
from coalition.preservation import restoring, service
from coalition.preservation.backing_up import plain_settings
from coalition.preservation.databases import NoCopy
from coalition.preservation.letters import after_restoring
from coalition.preservation.manifest import NotABackup
from coalition.preservation.restoring import CannotRestore, Places
from coalition.preservation.sources import source_at
from coalition.privacy import erased as erasures
from coalition.privacy import service as privacy
from coalition.tasks import current_queue
from coalition.web.site import settings

REFUSED = (CannotRestore, NotABackup, NoCopy)
OF_THE_MACHINE = {"INSTANCE", "PORT", "SEARCH_URL", "FILES_URL", "DEMONSTRATION"}

OF_THE_DEMONSTRATION = {"COALITION_NAME", "COALITION_ACRONYM", "REQUIRE_SECOND_FACTOR"}

NOBODY_ERASED = (
    "Not restored: whoever was erased since the backup was made would come back, and {file} names "
    "nobody. Give the file erased.jsonl of the site as it was last: --erased FILE. If there is none, "
    "say --without-erased, and erase those people once more."
)


@click.command("restore")
@click.argument("place", metavar="FROM", type=click.Path(path_type=Path, exists=True))
@click.option("--snapshot", help="The name of a backup in the folder; the newest if not given.")
@click.option(
    "--erased",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file erased.jsonl of the site as it was last: people erased since the backup.",
)
@click.option(
    "--without-erased",
    is_flag=True,
    help="Restore without that file: people erased since the backup come back.",
)
@with_appcontext
def restore(place: Path, snapshot: str | None, erased: Path | None, without_erased: bool) -> None:
    """Put a backup FROM a folder or a file into this installation, which must be empty.

    Every hash is compared before anything is put in place. Run it again when it was ended half-way.
    Whoever was erased since the backup was made is erased again, as erased.jsonl says. What may
    have been ended since is ended: everybody signs in anew, and tokens and private calendar
    addresses are made anew.
    """
    if not (erased or without_erased or erasures.known()):
        raise click.ClickException(NOBODY_ERASED.format(file=erasures.path()))
    try:
        source = source_at(place, snapshot)
        count, size_bytes = source.expected()
        db.session.remove()
        db.engine.dispose()
        with Pace(count, size_bytes, title="Restoring") as pace:
            done = restoring.restore(source, settings(), _knows, pace.advance)
    except REFUSED as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(
            f"Not restored: {problem.strerror}: {problem.filename or place}. Run it again."
        ) from None
    migrations.bring_up_to_date()
    again = privacy.apply_erasures(erased)  # first, so that nobody who was erased is told anything
    ended = service.note_restored(done.manifest)
    current_queue().resume()
    Places(settings()).clear()
    manifest = done.manifest
    click.echo(
        f"Restored {manifest.document_count} documents and {len(manifest.files)} files as of "
        f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC."
    )
    if again:
        click.echo(f"{again} people who were erased since then are erased again.")
    for warning in done.warnings:
        click.echo(f"Beware: {warning}")
    _tell_what_is_next(done.settings, ended.letters)
    with force_locale("en"):
        click.echo("\n" + "\n\n".join(after_restoring(ended, coordinators())))


@click.command("mend")
@click.argument("place", metavar="FROM", type=click.Path(path_type=Path, exists=True))
@click.option("--snapshot", help="The name of a backup in the folder; the newest if not given.")
@with_appcontext
def mend(place: Path, snapshot: str | None) -> None:
    """Put the right bytes of damaged files back FROM a backup, while the site runs.

    Those that are marked as damaged: `verify` finds and marks all of them. Ends with 1 when some
    stay damaged.
    """
    migrations.bring_up_to_date()
    try:
        mended, failed = service.mend(source_at(place, snapshot))
    except NotABackup as problem:
        raise click.ClickException(str(problem)) from None
    names = named([*mended, *failed])
    for digest in mended:
        click.echo(f"Mended: {names[digest]}")
    for digest, why in failed.items():
        click.echo(f"Still damaged: {names[digest]}: {why}")
    if not mended and not failed:
        click.echo("No file is marked as damaged.")
    if failed:
        raise SystemExit(1)


def _knows(revision: str) -> bool:
    """Tell whether there is such a migration in this program."""
    return any(one.revision == revision for one in migrations.script_directory.walk_revisions())


def _tell_what_is_next(were: Mapping[str, Any], letters: int) -> None:
    """Say which settings differ from those of the site, and what to do now."""
    present = plain_settings(settings())
    left_out = OF_THE_MACHINE | (OF_THE_DEMONSTRATION if were.get("DEMONSTRATION") else set())
    other = [
        f"  {name}={value}"
        for name, value in were.items()
        if name in present and name not in left_out and present[name] != value
    ]
    if other:
        click.echo(
            "\n".join(
                ["The site had other settings; set them again if it is to be as it was:", *other]
            )
        )
    if letters:
        click.echo(
            f"{letters} letters wait to be sent, as they did when the backup was made; they go out "
            "when the site starts."
        )
    click.echo(
        "Next: flask --app wsgi verify --files --database, then start the site. Search is complete once "
        "the worker has made the index, and pages have pictures once they are drawn; both begin by "
        "themselves."
    )
