"""`create-coordinator`, `remove-coordinator`, and in whose name other commands act."""

import secrets
from dataclasses import replace

import click
from flask.cli import with_appcontext

from coalition.accounts import queries as accounts
from coalition.accounts import service as account_service
from coalition.commands.preparing import prepare
from coalition.database import transaction
from coalition.errors import CoalitionError, sentence_of
from coalition.factors import service as factors
from coalition.members import queries as members
from coalition.web.site import address_of
from coalition.web.viewer import Viewer


@click.command("create-coordinator")
@click.argument("email")
@click.option("--name", default="", help="What to call the person; asked of new people only.")
@with_appcontext
def create_coordinator(email: str, name: str) -> None:
    """Make the person with this EMAIL a coordinator, and register them if they are new.

    Where a second factor is required of coordinators, they set one up when they first sign in.

    Prints a link by which a new person chooses their password; it works once, for 2 hours.
    """
    prepare()
    try:
        with transaction():
            person = accounts.find_person_by_email(email)
            is_new = person is None
            if person is None:
                given = name or click.prompt("Name of the person")
                unknown = account_service.hash_password(secrets.token_urlsafe(32))
                person = account_service.register(email, given, unknown, "en")
                account_service.confirm_person(person.id)
            account_service.appoint(email, by=None)
            token = account_service.reset_link(person) if is_new else ""
    except CoalitionError as problem:
        raise click.ClickException(sentence_of(problem)) from None
    click.echo(f"{person.name} <{person.email}> is a coordinator.")
    if token:
        click.echo(f"Choose a password here: {address_of('accounts.reset', token=token)}")


@click.command("remove-coordinator")
@click.argument("email")
@with_appcontext
def remove_coordinator(email: str) -> None:
    """End the time as coordinator of the person with this EMAIL, by the same rules as the page.

    The last coordinator stays. Their account stays too; a letter tells them.
    """
    prepare()
    person = accounts.find_person_by_email(email)
    if person is None:
        raise click.ClickException(f"No account has the address {email}.")
    appointment = accounts.find_appointment(person.id)
    if appointment is None:
        raise click.ClickException(f"{person.name} <{person.email}> is no coordinator.")
    try:
        account_service.remove(appointment.id, by=None)
    except CoalitionError as problem:
        raise click.ClickException(sentence_of(problem)) from None
    click.echo(f"{person.name} <{person.email}> is no longer a coordinator.")


@click.command("reset-factors")
@click.argument("email")
@with_appcontext
def reset_factors(email: str) -> None:
    """Remove all second factors of the person with this EMAIL, who lost them all.

    Make sure that it is them who asks, by a call for instance. They sign in by their password
    alone until they set up a new factor; a letter tells them, and the audit log holds it.
    """
    prepare()
    person = accounts.find_person_by_email(email)
    if person is None:
        raise click.ClickException(f"No account has the address {email}.")
    count = factors.reset(person.id)
    click.echo(f"Apps and passkeys removed from {person.name} <{person.email}>: {count}.")


def acting_coordinator(email: str) -> Viewer:
    """Return the coordinator to act for: the one with this address, or the first."""
    if email:
        person = accounts.find_person_by_email(email)
    else:
        person = next(iter(accounts.coordinators()), None)
    viewer = members.viewer_of(person.id if person else None)
    if person is not None and accounts.is_coordinator(person.id):
        # Whoever may run commands here needs no second factor to be let at the data.
        viewer = replace(viewer, is_coordinator=True, lacks_factor=False)
    if not viewer.is_coordinator:
        raise click.ClickException(
            "This needs a coordinator: flask --app wsgi create-coordinator EMAIL"
        )
    return viewer
