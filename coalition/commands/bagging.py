"""`bag`: the library, or a document, as a BagIt bag that outlives this program, and back from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from coalition.audit import service as audit
from coalition.bags import gathering, queries, service
from coalition.bags.bagging import About, bagged
from coalition.bags.opening import NotOurBag, opened
from coalition.bags.writing import CannotPack, write_bag
from coalition.commands.appointing import acting_coordinator
from coalition.commands.preparing import migrations, prepare
from coalition.commands.progress import Pace
from coalition.errors import CoalitionError, sentence_of
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS, Viewer
from coalition.web.zipping import Member

INCOMPLETE = 3  # exit status: a bag was made, but files of the site are damaged
SCRATCH = "unpacked"  # folder of the instance, for what is unpacked for a moment
LEFT_OUT = (
    "Not in a bag, by design: accounts, passwords, representatives and their letters, news, hubs, "
    "questions, the text of reports that are no documents, and who did what outside the audit log."
)


@click.group("bag")
def bag() -> None:
    """Pack the library as a BagIt bag, and take one into an empty installation."""


@bag.command("export")
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--document", type=click.IntRange(min=1), help="This document alone.")
@click.option("--public", is_flag=True, help="Only what everybody may have.")
@with_appcontext
def export(place: Path, document: int | None, public: bool) -> None:
    """Pack the library into PLACE, a new folder or a new file that ends with .zip.

    All versions of all documents in every state, subjects, organisations, meetings, sessions and
    the audit log, with those of earlier bags; no accounts. Ends with 1 when no bag was made, and
    with 3 when one was made, but damaged files are missing from it.
    """
    migrations.bring_up_to_date()
    viewer = ANONYMOUS if public else acting_coordinator("")
    with _refusals_in_words():
        if document is not None:
            damaged = _export_document(place.absolute(), document, viewer)
        else:
            damaged = _export_library(place.absolute(), viewer, public=public)
        audit.note("bags.made", by=None, name=place.name, document=document)
    for line in damaged:
        click.echo(f"NOT IN IT, since it is damaged or missing on this site: {line}")
    if damaged:
        raise SystemExit(INCOMPLETE)


@bag.command("verify")
@click.argument("place", type=click.Path(path_type=Path))
@with_appcontext
def verify(place: Path) -> None:
    """Compare a bag at PLACE with its manifests and with the profile; ends with 1 when it is wrong."""
    with _refusals_in_words(), opened(place, settings().instance / SCRATCH) as found:
        click.echo(
            f"A bag of a {found.content}, whole and unchanged: {found.file_count} files, "
            f"{found.size_bytes / 1e6:,.1f} MB, packed on {found.info['Bagging-Date'][0]}."
        )


@bag.command("import")
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--by", "email", default="", help="Coordinator in whose name; the first if left out.")
@with_appcontext
def take_in(place: Path, email: str) -> None:
    """Take the bag of a library at PLACE into this installation, which must be empty.

    Everything is compared before anything is written. Ended half-way it can be run again.
    """
    prepare()
    with _refusals_in_words():
        by = acting_coordinator(email)
        service.refuse_unless_empty()
        with (
            opened(place, settings().instance / SCRATCH) as found,
            Pace(found.file_count, found.size_bytes, title="Taking in") as pace,
        ):
            taken = service.take_in(found, by=by, name=place.name, progress=pace.advance)
    _tell(taken, by)


def _export_document(place: Path, document_id: int, viewer: Viewer) -> list[str]:
    found = queries.document_bag(document_id, viewer=viewer)
    size_bytes = sum(version.file.size_bytes for version in found.versions)
    _write(place, iter(found.members), found.about, (len(found.versions), size_bytes))
    click.echo(f"Document {document_id} with {len(found.versions)} versions is at {place}.")
    return [
        f"document {document_id}, version {version.number}, {version.file_name} "
        f"(SHA-256 {version.file_digest})"
        for version in found.damaged
    ]


def _export_library(place: Path, viewer: Viewer, *, public: bool) -> list[str]:
    gathered = gathering.Gathered(public=public, viewer=viewer)
    members, about = gathering.library_members(gathered), gathering.about_library(gathered)
    _write(place, members, about, gathering.expected(gathered))
    click.echo(
        f"{gathered.document_count} documents with {gathered.file_count} files are at {place}."
    )
    click.echo(LEFT_OUT)
    return gathered.damaged


def _write(place: Path, members: Iterator[Member], about: About, expected: tuple[int, int]) -> None:
    """Write a bag and show how far it is."""
    count, size_bytes = expected
    with Pace(count, size_bytes, title="Packing") as pace:

        def told(member: Member) -> None:
            if member.path is not None:
                pace.advance(member.path.stat().st_size)

        packed = bagged(members, about)
        write_bag(place, packed, size_bytes=size_bytes, count=count, progress=told)


def _tell(taken: service.Taken, by: Viewer) -> None:
    click.echo(
        f"Taken in: {taken.document_count} documents with {taken.version_count} versions, "
        f"{taken.organisation_count} organisations, {taken.session_count} sessions."
    )
    for line in taken.lacking:
        click.echo(f"Its file is not in the bag: {line}")
    for log in taken.logs:
        click.echo(f"The audit log of {log.count} acts is kept at {log.path}.")
        if log.broken_count:
            click.echo(f"Beware: its chain does not hold at {log.broken_count} acts.")
    click.echo(LEFT_OUT)
    click.echo(
        f"All documents are from now on deposited by {by.name}. Invite the representatives of the "
        "organisations anew. Start the site: its worker reads the files and makes the index."
    )


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    try:
        yield
    except (CannotPack, NotOurBag, service.NotEmpty) as problem:
        raise click.ClickException(str(problem)) from None
    except CoalitionError as problem:
        raise click.ClickException(sentence_of(problem)) from None
