"""Depositing as a program: a draft, its description, versions, publishing, withdrawing, deleting."""

import io
from typing import Any

import pytest
from flask import Flask

from coalition.database import db
from coalition.library.models import Document
from coalition.tokens.models import Scope
from coalition.web.site import change_settings
from tests.api.speaking import METADATA, Program, only_fault
from tests.conftest import Someone, make_organisation, make_person, sign_in, work_through
from tests.library.conftest import TEXT

ONE = "/api/v1/documents/1"


def count() -> int:
    """Return how many documents there are."""
    return db.session.query(Document).count()


def form(**parts: Any) -> dict[str, Any]:
    """Return the parts of a form, a text standing for a file of it."""
    files = {
        name: (io.BytesIO(parts.pop(name).encode()), "a.txt") for name in ("file",) if name in parts
    }
    return parts | files


def add_version(program: Program, status: int = 201, **parts: Any) -> Any:
    """Send a new version of the first document."""
    data = form(**({"note": "Figures were added.", "file": "Another text."} | parts))
    return program.ask("POST", f"{ONE}/versions", status, data=data)


def do(program: Program, what: str, status: int = 200, seen: str = "*", **body: Any) -> Any:
    """Publish or withdraw the first document."""
    headers = {"If-Match": seen} if seen else {}
    return program.ask("POST", f"{ONE}/{what}", status, headers=headers, **body).get_json()


def test_a_deposit_becomes_a_draft_and_is_read(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    answer = program.deposit()
    made = answer.get_json()
    assert answer.headers["Location"] == "http://127.0.0.1:8000/api/v1/documents/1"
    assert (made["state"], made["title"], made["issued"]) == ("draft", METADATA["title"], "2012-11")
    assert made["organisation"]["id"] == representative.organisation_id
    assert made["authors"][0]["orcid"] == "0000-0002-1825-0097"
    assert made["versions"][0]["reading"] == {"state": "waiting", "problem": None}
    work_through()
    version = program.read(f"{ONE}/versions/1")
    assert (version["reading"]["state"], version["page_count"]) == ("readable", 1)
    assert program.ask("GET", f"{ONE}/versions/1/file").data == TEXT.encode()


def test_the_whole_way_of_a_document(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    program.deposit(licence=None)
    work_through()
    problem = do(program, "publish", 422)
    assert only_fault(problem) == ("/licence", "Choose the licence readers get it under.")
    program.change(1, licence="CC0-1.0")
    assert do(program, "publish")["state"] == "published"
    work_through()
    assert Program(app).read(ONE)["licence"] == "CC0-1.0"
    second = add_version(program)
    assert second.headers["Location"].endswith("/api/v1/documents/1/versions/2")
    work_through()
    assert len(Program(app).read(ONE)["versions"]) == 2
    gone = do(program, "withdraw", json={"reason": "It was wrong."})
    assert (gone["state"], gone["withdrawal"]["reason"]) == ("withdrawn", "It was wrong.")
    Program(app).read(ONE, 410)
    program.change(1, 409, title="Late")
    do(program, "publish", 409)
    do(program, "withdraw", 409, json={"reason": "Again."})
    add_version(program, 409)


def test_a_patch_changes_what_it_names_and_null_empties(
    app: Flask, representative: Someone
) -> None:
    program = Program(app, representative)
    before = program.deposit().get_json()
    after = program.change(1, abstract=None, issued=None, languages=["fr", "FR", "en-gb"])
    assert (after["abstract"], after["issued"], after["languages"]) == ("", None, ["fr", "en-GB"])
    same = {"title", "kind", "authors", "licence", "subjects", "audience", "organisation"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    named = [{"name": "Reading  Rooms\u0007", "is_organisation": True}]
    authors = program.change(1, authors=named, audience="members")
    assert authors["authors"] == [{"name": "Reading Rooms", "is_organisation": True, "orcid": None}]
    assert authors["audience"] == "members"


def test_nobodys_change_is_lost(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    seen = program.deposit().headers["ETag"]
    work_through()  # the reading of the file changes nothing of what is said
    compressed = seen.removesuffix('"') + ':gzip"'  # the same, as it was sent to who takes that
    program.change(1, seen=compressed, title="First")
    program.change(1, 412, seen=seen, title="Second")
    do(program, "publish", 412, seen)
    do(program, "publish", 412, '"", W/"1-0", "odd`{"')
    program.ask("DELETE", ONE, 412, headers={"If-Match": seen})
    merge = {"Content-Type": "application/merge-patch+json"}
    program.ask("PATCH", ONE, 428, data="{}", headers=merge)
    do(program, "publish", 428, "")
    program.ask("DELETE", ONE, 428)
    assert program.read(ONE)["title"] == "First"


def test_a_draft_is_deleted_and_what_is_published_is_not(
    app: Flask, representative: Someone
) -> None:
    program = Program(app, representative)
    program.deposit()
    program.ask("DELETE", ONE, 204, headers={"If-Match": "*"})
    program.read(ONE, 404)
    program.deposit()
    work_through()
    number = program.read("/api/v1/documents?state=mine")["items"][0]["id"]
    program.ask("POST", f"/api/v1/documents/{number}/publish", headers={"If-Match": "*"})
    program.ask("DELETE", f"/api/v1/documents/{number}", 409, headers={"If-Match": "*"})
    assert program.read(f"/api/v1/documents/{number}")["state"] == "published"


def test_what_is_sent_twice_is_done_once(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    first, second = program.deposit(key="report-1"), program.deposit(key="report-1")
    assert (second.get_json(), second.headers["Location"]) == (
        first.get_json(),
        first.headers["Location"],
    )
    program.deposit(422, key="report-1", title="Something else")
    program.deposit(key="report-2")
    assert count() == 2


def test_for_whom_is_said_by_those_who_represent_more(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    other = make_organisation("Reading Rooms Trust")
    own = representative.organisation_id
    leading = Program(app, coordinator)
    assert only_fault(leading.deposit(422).get_json())[0] == "/metadata/organisation_id"
    assert leading.deposit(organisation_id=None).get_json()["organisation"]["id"] is None
    assert leading.deposit(organisation_id=own).get_json()["organisation"]["id"] == own
    Program(app, representative).deposit(403, organisation_id=other.id)
    Program(app, representative).deposit(403, organisation_id=None)


def test_strangers_change_nothing(
    app: Flask, representative: Someone, outsider: Someone, applicant: Someone
) -> None:
    program = Program(app, representative)
    program.deposit()
    work_through()
    do(program, "publish")
    nobody = Program(app)
    nobody.deposit(401)
    nobody.change(1, 401)
    do(nobody, "publish", 401)
    add_version(nobody, 401)
    for stranger in (Program(app, outsider), Program(app, applicant)):
        stranger.deposit(403)
        stranger.change(1, 403, title="Mine")
        do(stranger, "withdraw", 403, json={"reason": "Mine."})
        stranger.ask("DELETE", ONE, 403, headers={"If-Match": "*"})
        add_version(stranger, 403)
    assert (count(), program.read(ONE)["title"]) == (1, METADATA["title"])


def test_other_members_may_read_and_not_change(
    app: Flask, representative: Someone, other_member: Someone
) -> None:
    program, other = Program(app, representative), Program(app, other_member)
    program.deposit(audience="members")
    other.change(1, 404, title="Mine")
    work_through()
    do(program, "publish")
    assert other.read(ONE)["id"] == 1
    other.change(1, 403, title="Mine")
    add_version(other, 403)
    do(other, "withdraw", 403, json={"reason": "Mine."})


@pytest.fixture
def other_member(app: Flask) -> Someone:
    """The representative of another approved organisation."""
    person = make_person("other@example.org")
    organisation = make_organisation("Reading Rooms Trust", person)
    return Someone(person.id, person.email, sign_in(app, person.email), organisation.id)


def test_a_token_does_what_it_is_good_for(app: Flask, representative: Someone) -> None:
    reading = Program(app, representative, Scope.READ)
    depositing = Program(app, representative, Scope.READ, Scope.DEPOSIT)
    publishing = Program(app, representative, Scope.PUBLISH)
    reading.deposit(403)
    depositing.deposit()
    work_through()
    reading.change(1, 403, title="Mine")
    do(depositing, "publish", 403)
    publishing.read(ONE, 403)
    assert do(publishing, "publish")["state"] == "published"
    do(depositing, "withdraw", 403, json={"reason": "No."})


def test_a_file_added_to_a_draft_takes_the_place_of_the_one_before(
    app: Flask, representative: Someone
) -> None:
    program = Program(app, representative)
    program.deposit()
    second = add_version(program, note="")
    assert second.headers["Location"].endswith("/api/v1/documents/1/versions/1")
    (version,) = program.read(ONE)["versions"]
    assert (version["number"], version["note"]) == (1, "")
    assert program.ask("GET", f"{ONE}/versions/1/file").data == b"Another text."


def test_the_same_file_or_no_note_makes_no_version(app: Flask, representative: Someone) -> None:
    program = Program(app, representative)
    program.deposit()
    work_through()
    do(program, "publish")
    same = add_version(program, 422, file=TEXT).get_json()
    assert only_fault(same) == ("/file", "This is the same file as version 1.")
    silent = add_version(program, 422, note=" ").get_json()
    assert only_fault(silent)[0] == "/note"
    assert len(program.read(ONE)["versions"]) == 1


def test_where_coordinators_review_publishing_hands_in(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    change_settings(review_before_publishing=True)
    program = Program(app, representative)
    program.deposit()
    work_through()
    assert do(program, "publish")["state"] == "in-review"
    do(program, "publish", 409)
    assert do(Program(app, coordinator), "publish")["state"] == "published"
