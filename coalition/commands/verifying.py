"""`verify`: files, database, audit log and index compared with what they should be."""

from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from coalition.commands.checking import tell
from coalition.commands.preparing import migrations
from coalition.commands.progress import Pace
from coalition.library.fixity import Finding
from coalition.preservation import verifying
from coalition.preservation.queries import uses_of
from coalition.search import checking
from coalition.search.running import current_keeper
from coalition.web.site import settings

MOST_NAMED = 50
SAID = {
    "missing": "Missing",
    "resized": "Resized",
    "flipped": "Flipped",
    "unreadable": "Unreadable",
}


@click.command("verify")
@click.option("--files", is_flag=True, help="Only the files.")
@click.option("--database", is_flag=True, help="Only the database and the audit log.")
@click.option("--index", is_flag=True, help="Only the index.")
@with_appcontext
def verify(files: bool, database: bool, index: bool) -> None:
    """Compare files with their digests, and database, audit log and index with themselves.

    Damaged files are marked, so that nobody is handed them, and those that are right again are no
    longer. Ends with 1 when anything is wrong.
    """
    migrations.bring_up_to_date()
    everything = not (files or database or index)
    wrong = False
    if files or everything:
        wrong |= _files_are_wrong()
    if database or everything:
        wrong |= _database_is_wrong()
    if index or everything:
        wrong |= _index_is_wrong()
    if wrong:
        raise SystemExit(1)
    click.echo("All is well.")


def _files_are_wrong() -> bool:
    expected = verifying.all_files()
    size_bytes = sum(size for _digest, size in expected)
    with Pace(len(expected), size_bytes, title="Comparing") as pace:
        found = verifying.compare_files(expected, pace.advance)
    click.echo(f"Files: {found.count}, {found.byte_count / 1e6:,.1f} MB compared.")
    _tell_damage(found.damaged)
    names = named(found.mended)
    for digest in found.mended:
        click.echo(f"Mended: {names[digest]}")
    _list("Stray, in the store but of no document", found.strays)
    if found.damaged:
        click.echo("Put the right bytes back: flask --app wsgi mend BACKUP")
    return bool(found.damaged or found.strays)


def _database_is_wrong() -> bool:
    faults = verifying.database_faults(settings())
    if faults is None:
        click.echo("Database: its server alone can check its files (pg_amcheck).")
    else:
        click.echo("Database: " + ("sound." if not faults else "DAMAGED."))
        _list("", faults)
    count, broken = verifying.chain_faults()
    click.echo(f"Audit log: {count} acts, " + ("chained." if not broken else "NOT CHAINED."))
    _list("", broken)
    log_count, wrong = verifying.log_faults(settings())
    if log_count or wrong:
        click.echo(
            f"Audit logs of earlier bags: {log_count}, " + ("DAMAGED." if wrong else "sound.")
        )
        _list("", wrong)
    return bool(faults or broken or wrong)


def _index_is_wrong() -> bool:
    keeper = current_keeper()
    found = checking.differences(keeper)
    tell(keeper, found)
    if found:
        click.echo("flask --app wsgi check has it mended.")
    return bool(found)


def named(digests: Sequence[str]) -> dict[str, str]:
    """Return files in words, by digest: the documents and versions that have them."""
    uses = uses_of(digests)
    return {
        digest: "; ".join(
            f"“{use.title}” (document {use.document_id}, version {use.number}, {use.file_name})"
            for use in uses.get(digest, ())
        )
        or f"file {digest} of no document"
        for digest in digests
    }


def _tell_damage(damaged: Sequence[Finding]) -> None:
    names = named([one.digest for one in damaged])
    for one in damaged[:MOST_NAMED]:
        click.echo(f"{SAID[one.damage]}: {names[one.digest]}, file {one.digest}")
    if len(damaged) > MOST_NAMED:
        click.echo(f"… and {len(damaged) - MOST_NAMED} more")


def _list(what: str, lines: Sequence[str]) -> None:
    for line in lines[:MOST_NAMED]:
        click.echo(f"{what}: {line}" if what else f"  {line}")
    if len(lines) > MOST_NAMED:
        click.echo(f"… and {len(lines) - MOST_NAMED} more")
