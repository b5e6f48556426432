"""`search` and `reindex`: asking the library from a terminal, and making its index anew."""

import json
import time

import click
from flask import current_app
from flask.cli import with_appcontext

from coalition.commands.preparing import migrations
from coalition.commands.progress import progress_bar
from coalition.library import indexing
from coalition.search import queries as search
from coalition.web.site import settings
from coalition.web.viewer import MEMBERS, PUBLIC


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--members", "for_members", is_flag=True, help="Search as a member would.")
@click.option("--page", default=1, show_default=True)
@with_appcontext
def find(words: tuple[str, ...], as_json: bool, for_members: bool, page: int) -> None:
    """Search the library for WORDS, as the public sees it."""
    index = current_app.extensions["coalition.index"]
    audiences = frozenset({PUBLIC, MEMBERS} if for_members else {PUBLIC})
    try:
        results = search.find(index, " ".join(words), audiences=audiences, page=page)
    except search.NotReady:
        raise click.ClickException(
            "There is no index yet, or one of an older shape: flask --app wsgi reindex"
        ) from None
    if as_json:
        click.echo(json.dumps(search.results_as_json(results), ensure_ascii=False, indent=2))
        return
    click.echo(f"{results.total} found in {results.took_ms:.1f} ms")
    for hit in results.hits:
        where = f", page {hit.page}" if hit.page else ""
        click.echo(f"\n{hit.title}\n  {settings().site_url}{hit.url}{where}")
        click.echo("  " + "".join(f"[{p.text}]" if p.marked else p.text for p in hit.snippet))


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Build the search index anew beside the old one, and swap it in whole."""
    migrations.upgrade()
    began = time.perf_counter()
    with progress_bar() as progress:
        bar = progress.add_task("Indexing", total=indexing.published_count())
        count = indexing.rebuild(lambda done: progress.update(bar, completed=done))
    click.echo(f"Indexed {count} documents in {time.perf_counter() - began:.1f} s.")
