"""The front page shows what is new and what waits; the health check tells what is wrong."""

import io
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from coalition import tasks
from coalition.database import db, transaction
from coalition.library import service as library
from coalition.library.description import DocumentFields
from coalition.members.models import Organisation, State
from coalition.search.running import KEEPER
from coalition.tasks import State as WorkState
from coalition.tasks import Work, signs
from coalition.tasks.queue import QUEUE
from tests.conftest import Someone, make_organisation, work_through

ALL = ("clock", "database", "disk", "files", "index", "mail", "queue", "worker")
WELL: dict[str, object] = dict.fromkeys(ALL, "ok") | {"warnings": []}


def prepare(app: Flask) -> None:
    """Make index and folders, as the start of the site does."""
    settings = app.extensions["coalition.settings"]
    settings.files_folder.mkdir(parents=True, exist_ok=True)
    app.extensions[KEEPER].index.rebuild([])
    signs.give()


def health(someone: Someone) -> tuple[int, dict[str, object]]:
    """Return status and content of the health check, without the version."""
    answer = someone.client.get("/healthz")
    found = answer.get_json()
    assert found.pop("version") == "0.1.0"
    return answer.status_code, found


def test_health_is_ok_when_all_is_well(app: Flask, anonymous: Someone) -> None:
    prepare(app)
    assert health(anonymous) == (200, WELL)


def test_health_asked_by_two_at_once_is_ok_for_both(
    app: Flask, anonymous: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(app)
    touch = Path.touch
    found: list[tuple[int, dict[str, object]]] = []

    def touch_and_let_another_ask(path: Path) -> None:
        touch(path)
        monkeypatch.setattr(Path, "touch", touch)
        if not found:
            found.append(health(anonymous))

    monkeypatch.setattr(Path, "touch", touch_and_let_another_ask)
    assert health(anonymous) == (200, WELL)
    assert found == [(200, WELL)]


def test_health_tells_of_a_missing_index(app: Flask, anonymous: Someone) -> None:
    prepare(app)
    app.extensions[KEEPER].index.close()
    shutil.rmtree(app.extensions["coalition.settings"].index_folder)
    assert health(anonymous) == (503, WELL | {"index": "missing"})


def test_health_tells_of_a_missing_files_folder(app: Flask, anonymous: Someone) -> None:
    prepare(app)
    shutil.rmtree(app.extensions["coalition.settings"].files_folder)
    assert health(anonymous) == (503, WELL | {"files": "FileNotFoundError"})


def test_health_tells_of_work_that_was_given_up(app: Flask, anonymous: Someone) -> None:
    prepare(app)
    with transaction():
        db.session.add(Work(kind="read", subject="1", state=WorkState.FAILED))
    assert health(anonymous) == (503, WELL | {"queue": "1 pieces of work were given up"})


def test_front_page_of_an_empty_coalition_says_so(anonymous: Someone) -> None:
    page = anonymous.client.get("/").get_data(as_text=True)
    assert "No document has been published yet" in page
    assert "Waiting for you" not in page


def test_front_page_shows_what_is_published_and_not_what_is_for_members(
    anonymous: Someone, representative: Someone
) -> None:
    for title, audience in (("Open doors", "public"), ("Closed doors", "members")):
        fields = DocumentFields(
            title, kind="report", languages=("en",), licence="CC0-1.0", audience=audience
        )
        document = library.deposit(
            io.BytesIO(title.encode()),
            "a.txt",
            by=representative.viewer,
            organisation_id=representative.organisation_id,
            fields=fields,
        )
        library.publish(document.id, by=representative.viewer)
    work_through()
    public = anonymous.client.get("/").get_data(as_text=True)
    inside = representative.client.get("/").get_data(as_text=True)
    assert ("Open doors" in public, "Closed doors" in public) == (True, False)
    assert ("Open doors" in inside, "Closed doors" in inside) == (True, True)


def test_front_page_tells_coordinators_and_applicants_what_waits(
    coordinator: Someone, applicant: Someone
) -> None:
    assert 'href="/members/queue"' in waiting(coordinator)
    assert waiting(applicant) == ""
    with transaction():
        db.session.get_one(Organisation, applicant.organisation_id).state = State.ASKED
    assert 'href="/members/mine"' in waiting(applicant)
    assert waiting(coordinator) == ""


def test_front_page_counts_one_and_many_in_words(coordinator: Someone, applicant: Someone) -> None:
    assert re.findall(r"</span> (.*?)</a>", waiting(coordinator)) == ["application to decide"]
    make_organisation("Another", state=State.WAITING)
    assert re.findall(r"</span> (.*?)</a>", waiting(coordinator)) == ["applications to decide"]


def waiting(someone: Someone) -> str:
    """Return the part of the front page that tells what waits for a person."""
    page = someone.client.get("/").get_data(as_text=True)
    _, _, rest = page.partition('<section class="waiting"')
    return rest.partition("</section>")[0]


def give_up(subject: str) -> None:
    """Leave a piece of work as the queue leaves it after its last try."""
    with transaction():
        work = Work(kind="read", subject=subject, state=WorkState.FAILED, error="OSError: no room")
        db.session.add(work)


def test_every_kind_of_work_has_words(app: Flask, coordinator: Someone) -> None:
    kinds = sorted(app.extensions[QUEUE].kinds)
    with transaction():
        db.session.add_all(Work(kind=kind, subject="", state=WorkState.FAILED) for kind in kinds)
    shown = coordinator.client.get("/given-up").text
    assert [kind for kind in kinds if f"<td>{kind}</td>" in shown] == []


def test_given_up_work_is_shown_and_tried_again(app: Flask, coordinator: Someone) -> None:
    assert "All work in the background is done" in coordinator.client.get("/given-up").text
    give_up("version:999")
    give_up("strange")
    shown = coordinator.client.get("/given-up").text
    assert shown.count("OSError: no room") == 2
    assert "Try all again" in shown
    first = db.session.scalars(select(Work.id).order_by(Work.id)).all()[0]
    answer = coordinator.client.post("/given-up", data={"work": first}, follow_redirects=True)
    assert "1 piece of work is tried again." in answer.text
    work_through()
    assert [row.subject for row in tasks.given_up()] == ["strange"]
