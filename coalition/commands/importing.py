"""`import` and `reread`: files brought into the library in bulk, or read anew."""

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from coalition.audit import service as audit
from coalition.commands.appointing import acting_coordinator
from coalition.commands.preparing import prepare
from coalition.commands.progress import Pace
from coalition.errors import CoalitionError, sentence_of
from coalition.library import rereading
from coalition.library.imports.lines import Line
from coalition.library.imports.rehearsal import rehearse
from coalition.library.imports.running import Run
from coalition.library.imports.sources import Source, opened
from coalition.library.imports.table import COLUMNS, Wanted
from coalition.library.kinds import KINDS
from coalition.library.licences import LICENCES
from coalition.library.models import Audience
from coalition.members import queries as members
from coalition.web.viewer import Viewer

LOW_PRIORITY = 10  # pages and searches of a serving site come first
stopping = threading.Event()
HELP = f"""Bring files into the library, and say of each what could be read.

SOURCE is a folder, with those below it; a CSV table that names files; or a ZIP file of documents,
which may hold a metadata.csv at its top.

Columns of a table: {", ".join(COLUMNS)}. Only "file" must be there, a path from the table's own
folder. Several authors and subjects are parted by semicolons; an asterisk before an author marks an
organisation. Dates are 2012, 2012-11 or 2012-11-08, languages codes such as en or fr, publish yes
or no. What a row leaves out is taken from the options and then from the file itself. A row that
cannot be used is rejected with its line and why; the others go on.

A file whose bytes the organisation holds already is not deposited again, so that running the same
command after an interruption goes on where it stopped.

The report has one JSON object a line: file, outcome, reason, document_id, kind, pages, characters,
language, seconds. Outcomes: text (read), ocr (read, some of it from pictures of pages), empty
(kept, no text in it), failed (kept, cannot be read), rejected (not kept). In a --dry-run the
outcome is empty where only reading could tell, and the reason says "Would be deposited."
"""


@click.command("import", help=HELP)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--organisation", default="", help="Name or acronym of the organisation they are of.")
@click.option("--publish", is_flag=True, help="Publish what could be read; else they stay drafts.")
@click.option("--audience", type=click.Choice([a.value for a in Audience]), default="public")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Kind of document.")
@click.option("--licence", type=click.Choice(list(LICENCES)), help="SPDX identifier.")
@click.option(
    "--by", "email", default="", help="Coordinator in whose name; the first one if left out."
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="One JSON line a file."
)
@click.option("--dry-run", is_flag=True, help="Write nothing, only say what would happen.")
@with_appcontext
def bring_in(  # one parameter an option
    source: Path,
    organisation: str,
    publish: bool,
    audience: str,
    kind: str | None,
    licence: str | None,
    email: str,
    report: Path | None,
    dry_run: bool,
) -> None:
    """Bring the files of SOURCE into the library; `HELP` is what operators read."""
    if not dry_run:
        prepare()
    with _refusals_in_words(), _stoppable(), ExitStack() as stack:
        by = acting_coordinator(email)
        wanted = Wanted(
            organisation_id=_organisation_id(organisation),
            licence=licence or "",
            kind=kind or "",
            audience=Audience(audience),
            publish=publish,
        )
        found = stack.enter_context(opened(source, wanted))
        for remark in found.remarks:
            click.echo(remark)
        _lower_priority()
        lines = rehearse(found.items, wanted) if dry_run else _run(found, source.name, wanted, by)
        _tell(stack.enter_context(closing(lines)), found, report)


def _run(found: Source, name: str, wanted: Wanted, by: Viewer) -> Generator[Line, None, None]:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own way
    readers = max(2, len(os.sched_getaffinity(0)))
    audit.note("library.imported", by=by.person_id, name=name, count=len(found.items))
    return Run(found.items, wanted, by=by, context=app.app_context, readers=readers).lines()


def _tell(lines: Iterator[Line], found: Source, report: Path | None) -> None:
    """Write each line as it is settled, print those not plainly read, and count the ends."""
    sizes = {item.file: item.size_bytes for item in found.items}
    ends: Counter[str] = Counter()
    with ExitStack() as stack:
        out = stack.enter_context(report.open("w", encoding="utf-8")) if report else None
        pace = stack.enter_context(Pace(len(found.items), sum(sizes.values())))
        for line in lines:
            if out:
                out.write(json.dumps(line.as_json(), ensure_ascii=False) + "\n")
                out.flush()
            if line.outcome not in {"text", "ocr"} or line.reason:
                click.echo(f"{line.outcome or '-':9} {line.file}: {line.reason}")
            ends[line.outcome or "to be deposited"] += 1
            pace.advance(sizes.get(line.file, 0))
            if stopping.is_set():
                raise KeyboardInterrupt
    counts = ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
    click.echo(f"{ends.total()} files: {counts or 'none'}")


def _organisation_id(name: str) -> int | None:
    if not name:
        return None
    organisation = members.find_approved_by_name(name)
    if organisation is None:
        raise click.ClickException(f"No approved organisation is called {name!r}.")
    return organisation.id


def _lower_priority() -> None:
    """Step back behind whatever serves pages on this machine; children inherit it."""
    lowest = max(LOW_PRIORITY, os.getpriority(os.PRIO_PROCESS, 0))
    os.setpriority(os.PRIO_PROCESS, 0, lowest)


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    try:
        yield
    except (CoalitionError, DBAPIError) as problem:
        refused = problem if isinstance(problem, DBAPIError) else problem.__cause__
        if isinstance(refused, DBAPIError):
            raise click.ClickException(
                f"The database refused: {refused.orig}. Is there one (flask --app wsgi init), and "
                "room on the disk? Run the same command again to go on."
            ) from None
        raise click.ClickException(sentence_of(problem)) from None


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the import between two files, and say how to go on."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, _stop) for number in signals]
    stopping.clear()
    try:
        yield
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped. Run the same command again to go on where it stopped."
        ) from None
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    """Note the wish to stop: breaking in anywhere would leave the database locked for others."""
    if stopping.is_set():
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    stopping.set()
    os.write(2, b"Stopping after the files at hand; once more stops at once.\n")


@click.command("reread")
@click.argument("document_ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All documents.")
@click.option("--unread", is_flag=True, help="Those that could not be read, or hold pictures only.")
@click.option("--by", "email", default="", help="Coordinator in whose name; the first if left out.")
@with_appcontext
def reread(document_ids: tuple[int, ...], everything: bool, unread: bool, email: str) -> None:
    """Have the newest files of documents read anew, after what reads them was bettered.

    For instance when tesseract-ocr or catdoc was installed: `reread --unread`. The site's worker
    does the work; what was read before is found until then.
    """
    prepare()
    if not (document_ids or everything or unread):
        raise click.UsageError("Give numbers of documents, --unread or --all.")
    with _refusals_in_words():
        by = acting_coordinator(email)
        count = rereading.reread(_versions(document_ids, everything, unread), by=by)
    click.echo(f"{count} files will be read anew by the site's worker (serve or worker).")


def _versions(document_ids: tuple[int, ...], everything: bool, unread: bool) -> list[int]:
    if everything:
        return rereading.all_versions()
    unread_ones = rereading.unread_versions() if unread else []
    return sorted({*rereading.versions_of(document_ids), *unread_ones})
