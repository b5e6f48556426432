"""`audit`: whether the chain of the audit log holds, and its end to be written down elsewhere."""

import time

import click
from flask.cli import with_appcontext

from coalition.audit import queries
from coalition.audit.chain import BEGINNING, Break, verified
from coalition.commands.preparing import migrations

WORDS = {
    "gap": "acts before it are missing",
    "previous": "it does not follow the act before it",
    "digest": "it was changed",
    "detail": "its details were changed",
}
MOST_TOLD = 50  # breaks that are named; what is rewritten from some act on breaks at each one


@click.group("audit")
def audit() -> None:
    """Look after the audit log."""


@audit.command("verify")
@click.option("--head", "digest", default="", help="A digest that `audit head` printed before.")
@with_appcontext
def verify(digest: str) -> None:
    """Walk the chain of the audit log from its first act and name each break.

    With --head also tell whether the act of that digest is still there: whoever cuts off the end of
    the log leaves a chain that holds. Ends with 1 when something is wrong.
    """
    migrations.upgrade()
    began = time.perf_counter()
    found = verified(queries.chained(), digest)
    for broken in found.breaks[:MOST_TOLD]:
        click.echo(in_words(broken))
    if len(found.breaks) > MOST_TOLD:
        click.echo(f"… and {len(found.breaks) - MOST_TOLD} more breaks.")
    is_cut = bool(digest) and digest != BEGINNING and not found.has_head
    if is_cut:
        click.echo(
            f"No act has the digest {digest}: the end of the log was cut off, or rewritten, "
            "since it was written down."
        )
    seconds = time.perf_counter() - began
    held = "All" if not found.breaks else f"{found.count - found.broken_count} of"
    click.echo(f"{held} {found.count} acts hold; verified in {seconds:.1f} s.")
    if found.breaks or is_cut:
        raise SystemExit(1)


@audit.command("head")
@with_appcontext
def show_head() -> None:
    """Print number and digest of the last act, to be written down where this site cannot reach."""
    migrations.upgrade()
    head = queries.head()
    click.echo(f"{head.number} {head.digest}")


def in_words(broken: Break) -> str:
    """Return a break of the chain as a sentence."""
    return f"Act {broken.act_id}: {WORDS[broken.what]}."
