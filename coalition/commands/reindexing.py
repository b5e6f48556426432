"""`reindex`: the search index made anew."""

import time

import click
from flask.cli import with_appcontext

from coalition.commands.checking import held_in_words
from coalition.commands.preparing import migrations
from coalition.commands.progress import Pace
from coalition.search.index import Busy
from coalition.search.running import current_keeper


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Build the search index anew beside the old one, by all cores, and swap it in whole.

    Searching and indexing go on meanwhile. When it is ended half-way the old index stays.
    """
    migrations.upgrade()
    keeper = current_keeper()
    standings = keeper.standings().values()
    characters = sum(standing.characters for standing in standings)
    entries = sum(len(standing.keys) for standing in standings)
    began = time.perf_counter()
    try:
        with Pace(entries, characters, title="Indexing", unit="entries") as pace:
            keeper.rebuild(pace.reach)
    except Busy:
        raise click.ClickException(
            "The index is being built anew already. Searching goes on; wait until that is done."
        ) from None
    seconds = time.perf_counter() - began
    click.echo(
        f"Indexed {held_in_words(keeper)} in {seconds:.1f} s, "
        f"{characters / seconds / 1_000_000:.2f} MB of text a second."
    )
