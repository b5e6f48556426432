"""`export-person`, `erase-person` and `retention`: personal data at the command line."""

import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from coalition.accounts import queries as accounts
from coalition.accounts.models import Person
from coalition.commands.preparing import prepare
from coalition.database import now
from coalition.errors import CoalitionError, sentence_of
from coalition.privacy import queries, retention, service
from coalition.privacy.holdings import HOLDINGS, Fate
from coalition.privacy.rows import count
from coalition.privacy.views import copy_file

SHOWN = {Fate.GONE: "goes", Fate.EMPTIED: "stays without a name", Fate.KEPT: "stays, by number"}


@click.command("export-person")
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def export_person(email: str, file: Path) -> None:
    """Write all that is known of the person with this EMAIL into a ZIP FILE."""
    prepare()
    if file.exists():
        raise click.ClickException(f"{file} is there already; name another file.")
    person = _person(email)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(copy_file(person, service.give_copy(person.id, by=None), now()))
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from None
    click.echo(f"{file}: {file.stat().st_size} bytes. It is for {person.email} alone.")


@click.command("erase-person")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def erase_person(email: str, yes: bool) -> None:
    """Erase the person with this EMAIL; what they did for organisations stays, without a name."""
    prepare()
    person = _person(email)
    obstacles = queries.obstacles(person)
    if obstacles:
        raise click.ClickException(" ".join(obstacles))
    for holding in HOLDINGS:
        number = count(holding, queries.whose(person))
        if number:
            click.echo(f"{number:>6} {holding.title!s:<52} {SHOWN[holding.fate]}")
    if not yes:
        click.confirm("Nobody can bring them back. Erase?", abort=True)
    try:
        service.erase(person.id, by=None)
    except CoalitionError as problem:
        raise click.ClickException(sentence_of(problem)) from None
    click.echo("Erased.")


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only count what would go.")
@with_appcontext
def keep(dry_run: bool) -> None:
    """Let what was kept long enough go now, as happens by itself once a day; print how much."""
    prepare()
    counts = retention.due() if dry_run else retention.sweep()
    for rule in retention.RULES:
        click.echo(f"{counts[rule.key]:>8} {rule.setting}={rule.days}")
    run = queries.last_run()
    if run is not None:
        click.echo(f"Done by itself last on {run.day.isoformat()}.")


def _person(email: str) -> Person:
    person = accounts.find_person_by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody has an account with the address {email}.")
    return person
