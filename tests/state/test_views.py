"""The page of the state tells coordinators the cause and what to do; the menu tells how much there is."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update

from coalition.database import db, now, transaction
from coalition.mail import service as mail
from coalition.mail.service import Letter
from coalition.search.running import KEEPER
from coalition.state import labels, measures, queries
from coalition.state.measures import Level
from coalition.tasks import State, Work, signs
from coalition.tasks.signs import WorkerSign
from tests.conftest import Someone, work_through


@pytest.fixture
def well(app: Flask) -> Flask:
    """An application to which nothing is wanting."""
    app.extensions["coalition.settings"].files_folder.mkdir(parents=True, exist_ok=True)
    app.extensions[KEEPER].index.rebuild([])
    signs.give()
    return app


def shown(someone: Someone) -> list[tuple[str, str]]:
    """Return what the page shows: badge and name of each thing."""
    page = LexborHTMLParser(someone.client.get("/state").text)
    entries = page.css("main .entry")
    found = [(one.css_first(".badge"), one.css_first("h2")) for one in entries]
    return [(b.text(strip=True), n.text(strip=True)) for b, n in found if b and n]


def change(app: Flask, **settings: object) -> None:
    """Let the application have other settings."""
    known = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(known, **settings)


def test_all_is_well(well: Flask, coordinator: Someone) -> None:
    assert {badge for badge, _name in shown(coordinator)} == {"Well"}
    assert "All is well." in coordinator.client.get("/state").text
    menu = LexborHTMLParser(coordinator.client.get("/").text).css_first('a[href="/state"]')
    assert menu is not None
    assert menu.text(strip=True) == "How the site is"


def test_what_is_wrong_comes_first_with_what_to_do(well: Flask, coordinator: Someone) -> None:
    well.extensions[KEEPER].index.close()
    shutil.rmtree(well.extensions["coalition.settings"].index_folder)
    change(well, free_mb_warn=10**9)
    assert shown(coordinator)[:2] == [
        ("Out of order", "Search"),
        ("Look at it", "Room on the disk"),
    ]
    page = coordinator.client.get("/state").text
    assert "2 things ask for somebody" in page
    assert "“flask reindex” does so at once" in page
    menu = LexborHTMLParser(page).css_first('a[href="/state"] .count')
    assert menu is not None
    assert menu.text() == "2"


def test_worker_that_is_gone_is_told_with_when_it_was_there(well: Flask) -> None:
    with transaction():
        db.session.execute(update(WorkerSign).values(seen_at=now() - timedelta(hours=2)))
    found = measures.worker()
    assert (found.level, found.code) == (Level.WRONG, "no-worker")
    signs.end()
    assert measures.worker().code == "never-worker"
    signs.give()
    assert measures.worker().level == Level.WELL


def test_letters_that_cannot_leave_are_a_warning_with_the_reason(well: Flask) -> None:
    change(well, mail_url="smtp://127.0.0.1:1")
    mail.write("a@example.org", Letter("Hello", ("There.",)))
    work_through()
    found = measures.letters()
    assert (found.level, found.fact) == (Level.WARNING, "1 letters wait")
    with well.test_request_context():
        assert "Connection refused" in labels.cause(found)


def test_clock_behind_what_was_noted_is_told(well: Flask) -> None:
    with transaction():
        db.session.add(Work(kind="read", subject="1", created_at=now() + timedelta(days=1)))
    assert measures.clock().fact == "behind"


def test_work_that_waits_for_long_is_a_warning(well: Flask) -> None:
    with transaction():
        db.session.add(Work(kind="read", subject="1", due_at=now() - timedelta(hours=1)))
    assert measures.queue().code == "slow"
    with transaction():
        db.session.add(Work(kind="read", subject="2", state=State.FAILED))
    assert measures.queue().code == "given-up"


def test_a_look_that_fails_tells_why_and_hinders_no_other(
    well: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise PermissionError(13, "Permission denied", "/a/secret/path")

    monkeypatch.setitem(queries.MEASURES, "files", fail)
    found = {one.name: (one.level, one.fact) for one in queries.how_it_is()}
    assert found.pop("files") == (Level.WRONG, "read-only")
    assert {level for level, _fact in found.values()} == {Level.WELL}


def test_every_code_has_words_and_advice(well: Flask) -> None:
    codes = labels.CAUSES.keys() | {"given-up"}
    assert labels.ADVICE.keys() == codes
