"""`serve` and `worker`: what runs as long as the site is up."""

import signal
import sys
import threading
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from coalition.accounts import queries as accounts
from coalition.commands.preparing import prepare_to_work
from coalition.demonstration import loading
from coalition.tasks import current_queue
from coalition.web.serving import make_server
from coalition.web.site import settings


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
@with_appcontext
def serve(host: str, threads: int) -> None:
    """Serve the site with waitress on PORT (8000), and work the queue in the same process."""
    prepare_to_work()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own way
    worker = current_queue().worker()
    worker.start()
    server = make_server(app, host, settings().port, threads)
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, _leave)
    click.echo(f"Serving {settings().coalition_name} at {settings().site_url}")
    click.echo("  Ctrl-C stops it")
    if settings().mail_folder:
        click.echo(f"  letters are written to {settings().mail_folder}; MAIL_URL sends them")
    if settings().demonstration:
        click.echo(loading.sign_ins())
    elif accounts.coordinator_count() == 0:
        click.echo("  nobody coordinates yet: flask --app wsgi create-coordinator EMAIL")
    try:
        server.run()
    finally:
        worker.stop(graceful=True)


@click.command("worker")
@with_appcontext
def work() -> None:
    """Work the queue until stopped; for installations that serve with another server."""
    prepare_to_work()
    stop = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stop.set())
    worker = current_queue().worker()
    worker.start()
    click.echo("Working the queue; Ctrl-C stops it.")
    stop.wait()
    worker.stop(graceful=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
