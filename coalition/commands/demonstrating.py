"""`demo`: loads the demonstration coalition, reads its files and indexes them."""

from concurrent.futures import ThreadPoolExecutor

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.progress import Progress

from coalition import tasks
from coalition.commands.preparing import prepare
from coalition.commands.progress import progress_bar
from coalition.demonstration import loading
from coalition.errors import CoalitionError
from coalition.library.service import READING
from coalition.search.running import current_keeper
from coalition.search.upkeep import INDEX
from coalition.tasks import current_queue

READERS = 2  # files read at once; each is a process of its own


@click.command("demo")
@click.option(
    "--reset", is_flag=True, help="Forget everything in the demonstration and load it anew."
)
@with_appcontext
def demo(reset: bool) -> None:
    """Load the demonstration coalition, as it could have stood in Baku in 2012."""
    try:
        prepare()
        if reset or loading.is_unfinished():
            loading.clear()
            current_keeper().rebuild()
            prepare()
        with progress_bar() as progress:
            bar = progress.add_task("Loading the demonstration", total=None)
            count = loading.load(lambda done, of: progress.update(bar, completed=done, total=of))
            if count:
                progress.update(bar, description="Reading its documents")
                _work_through(progress)
    except CoalitionError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(
        f"Loaded {count} documents."
        if count
        else "The demonstration is loaded already (--reset loads it anew)."
    )
    click.echo("See it with: flask --app wsgi serve")


def _work_through(progress: Progress) -> None:
    """Read what waits to be read, several files at once, and then do all other work."""
    waiting = tasks.waiting_count(READING)
    bar = progress.add_task("Reading", total=waiting)
    queue = current_queue()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own way

    def read() -> None:
        with app.app_context():
            while done := tasks.run_batch(queue.kinds[READING])[0]:
                progress.advance(bar, done)

    with ThreadPoolExecutor(READERS) as readers:
        for reader in [readers.submit(read) for _ in range(READERS)]:
            reader.result()
    bar = progress.add_task("Indexing", total=tasks.waiting_count(INDEX))
    progress.advance(bar, queue.run_all())
