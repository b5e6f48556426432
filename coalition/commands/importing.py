"""`import`: a folder of files brought into the library at once."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from coalition.commands.appointing import acting_coordinator
from coalition.commands.demonstrating import _work_through
from coalition.commands.preparing import prepare
from coalition.commands.progress import progress_bar
from coalition.library import imports
from coalition.library.licences import ALL_RIGHTS_RESERVED, LICENCES
from coalition.library.models import Audience
from coalition.members import queries as members


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--organisation", default="", help="Name or acronym of the organisation they are of.")
@click.option("--publish", is_flag=True, help="Publish what could be read; else they stay drafts.")
@click.option("--audience", type=click.Choice([a.value for a in Audience]), default="public")
@click.option("--kind", default="other", show_default=True, help="Kind of document.")
@click.option("--licence", type=click.Choice(list(LICENCES)), default=ALL_RIGHTS_RESERVED)
@click.option(
    "--by", "email", default="", help="Coordinator in whose name; the first one if left out."
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="One JSON line a file."
)
@with_appcontext
def bring_in(  # one parameter an option
    folder: Path,
    organisation: str,
    publish: bool,
    audience: str,
    kind: str,
    licence: str,
    email: str,
    report: Path | None,
) -> None:
    """Bring all files of FOLDER into the library, and say of each what could be read."""
    prepare()
    by = acting_coordinator(email)
    wanted = imports.Wanted(
        organisation_id=_organisation_id(organisation),
        licence=licence,
        kind=kind,
        audience=Audience(audience),
        publish=publish,
    )
    files = imports.files_in(folder)
    with progress_bar() as progress:
        bar = progress.add_task("Keeping the files", total=len(files))
        lines = imports.bring_in(files, wanted, by=by, step=lambda: progress.advance(bar))
        _work_through(progress)
        settled = list(imports.settle(lines, wanted, by=by))
        _work_through(progress)
    if report:
        rows = (json.dumps(line.as_json(), ensure_ascii=False) for line in settled)
        report.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    _tell(settled)


def _organisation_id(name: str) -> int | None:
    if not name:
        return None
    organisation = members.find_approved_by_name(name)
    if organisation is None:
        raise click.ClickException(f"No approved organisation is called {name!r}.")
    return organisation.id


def _tell(lines: list[imports.Line]) -> None:
    """Print how many files came to which end, and each that was not plainly read."""
    for line in lines:
        if line.outcome != "text" or line.document_id is None:
            click.echo(f"{line.outcome:9} {line.file}: {line.reason}")
    ends = [line.outcome for line in lines]
    counts = ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))
    click.echo(f"{len(lines)} files: {counts or 'none'}")
