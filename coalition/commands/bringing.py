"""`import-programme`: a programme brought in from a table or a calendar, or only rehearsed."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from coalition.commands.appointing import acting_coordinator
from coalition.commands.preparing import prepare
from coalition.errors import CoalitionError, sentence_of
from coalition.programme import queries
from coalition.programme.imports.differences import Shower, shower_of
from coalition.programme.imports.plan import Outcome, Plan, Row
from coalition.programme.imports.running import bring_in, rehearse
from coalition.programme.imports.table import COLUMNS, OUT

HELP = f"""Bring the programme in FILE into a meeting: a CSV table or a calendar (.ics).

Columns of a table: {", ".join(COLUMNS[name][0] for name in OUT)}. Times are those of the meeting's
zone. A session is known by its UID, else by its number. What the file does not speak of stays as it
is. Each session is printed with what would become of it; those that are refused are left out, all
others are brought in, or none when anything fails. With --dry-run nothing is written.
"""


@click.command("import-programme", help=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--meeting", "meeting_id", type=int, required=True, help="Number of the meeting.")
@click.option("--dry-run", is_flag=True, help="Write nothing, only say what would change.")
@click.option(
    "--cancel-missing",
    "reason",
    default="",
    help="Cancel what FILE does not name, for this reason.",
)
@click.option("--by", "email", default="", help="Coordinator in whose name; the first if left out.")
@with_appcontext
def import_programme(file: Path, meeting_id: int, dry_run: bool, reason: str, email: str) -> None:
    """Bring in the programme of FILE; `HELP` is what operators read."""
    if not dry_run:
        prepare()
    try:
        by, data = acting_coordinator(email), file.read_bytes()
        plan = rehearse(data, meeting_id, by=by)
        shower = shower_of(plan, queries.get_meeting(meeting_id))
        for line in _lines(plan, shower):
            click.echo(line)
        if not dry_run:
            bring_in(data, meeting_id, by=by, expected=plan.digest, reason=reason)
    except CoalitionError as problem:
        raise click.ClickException(sentence_of(problem)) from None
    counts = ", ".join(f"{len(plan.of(outcome))} {outcome.value}" for outcome in Outcome)
    missing = "cancelled" if reason else "left alone"
    click.echo(f"{counts}; {len(plan.gone)} not in the file ({missing})")
    if dry_run:
        click.echo("Nothing was written.")


def _lines(plan: Plan, shower: Shower) -> list[str]:
    told = list(plan.remarks)
    for row in plan.rows:
        if row.outcome is not Outcome.UNCHANGED:
            told.append(
                f"{row.outcome.value:9} line {row.said.line}: {row.title} {row.problem}".rstrip()
            )
            told += [f"{'':9}   {part}" for part in _parts(row, shower)]
    return told + [f"missing   {session.number} {session.title}" for session in plan.gone]


def _parts(row: Row, shower: Shower) -> list[str]:
    changes = [f"{one.label}: {one.old or '-'} → {one.new or '-'}" for one in shower.changes(row)]
    return [*changes, *(f"Note: {remark}" for remark in row.remarks)]
