"""`addresses`: every address of the site and who may use it."""

import click
from flask import current_app
from flask.cli import with_appcontext

from coalition.web.roles import ROLES


@click.command("addresses")  # Flask has a command of its own named `routes`
@with_appcontext
def show_addresses() -> None:
    """Show every address of the site, its methods and the roles that may use it."""
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        roles = ", ".join(sorted(ROLES.get(rule.endpoint, ["refused"])))
        click.echo(f"{methods:5} {rule.rule:64} {rule.endpoint:32} {roles}")
