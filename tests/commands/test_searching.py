"""`flask search`: what the page finds, on a terminal."""

import json
from typing import Any

import pytest
from flask import Flask

from coalition.search.index import Index
from coalition.search.running import KEEPER
from tests.conftest import Someone
from tests.search.shelf import make_entry

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def index(app: Flask) -> Index:
    """The application's index with three public entries and one of the members."""
    index: Index = app.extensions[KEEPER].index
    index.texts = lambda wanted: dict.fromkeys(wanted, "The budget of the hubs.")
    index.rebuild(
        [
            make_entry(1, "Plan", "The budget of the hubs.", issued="2012"),
            make_entry(2, "Minutes", "Nothing", abstract="On the budget.", kind="minutes"),
            make_entry(3, "Ancient", "Nothing", kind="minutes", issued="1999"),
            make_entry(4, "Closed", "the budget xyzzy", audience="members"),
        ]
    )
    return index


def run(app: Flask, *arguments: str, status: int = 0) -> str:
    """Run `flask search` and return what it printed."""
    done = app.test_cli_runner().invoke(args=["search", *arguments])
    assert done.exit_code == status, done.output
    return done.output


def untimed(values: Any) -> Any:
    """Return values without the time that the search took."""
    return {name: value for name, value in values.items() if name != "took_ms"}


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (("budget",), "q=budget"),
        ((), ""),
        (("budget", "hubs", "--reasons"), "q=budget+hubs&reasons=1"),
        (
            ("--kind", "minutes", "--kind", "report", "--year", "2012"),
            "kind=minutes&kind=report&year=2012",
        ),
        (
            ("budget", "--from", "2000", "--to", "2020", "--per-page", "10"),
            "q=budget&from=2000&to=2020&per_page=10",
        ),
        (
            ("--sort", "title", "--page", "2", "--what", "document"),
            "sort=title&page=2&what=document",
        ),
    ],
)
def test_json_is_what_programs_are_answered(
    app: Flask, index: Index, anonymous: Someone, arguments: tuple[str, ...], query: str
) -> None:
    printed = json.loads(run(app, *arguments, "--json"))
    answered = anonymous.client.get(f"/api/v1/search?{query}").get_json()
    assert untimed(printed) == untimed(answered)
    assert list(printed) == list(answered)


def test_a_list_shows_passages_and_where_they_open(app: Flask, index: Index) -> None:
    lines = run(app, "hubs").splitlines()
    assert lines[0].startswith("1 found in ")
    assert lines[-4:] == [
        "",
        "Plan",
        f"  {SITE}/library/1?q=hubs&page=1#page-1",
        "  page 1: The budget of the [hubs].",
    ]


def test_members_find_what_the_public_does_not(app: Flask, index: Index) -> None:
    assert run(app, "xyzzy").startswith("0 found")
    assert run(app, "xyzzy", "--members").startswith("1 found")


def test_what_was_not_understood_is_said(app: Flask, index: Index) -> None:
    assert "Not understood and left out: year:soon\n" in run(app, "budget", "year:soon")


def test_pages_are_counted_where_there_are_several(app: Flask, index: Index) -> None:
    index.write([make_entry(n, f"{n:03}", "word") for n in range(100, 130)])
    assert "\nPage 2 of 3\n" in run(app, "word", "--per-page", "10", "--page", "2")


def test_what_cannot_be_used_is_refused_with_what_is_allowed(app: Flask, index: Index) -> None:
    said = run(app, "word", "--sort", "random", "--page", "0", status=2)
    assert "“random” cannot be used as “sort”. Allowed: best, newest, added, title.\n" in said
    assert "“0” cannot be used as “page”. Allowed: a whole number from 1 to 500.\n" in said
