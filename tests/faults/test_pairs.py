"""Two acts that fit one another ill, sent at the same moment: one outcome each, the other is told.

Twenty times each, against a real site; on PostgreSQL too, where DATABASE_URL names one.
"""

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from tests.faults import scene
from tests.faults.scene import COORDINATOR, PASSWORD, REPRESENTATIVE
from tests.running import Answer, NoAnswer, Running, Visitor, running

pytestmark = pytest.mark.hard
TIMES = 20
SERVER_ERROR = 500
MADE = """
TIMES = 20
import io, json
from datetime import timedelta
from coalition.accounts import service as accounts
from coalition.database import db, now, transaction
from coalition.library import service as library
from coalition.library.description import DocumentFields
from coalition.library.models import Document
from coalition.members import queries as members
from coalition.members import representation
from coalition.members.models import Organisation, State
from coalition.questions.models import Question
from tests.conftest import make_organisation, make_person
from tests.hubs.making import confirm, make_meeting, make_session
from tests.members.making import last_token
boss = make_person("coordinator@example.org", coordinator=True)
person = make_person("representative@example.org")
own = make_organisation("Library Association", person)
chief, by = members.viewer_of(boss.id), members.viewer_of(person.id)
told = {}
told["waiting"] = [make_organisation(f"W{n}", state=State.WAITING).id for n in range(TIMES)]
fields = DocumentFields("T", kind="report", languages=("en",), licence="CC0-1.0")
told["drafts"] = [library.deposit(io.BytesIO(f"Draft {n}".encode()), "a.txt", by=by,
    organisation_id=own.id, fields=fields).id for n in range(TIMES)]
told["contacts"], told["invitations"] = [], []
speaker = make_person("speaker@example.org")
for n in range(TIMES):
    other = make_person(f"second{n}@example.org")
    organisation = make_organisation(f"H{n}", speaker, other)
    told["contacts"].append([organisation.id, other.id])
    representation.invite(organisation.id, f"new{n}@example.org", by=members.viewer_of(speaker.id), language="en")
    told["invitations"].append(last_token(f"new{n}@example.org"))
told["resets"] = [accounts.reset_link(make_person(f"reset{n}@example.org")) for n in range(TIMES)]
meeting = make_meeting(chief, begins_on=now().date())
begun = now().replace(microsecond=0) - timedelta(minutes=10)
session = make_session(meeting, chief, starts_at=begun, ends_at=begun + timedelta(hours=3))
told["session"], told["meeting"] = session.id, meeting.id
told["hubs"] = []
from coalition.accounts.models import Attempt
def calm():
    with transaction():
        db.session.query(Attempt).delete()
for n in range(TIMES):
    calm()
    hub, _token = confirm(meeting, session, coordinator_email=f"host{n}@example.org",
        technical_email=f"tech{n}@example.org", host=f"Library {n}", city=f"City {n}")
    told["hubs"].append([hub.id, hub.revision])
told["pairs"] = []
for n in range(TIMES):
    for side in "ab":
        make_person(f"{side}{n}@example.org")
told["full"] = []
for n in range(TIMES):
    filled = make_person(f"full{n}@example.org")
    told["full"].append(make_organisation(f"F{n}", filled).id)
print("TOLD " + json.dumps(told))
"""


@dataclass(frozen=True)
class Stage:
    """A site with what is fought over, two browsers of each person, and the way into its database."""

    site: Running
    told: Mapping[str, Any]
    database: sa.Engine
    coordinators: tuple[Visitor, Visitor]
    representatives: tuple[Visitor, Visitor]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the database holds."""
        with self.database.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(scope="module", params=DATABASES)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A site on SQLite, and one on PostgreSQL."""
    instance = tmp_path_factory.mktemp("pairs") / "instance"
    settings = {"QUOTA_MB": "1"}
    url = f"sqlite:///{instance / 'coalition.db'}"
    if request.param == "postgresql":
        if "DATABASE_URL" not in os.environ:
            pytest.skip("NOT TRIED on PostgreSQL: DATABASE_URL names none")
        url = request.getfixturevalue("server_database")
        settings["DATABASE_URL"] = url
    with running(instance, **settings) as site:
        printed = site.python(MADE)
        told = json.loads(printed.partition("TOLD ")[2])
        site.serve()
        pairs = [
            (scene.signed_in(site, email), scene.signed_in(site, email))
            for email in (COORDINATOR, REPRESENTATIVE)
        ]
        database = sa.create_engine(url)
        yield Stage(site, told, database, *pairs)
        database.dispose()


@pytest.fixture(autouse=True)
def calm(stage: Stage) -> None:
    """Let nobody be told that something was tried too often."""
    _calm(stage)


def _calm(stage: Stage) -> None:
    with stage.database.begin() as connection:
        connection.execute(sa.text("DELETE FROM attempts"))


def posting(who: Visitor, path: str, **fields: Any) -> Callable[[], Answer]:
    """Return what sends these fields, with a token against forgery."""
    token = who.token("/search/help" if who.cookies else "/sign-in")
    return lambda: who.post(path, {"csrf_token": token, **fields})


def at_once(*acts: Callable[[], Answer]) -> list[int]:
    """Do all at the same moment; return their statuses, lowest first. Nothing breaks by it."""
    ready = threading.Barrier(len(acts))

    def act(one: Callable[[], Answer]) -> Answer:
        ready.wait()
        try:
            return one()
        except NoAnswer as problem:
            raise AssertionError(problem) from problem

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(act, acts))
    for answer in answers:
        assert answer.status < SERVER_ERROR, answer.text
    return sorted(answer.status for answer in answers)


def test_approve_and_decline(stage: Stage) -> None:
    one, other = stage.coordinators
    seen: Counter[tuple[int, ...]] = Counter()
    for number in stage.told["waiting"]:
        path = f"/members/{number}"
        approve = posting(one, f"{path}/approve", seen=0)
        decline = posting(other, f"{path}/decline", seen=0, why="Not yet.")
        seen[tuple(at_once(approve, decline))] += 1
    assert seen == {(303, 409): TIMES}
    ids = ", ".join(str(number) for number in stage.told["waiting"])
    decided = stage.ask(
        "SELECT organisation_id, count(*) FROM organisation_history "  # noqa: S608 our own numbers
        f"WHERE organisation_id IN ({ids}) AND act IN ('approved', 'declined') "
        "GROUP BY organisation_id"
    )
    assert sorted(count for _id, count in decided) == [1] * TIMES


def test_publish_twice(stage: Stage) -> None:
    one, other = stage.representatives
    seen: Counter[tuple[int, ...]] = Counter()
    scene.await_that(lambda: not stage.ask("SELECT 1 FROM work WHERE kind = 'read'"))
    for number in stage.told["drafts"]:
        found = f"SELECT revision FROM documents WHERE id = {number}"  # noqa: S608 our own number
        revision = stage.ask(found)[0][0]
        acts = [
            posting(who, f"/library/{number}/publish", revision=revision) for who in (one, other)
        ]
        seen[tuple(at_once(*acts))] += 1
    assert seen == {(303, 409): TIMES}
    published = "SELECT count(*) FROM document_history WHERE act = 'published'"
    assert stage.ask(published) == [(TIMES,)]


def test_last_two_coordinators_leave(stage: Stage) -> None:
    site, seen = stage.site, Counter[tuple[int, ...]]()
    chief = stage.coordinators[0]
    for number in range(3):  # each sends letters and rotates what people are signed in with
        for side in "ab":
            posting(chief, "/coordinators", email=f"{side}{number}@example.org")()
        pair = [scene.signed_in(site, f"{side}{number}@example.org") for side in "ab"]
        held = dict(
            stage.ask(
                "SELECT people.email, appointments.id FROM appointments "
                "JOIN people ON people.id = person_id WHERE removed_at IS NULL"
            )
        )
        assert len(held) == 3
        posting(pair[0], f"/coordinators/{held[COORDINATOR]}/remove")()
        acts = [
            posting(who, f"/coordinators/{held[f'{side}{number}@example.org']}/remove")
            for who, side in zip(pair, "ba", strict=True)
        ]
        seen[tuple(at_once(*acts))] += 1
        left = stage.ask("SELECT id, person_id FROM appointments WHERE removed_at IS NULL")
        assert len(left) == 1, seen
        last = next(who for who in pair if who.get("/coordinators").status == 200)
        posting(last, "/coordinators", email=COORDINATOR)()
        own = stage.ask(
            "SELECT appointments.id FROM appointments "  # noqa: S608 our own address
            "JOIN people ON people.id = person_id "
            f"WHERE removed_at IS NULL AND email <> '{COORDINATOR}'"
        )
        chief = scene.signed_in(site, COORDINATOR)
        posting(chief, f"/coordinators/{own[0][0]}/remove")()


def test_deposit_sent_twice(stage: Stage) -> None:
    one, other = stage.representatives
    for number in range(TIMES):
        form = one.form("/library/new", "files")
        file = (f"twice{number}.txt", f"Twice {number}".encode())
        other.cookies = dict(one.cookies)  # the same browser, a button pressed twice
        acts = [lambda who=who: who.send(form, files=file) for who in (one, other)]  # noqa: B023
        assert at_once(*acts) == [303, 303]
    twice = "SELECT count(*) FROM versions WHERE file_name LIKE 'twice%'"
    assert stage.ask(twice) == [(TIMES,)]


def test_invitation_accepted_twice(stage: Stage) -> None:
    seen: Counter[tuple[int, ...]] = Counter()
    fields = {"name": "New", "password": PASSWORD}
    for token in stage.told["invitations"]:
        _calm(stage)
        path = f"/members/invitation/{token}"
        acts = [posting(Visitor(stage.site.url), path, **fields) for _ in range(2)]
        seen[tuple(at_once(*acts))] += 1
    assert seen == {(303, 404): TIMES}
    new = "SELECT count(*) FROM people WHERE email LIKE 'new%'"
    assert stage.ask(new) == [(TIMES,)]


def test_contact_handed_over_twice(stage: Stage) -> None:
    one, other = (scene.signed_in(stage.site, "speaker@example.org") for _ in range(2))
    for organisation_id, person_id in stage.told["contacts"]:
        path = f"/members/{organisation_id}/representatives/{person_id}/hand-over"
        assert at_once(posting(one, path), posting(other, path)) == [303, 409]
    contacts = (
        "SELECT organisation_id FROM representatives WHERE is_contact "
        "GROUP BY organisation_id HAVING count(*) > 1"
    )
    assert stage.ask(contacts) == []


def test_link_used_twice(stage: Stage) -> None:
    fields = {"password": PASSWORD + "!", "again": PASSWORD + "!"}
    for token in stage.told["resets"]:
        _calm(stage)
        acts = [posting(Visitor(stage.site.url), f"/reset/{token}", **fields) for _ in range(2)]
        assert at_once(*acts) == [303, 404]


def test_question_asked_twice(stage: Stage) -> None:
    path = f"/sessions/{stage.told['session']}/questions"
    for number in range(TIMES):
        _calm(stage)
        reader, same = Visitor(stage.site.url), Visitor(stage.site.url)
        form = reader.form(path, "wording")
        asked = f"Who asks {number}?"
        acts = [lambda who=who: who.send(form, wording=asked) for who in (reader, same)]  # noqa: B023
        assert at_once(*acts) == [303, 303]
    assert stage.ask("SELECT count(*) FROM questions") == [(TIMES,)]


def test_hub_accepted_and_declined(stage: Stage) -> None:
    one, other = stage.coordinators
    seen: Counter[tuple[int, ...]] = Counter()
    for number, revision in stage.told["hubs"]:
        accept = posting(one, f"/hubs/{number}/accept", revision=revision)
        decline = posting(other, f"/hubs/{number}/decline", revision=revision, why="Too late.")
        seen[tuple(at_once(accept, decline))] += 1
    assert seen == {(303, 409): TIMES}


def test_quota_is_kept_by_two_at_once(stage: Stage) -> None:
    for number, organisation_id in enumerate(stage.told["full"]):
        _calm(stage)
        pair = [scene.signed_in(stage.site, f"full{number}@example.org") for _ in range(2)]
        acts = []
        for side, who in enumerate(pair):
            form = who.form("/library/new", "files")
            data = f"{number} {side} ".encode() + b"Six hundred thousand. " * 27_000
            file = (f"full{side}.txt", data)
            acts.append(lambda who=who, form=form, file=file: who.send(form, files=file))
        assert at_once(*acts) == [303, 422]
        kept = f"SELECT count(*) FROM documents WHERE organisation_id = {organisation_id}"  # noqa: S608
        assert stage.ask(kept) == [(1,)]
