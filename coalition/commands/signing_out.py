"""`sign-out`: ends the sessions of one person or of everybody, after a theft for instance."""

import click
from flask.cli import with_appcontext

from coalition.accounts import queries as accounts
from coalition.accounts import service as account_service
from coalition.audit import service as audit
from coalition.commands.preparing import prepare
from coalition.database import transaction


@click.command("sign-out")
@click.argument("email", required=False, default="")
@click.option("--all", "everybody", is_flag=True, help="Sign out everybody, everywhere.")
@with_appcontext
def sign_out(email: str, everybody: bool) -> None:
    """Sign out the person with this EMAIL in all their browsers, from the next request on.

    Passwords and factors stay as they are.
    """
    if bool(email) == everybody:
        raise click.UsageError("Give the address of a person, or --all.")
    prepare()
    if everybody:
        with transaction():
            count = account_service.end_all_devices()
            audit.note("accounts.all_signed_out", by=None, count=count)
        click.echo(f"Everybody is signed out; browsers: {count}.")
        return
    person = accounts.find_person_by_email(email)
    if person is None:
        raise click.ClickException(f"No account has the address {email}.")
    with transaction():
        account_service.end_devices(person.id)
        audit.note("accounts.signed_out_everywhere", f"person:{person.id}", by=None)
    click.echo(f"{person.name} <{person.email}> is signed out everywhere.")
