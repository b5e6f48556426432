"""Reading documents as a program: lists, filters, versions, files, and what is nobody's business."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from coalition.api.shapes.documents import Document as Shape
from coalition.library import service as library
from coalition.library.models import Document
from coalition.tokens.models import Scope
from tests.api.speaking import Program, only_fault
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, TEXT, put
from tests.members.making import counted_statements
from tests.records.making import ORCID, full_document

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def document(representative: Someone, coordinator: Someone) -> Document:
    """A public document in two versions of which everything can be said."""
    return full_document(representative, coordinator)


def published(holder: Someone, **changes: Any) -> Document:
    """Return a published document."""
    made = put(holder.viewer, holder.organisation_id, fields=replace(FIELDS, **changes))
    library.publish(made.id, by=holder.viewer)
    work_through()
    return made


def numbers(program: Program, query: str = "") -> list[int]:
    """Return the numbers of the documents that are listed."""
    return [one["id"] for one in program.read(f"/api/v1/documents{query}")["items"]]


def test_a_document_is_told_whole(app: Flask, document: Document) -> None:
    said = Program(app).read(f"/api/v1/documents/{document.id}")
    here, programs = f"{SITE}/library/1", f"{SITE}/api/v1/documents/1"
    assert set(said) == set(Shape.__struct_fields__)
    assert (said["url"], said["api_url"], said["state"]) == (here, programs, "published")
    assert said["authors"][0] == {
        "name": "Ana María García López",
        "is_organisation": False,
        "orcid": ORCID,
    }
    assert said["organisation"] == {
        "id": 1,
        "name": "Library Association of the Low Lands",
        "url": f"{SITE}/members/1",
        "api_url": f"{SITE}/api/v1/members/1",
    }
    assert said["sessions"][0]["api_url"] == f"{SITE}/api/v1/sessions/1"
    assert said["sessions"][0]["meeting"]["name"] == "IGF 2012"
    assert [one["number"] for one in said["versions"]] == [1, 2]
    assert said["versions"][1]["note"] == "Figures were added"
    assert said["versions"][1]["reading"] == {"state": "readable", "problem": None}
    assert said["versions"][1]["file"]["url"] == f"{programs}/versions/2/file"
    assert (said["licence"], said["subjects"]) == (
        "CC-BY-4.0",
        [{"id": 1, "name": "Public access"}],
    )


def test_versions_are_read_by_themselves(app: Flask, document: Document) -> None:
    program = Program(app)
    listed = program.read("/api/v1/documents/1/versions")["items"]
    assert listed == program.read("/api/v1/documents/1")["versions"]
    assert listed[0] == program.read("/api/v1/documents/1/versions/1")
    assert program.read("/api/v1/documents/1/versions/3", 404)["status"] == 404


def test_the_file_is_the_one_that_was_deposited(app: Flask, document: Document) -> None:
    answer = Program(app).ask("GET", "/api/v1/documents/1/versions/1/file")
    assert (answer.data, answer.mimetype) == (TEXT.encode(), "text/plain")
    assert "attachment" in answer.headers["Content-Disposition"]
    part = Program(app).ask(
        "GET", "/api/v1/documents/1/versions/1/file", 206, headers={"Range": "bytes=0-6"}
    )
    assert part.data == b"Reading"


def test_the_state_that_is_known_is_not_sent_again(app: Flask, document: Document) -> None:
    program = Program(app)
    seen = program.ask("GET", "/api/v1/documents/1").headers["ETag"]
    listed = program.ask("GET", "/api/v1/documents").headers["ETag"]
    for address, mark in (("/api/v1/documents/1", seen), ("/api/v1/documents", listed)):
        answer = program.ask("GET", address, 304, headers={"If-None-Match": mark})
        assert (answer.data, answer.headers["ETag"]) == (b"", mark)


def test_an_empty_library_is_an_empty_list(app: Flask) -> None:
    answer = Program(app).ask("GET", "/api/v1/documents")
    assert answer.get_json() == {"items": [], "total": 0, "page": 1, "pages": 1, "per_page": 30}
    assert answer.headers["X-Total-Count"] == "0"


def test_filters_narrow_the_list(
    app: Flask, representative: Someone, coordinator: Someone, document: Document
) -> None:
    other = published(representative, kind="minutes", languages=("fr",))
    own = put(coordinator.viewer, None, fields=replace(FIELDS, languages=("en-GB",)))
    library.publish(own.id, by=coordinator.viewer)
    program = Program(app)
    assert numbers(program) == [own.id, other.id, document.id]
    assert numbers(program, "?kind=minutes") == [other.id]
    assert numbers(program, "?language=fr") == [other.id, document.id]
    assert numbers(program, "?language=en") == [document.id]
    assert numbers(program, "?language=en-gb") == [own.id]
    assert numbers(program, "?organisation=1") == [other.id, document.id]
    assert numbers(program, "?subject=1") == [document.id]
    assert numbers(program, "?session=1") == numbers(program, "?meeting=1") == [document.id]
    assert numbers(program, "?meeting=2") == []
    assert numbers(program, "?published_since=2012-11-08T10:00Z&organisation=1&kind=minutes") == [
        other.id
    ]
    assert numbers(program, "?published_since=2999-01-01") == []


def test_pages_lead_to_each_other(app: Flask, representative: Someone) -> None:
    made = [published(representative, title=f"Report {n}").id for n in range(3)]
    program = Program(app)
    answer = program.ask("GET", "/api/v1/documents?per_page=2")
    assert [one["id"] for one in answer.get_json()["items"]] == made[:0:-1]
    assert f'<{SITE}/api/v1/documents?per_page=2&page=2>; rel="next"' in answer.headers["Link"]
    assert answer.headers["X-Total-Count"] == "3"
    assert numbers(program, "?per_page=2&page=2") == made[:1]
    assert numbers(program, "?per_page=2&page=9") == []


WRONG = (
    ("organisation=x", "organisation"),
    ("subject=0", "subject"),
    ("meeting=99999999999", "meeting"),
    ("kind=novel", "kind"),
    ("language=!", "language"),
    ("published_since=soon", "published_since"),
    ("state=draft", "state"),
    ("per_page=1000", "per_page"),
    ("page=0", "page"),
    ("organization=1", "organization"),
    ("kind=report&kind=minutes", "kind"),
)


def test_what_cannot_be_used_is_named(app: Flask) -> None:
    program = Program(app)
    found = [only_fault(program.read(f"/api/v1/documents?{query}", 400))[0] for query, _n in WRONG]
    assert found == [name for _query, name in WRONG]


def test_lists_take_as_many_queries_for_three_as_for_one(
    app: Flask, representative: Someone
) -> None:
    program = Program(app)
    published(representative)
    with counted_statements() as one:
        program.read("/api/v1/documents")
    published(representative)
    published(representative)
    with counted_statements() as three:
        program.read("/api/v1/documents")
    assert len(three) == len(one)


def test_drafts_are_nobodys_business(
    app: Flask, representative: Someone, outsider: Someone, coordinator: Someone
) -> None:
    draft = put(representative.viewer, representative.organisation_id)
    for stranger in (Program(app), Program(app, outsider)):
        for rest in ("", "/versions", "/versions/1", "/versions/1/file"):
            stranger.read(f"/api/v1/documents/{draft.id}{rest}", 404)
        assert numbers(stranger) == []
    assert Program(app, representative).read(f"/api/v1/documents/{draft.id}")["state"] == "draft"
    assert Program(app, coordinator).read(f"/api/v1/documents/{draft.id}")["id"] == draft.id


def test_documents_for_members_are_theirs(
    app: Flask, representative: Someone, outsider: Someone, applicant: Someone
) -> None:
    inside = published(representative, audience="members")
    for stranger in (Program(app), Program(app, outsider), Program(app, applicant)):
        assert numbers(stranger) == []
        stranger.read(f"/api/v1/documents/{inside.id}", 404)
        stranger.read(f"/api/v1/documents/{inside.id}/versions/1/file", 404)
    member = Program(app, representative, Scope.READ)
    assert numbers(member) == [inside.id]
    assert member.ask("GET", f"/api/v1/documents/{inside.id}/versions/1/file").data
    without = Program(app, representative, Scope.DEPOSIT)
    assert without.read(f"/api/v1/documents/{inside.id}", 403)["status"] == 403


def test_what_is_mine_needs_a_token(app: Flask, representative: Someone, outsider: Someone) -> None:
    out = published(representative)
    draft = put(representative.viewer, representative.organisation_id, text="Another text.")
    library.withdraw(out.id, "It was wrong.", by=representative.viewer)
    assert Program(app).read("/api/v1/documents?state=mine", 401)["status"] == 401
    assert numbers(Program(app, outsider), "?state=mine") == []
    mine = Program(app, representative).read("/api/v1/documents?state=mine")["items"]
    assert [(one["id"], one["state"]) for one in mine] == [
        (draft.id, "draft"),
        (out.id, "withdrawn"),
    ]
    assert (mine[1]["versions"], mine[1]["withdrawal"]["reason"]) == ([], "It was wrong.")


def test_a_withdrawn_document_says_so_and_gives_nothing(
    app: Flask, representative: Someone
) -> None:
    gone = published(representative)
    library.withdraw(gone.id, "It was wrong.", by=representative.viewer)
    for program in (Program(app), Program(app, representative)):
        problem = program.read(f"/api/v1/documents/{gone.id}", 410)
        assert problem["detail"].endswith("The reason: It was wrong.")
        for rest in ("/versions", "/versions/1", "/versions/1/file"):
            program.read(f"/api/v1/documents/{gone.id}{rest}", 410)
    assert numbers(Program(app)) == []


def test_why_a_file_cannot_be_read_is_said(app: Flask, representative: Someone) -> None:
    put(
        representative.viewer,
        representative.organisation_id,
        text=b"%PDF-1.4\nbroken",
        name="a.pdf",
    )
    work_through()
    reading = Program(app, representative).read("/api/v1/documents/1/versions/1")["reading"]
    assert reading["state"] == "unreadable"
    assert reading["problem"]


def test_subjects_are_listed(app: Flask, document: Document) -> None:
    assert Program(app).read("/api/v1/subjects") == {"items": [{"id": 1, "name": "Public access"}]}
