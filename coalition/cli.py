"""The flask commands."""

import json
import secrets
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_alembic import Alembic
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from coalition import tasks
from coalition.accounts import queries as accounts
from coalition.accounts import service as account_service
from coalition.database import transaction
from coalition.demonstration import loading
from coalition.errors import CoalitionError
from coalition.library import imports, indexing, originals
from coalition.library.licences import ALL_RIGHTS_RESERVED, LICENCES
from coalition.library.models import Audience
from coalition.library.service import READING
from coalition.members import queries as members
from coalition.search import queries as search
from coalition.tasks import current_queue
from coalition.web.roles import ROLES
from coalition.web.site import address_of, settings
from coalition.web.viewer import MEMBERS, PUBLIC, Viewer

migrations = Alembic()
screen = Console(stderr=True)
READERS = 2  # files read at once; each is a process of its own


def install_commands(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in (
        init,
        demo,
        serve,
        create_coordinator,
        bring_in,
        find,
        reindex,
        work,
        show_routes,
    ):
        app.cli.add_command(command)


def prepare() -> None:
    """Bring the database to this version's tables and make the index where there is none."""
    _prepare_data()
    if indexing.current_index().state() != "ok":
        count = indexing.rebuild()
        if count:
            screen.print(f"The search index was missing or of an older shape: {count} documents.")


def prepare_to_work() -> None:
    """Do the same, but leave making the index to the worker, so that the site is up meanwhile."""
    _prepare_data()
    if indexing.rebuild_if_needed():
        click.echo("The search index is missing or of an older shape; it is made while you read.")
    current_queue().resume()


def _prepare_data() -> None:
    settings().files_folder.mkdir(parents=True, exist_ok=True)
    migrations.upgrade()
    originals.clear()


@click.command("init")
@with_appcontext
def init() -> None:
    """Make the database, the index and the folders of this installation, or bring them up to date."""
    prepare()
    click.echo(f"Ready: {settings().instance}")
    if accounts.coordinator_count() == 0:
        click.echo("Nobody coordinates yet: flask --app wsgi create-coordinator EMAIL")


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
            indexing.rebuild()
            prepare()
        with _progress() as progress:
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
    server = waitress.create_server(app, host=host, port=settings().port, threads=threads, ident="")
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


@click.command("create-coordinator")
@click.argument("email")
@click.option("--name", default="", help="What to call the person; asked of new people only.")
@with_appcontext
def create_coordinator(email: str, name: str) -> None:
    """Make the person with this EMAIL a coordinator, and register them if they are new.

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
        raise click.ClickException(imports.sentence_of(problem)) from None
    click.echo(f"{person.name} <{person.email}> is a coordinator.")
    if token:
        click.echo(f"Choose a password here: {address_of('accounts.reset', token=token)}")


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--organisation", default="", help="Name or acronym of the organisation they are of.")
@click.option("--publish", is_flag=True, help="Publish what could be read; else they stay drafts.")
@click.option("--audience", type=click.Choice([a.value for a in Audience]), default="public")
@click.option("--kind", default="other", show_default=True, help="Kind of document.")
@click.option("--licence", type=click.Choice(list(LICENCES)), default=ALL_RIGHTS_RESERVED)
@click.option(
    "--by", "email", default="", help="Coordinator in whose name; the first one if left out."
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="One JSON line a file."
)
@with_appcontext
def bring_in(  # one parameter an option
    folder: Path,
    organisation: str,
    publish: bool,
    audience: str,
    kind: str,
    licence: str,
    email: str,
    report: Path | None,
) -> None:
    """Bring all files of FOLDER into the library, and say of each what could be read."""
    prepare()
    by = _coordinator(email)
    wanted = imports.Wanted(
        organisation_id=_organisation_id(organisation),
        licence=licence,
        kind=kind,
        audience=Audience(audience),
        publish=publish,
    )
    files = imports.files_in(folder)
    with _progress() as progress:
        bar = progress.add_task("Keeping the files", total=len(files))
        lines = imports.bring_in(files, wanted, by=by, step=lambda: progress.advance(bar))
        _work_through(progress)
        settled = list(imports.settle(lines, wanted, by=by))
        _work_through(progress)
    if report:
        rows = (json.dumps(line.as_json(), ensure_ascii=False) for line in settled)
        report.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    _tell(settled)


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
    with _progress() as progress:
        bar = progress.add_task("Indexing", total=indexing.published_count())
        count = indexing.rebuild(lambda done: progress.update(bar, completed=done))
    click.echo(f"Indexed {count} documents in {time.perf_counter() - began:.1f} s.")


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


@click.command("routes")
@with_appcontext
def show_routes() -> None:
    """Show every address of the site, its methods and the roles that may use it."""
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        roles = ", ".join(sorted(ROLES.get(rule.endpoint, ["refused"])))
        click.echo(f"{methods:5} {rule.rule:64} {rule.endpoint:32} {roles}")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _coordinator(email: str) -> Viewer:
    """Return the coordinator to act for: the one with this address, or the first."""
    if email:
        person = accounts.find_person_by_email(email)
    else:
        person = next(iter(accounts.coordinators()), None)
    viewer = members.viewer_of(person.id if person else None)
    if not viewer.is_coordinator:
        raise click.ClickException(
            "This needs a coordinator: flask --app wsgi create-coordinator EMAIL"
        )
    return viewer


def _organisation_id(name: str) -> int | None:
    if not name:
        return None
    organisation = members.find_approved_by_name(name)
    if organisation is None:
        raise click.ClickException(f"No approved organisation is called {name!r}.")
    return organisation.id


def _progress() -> Progress:
    """Return a progress display on standard error; it is silent where that is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=screen,
        disable=not screen.is_terminal,
    )


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
    bar = progress.add_task("Indexing", total=tasks.waiting_count(indexing.KIND))
    progress.advance(bar, queue.run_all())


def _tell(lines: list[imports.Line]) -> None:
    """Print how many files came to which end, and each that was not plainly read."""
    for line in lines:
        if line.outcome != "text" or line.document_id is None:
            click.echo(f"{line.outcome:9} {line.file}: {line.reason}")
    ends = [line.outcome for line in lines]
    counts = ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))
    click.echo(f"{len(lines)} files: {counts or 'none'}")
