"""`search`: asking the library from a terminal."""

import json
from collections.abc import Callable

import click
from flask.cli import with_appcontext

from coalition.commands.results import as_lines
from coalition.search import queries as search
from coalition.search.asking import Asked, Plain
from coalition.search.running import current_index
from coalition.search.taking.answers import results_as_values
from coalition.search.taking.parameters import PARAMETERS, complaints_about
from coalition.web.viewer import MEMBERS, PUBLIC

HELP = {
    "what": "document, session, organisation or news; may be given again, as the next five may.",
    "from": "First year.",
    "to": "Last year.",
    "sort": "best, newest, added or title.",
    "page": "Page of results, from 1.",
    "per_page": "10, 20, 50 or 100.",
}


def choices(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the parameters of the search page as options, facets as often as wanted."""
    for name in reversed(PARAMETERS):
        if name not in {"q", "reasons"}:
            option = f"--{name.replace('_', '-')}"
            command = click.option(option, name, multiple=True, help=HELP.get(name))(command)
    return command


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print what /api/v1/search answers.")
@click.option("--members", "for_members", is_flag=True, help="Search as a member would.")
@click.option("--reasons", is_flag=True, help="Say why each stands where it does.")
@choices
@with_appcontext
def find(
    words: tuple[str, ...],
    as_json: bool,
    for_members: bool,
    reasons: bool,
    **given: tuple[str, ...],
) -> None:
    """Search the library for WORDS, as the public sees it."""
    asked = _asked({"q": (" ".join(words),), **given})
    audiences = frozenset({PUBLIC, MEMBERS} if for_members else {PUBLIC})
    try:
        results = search.find(
            current_index(),
            asked.text,
            audiences=audiences,
            filters=asked.filters,
            sort=asked.sort,
            page=asked.page,
            per_page=asked.per_page,
            reasons=reasons,
        )
    except search.NotReady:
        raise click.ClickException(
            "There is no index yet, or one of an older shape: flask --app wsgi reindex"
        ) from None
    if as_json:
        values = results_as_values(results, asked, reasons=reasons)
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(as_lines(results, asked)))


def _asked(arguments: dict[str, tuple[str, ...]]) -> Asked:
    """Return what was asked; what cannot be used is said with what is allowed."""
    complaints = complaints_about(arguments)
    if complaints:
        said = [f"{one.detail} Allowed: {', '.join(one.allowed)}." for one in complaints]
        raise click.UsageError("\n".join(said))
    return Asked.read(Plain(arguments))
