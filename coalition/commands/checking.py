"""`check`: the index compared with the database, both ways, and what was mended."""

from collections import Counter
from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from coalition.commands.preparing import migrations
from coalition.search import checking
from coalition.search.checking import Differences
from coalition.search.running import current_keeper
from coalition.search.sources import room_of
from coalition.search.upkeep import Keeper
from coalition.tasks import waiting_count
from coalition.web.site import address_of

MOST_SHOWN = 10
OTHERS = {"older": "older versions", "session": "sessions", "post": "news posts"}
STATES = {
    "missing": "There is no search index.",
    "older shape": "The search index is of an older shape.",
    "not as signed": "The files of the search index are not as they were signed: torn or foreign. "
    "They were set aside.",
}


@click.command("check")
@click.option("--dry-run", is_flag=True, help="Only tell, mend nothing.")
@with_appcontext
def check(dry_run: bool) -> None:
    """Compare the search index with the database, both ways, and have what differs mended.

    What should be found and is not, what is found and should not be, what is found as it was
    before a change. The site's worker does the mending. Ends with 1 when work was given up, and with
    --dry-run when anything differs.
    """
    migrations.upgrade()
    keeper = current_keeper()
    found = checking.differences(keeper)
    tell(keeper, found)
    given_up = checking.work_given_up()
    for work in given_up:
        click.echo(f"Given up: {work.kind} {work.subject}: {work.error}")
    if given_up:
        click.echo(f"Coordinators can have it tried again at {address_of('home.given_up')}")
    if found and not dry_run:
        count = checking.mend(found)
        click.echo(f"Noted to mend it: {count} pieces of work for the site's worker.")
    if given_up or (found and dry_run):
        raise SystemExit(1)


def tell(keeper: Keeper, found: Differences) -> None:
    """Say what is wrong, or that all is well, and what waits to be written."""
    if found.state in STATES:
        click.echo(STATES[found.state])
    else:
        click.echo(f"The index holds {held_in_words(keeper)}.")
        _list("should be found and are not", found.missing)
        _list("are found and should not be", found.surplus)
        _list("are found as they were before a change", found.outdated)
    waiting = sum(waiting_count(kind) for kind in sorted(checking.KINDS))
    if waiting:
        click.echo(f"{waiting} changes wait to be written by the site's worker.")
    if not found:
        click.echo("It is true to the database.")


def _list(what: str, keys: Sequence[str]) -> None:
    if keys:
        more = " …" if len(keys) > MOST_SHOWN else ""
        click.echo(f"{len(keys)} {what}: {', '.join(keys[:MOST_SHOWN])}{more}")


def held_in_words(keeper: Keeper) -> str:
    """Return what the index holds: documents and organisations, and others where there are any."""
    keys = keeper.index.keys()
    counts = Counter("older" if "." in key else room_of(key) for key in keys)
    held = [f"{counts['document']} documents"]
    held += [f"{counts[room]} {name}" for room, name in OTHERS.items() if counts[room]]
    return ", ".join([*held, f"{counts['organisation']} organisations"])
