"""The flask commands: their table of contents."""

from flask import Flask

from coalition.commands.appointing import create_coordinator, remove_coordinator, reset_factors
from coalition.commands.auditing import audit
from coalition.commands.backing_up import backup
from coalition.commands.bagging import bag
from coalition.commands.bringing import import_programme
from coalition.commands.checking import check
from coalition.commands.demonstrating import demo
from coalition.commands.importing import bring_in, reread
from coalition.commands.listing import show_addresses
from coalition.commands.personal_data import erase_person, export_person, keep
from coalition.commands.preparing import init
from coalition.commands.preparing import migrations as migrations
from coalition.commands.reindexing import reindex
from coalition.commands.restoring import mend, restore
from coalition.commands.searching import find
from coalition.commands.serving import serve, work
from coalition.commands.signing_out import sign_out
from coalition.commands.verifying import verify


def install_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in (
        init,
        demo,
        serve,
        create_coordinator,
        remove_coordinator,
        reset_factors,
        sign_out,
        bring_in,
        import_programme,
        reread,
        find,
        reindex,
        check,
        backup,
        bag,
        restore,
        verify,
        mend,
        audit,
        export_person,
        erase_person,
        keep,
        work,
        show_addresses,
    ):
        app.cli.add_command(command)
