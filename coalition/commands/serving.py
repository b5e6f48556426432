"""`serve` and `worker`: what runs as long as the site is up."""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from coalition import tasks
from coalition.accounts import queries as accounts
from coalition.commands.preparing import prepare_to_work
from coalition.demonstration import loading
from coalition.errors import NoRoom, OutOfOrder
from coalition.messengers import Worker
from coalition.tasks import current_queue, signs
from coalition.web.metrics import make_metrics_server
from coalition.web.serving import make_server
from coalition.web.site import settings
from coalition.web.stopping import Ending, answer_the_rest, serve_until, serving_beside

log = structlog.get_logger(__name__)

STOP_SECONDS = 20.0  # for what is under way; whoever starts the site kills it after 30 as a rule


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
@click.option("--worker/--no-worker", "works", default=True, help="Work the queue too (usual).")
@with_appcontext
def serve(host: str, threads: int, works: bool) -> None:
    """Serve the site with waitress on PORT (8000), and work the queue in the same process."""
    prepare_to_work()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own way
    worker = current_queue().worker() if works else None
    if worker:
        worker.start()
    server = make_server(app, host, settings().port, threads)
    beside = ExitStack()
    if settings().metrics_port:
        figures = make_metrics_server(app, settings().metrics_port)
        beside.enter_context(serving_beside(figures, "metrics"))
    ending = Ending()
    _on_signal(ending.begin)
    click.echo(f"Serving {settings().coalition_name} at {settings().site_url}")
    click.echo("  Ctrl-C stops it")
    if settings().mail_folder:
        click.echo(f"  letters are written to {settings().mail_folder}; MAIL_URL sends them")
    if settings().demonstration:
        click.echo(loading.sign_ins())
    elif accounts.coordinator_count() == 0:
        click.echo("  nobody coordinates yet: flask --app wsgi create-coordinator EMAIL")
    with beside:
        serve_until(ending, server)
        until = time.monotonic() + STOP_SECONDS
        if worker:
            worker.stop()
        answer_the_rest(server, STOP_SECONDS)
    if worker:
        _leave_work(worker, until)


@click.command("worker")
@with_appcontext
def work() -> None:
    """Work the queue until stopped; for installations that serve with another server."""
    prepare_to_work()
    stop = threading.Event()
    _on_signal(stop.set)
    worker = current_queue().worker()
    worker.start()
    click.echo("Working the queue; Ctrl-C stops it.")
    stop.wait()
    until = time.monotonic() + STOP_SECONDS
    worker.stop()
    _leave_work(worker, until)


def _leave_work(worker: Worker, until: float) -> None:
    """Wait for the work at hand until this moment of time.monotonic(), then leave it to others."""
    is_done = worker.join(until)
    with suppress(NoRoom, OutOfOrder):  # then the next worker sees that this one is gone
        if not is_done:
            log.warning("work_left", count=tasks.leave_work())
        signs.end()


def _on_signal(act: Callable[[], object]) -> None:
    """Do this when the process is told to end."""
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: act())
