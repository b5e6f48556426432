"""Depositing, new versions, reading again and deleting drafts, by the verbs of the service."""

import hashlib
import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.library import queries, reading, service
from coalition.library.models import Act, Document, File, Page, Reading, State, Version
from coalition.library.originals import storage
from coalition.library.storage import REMOVAL
from coalition.members.models import State as OrganisationState
from coalition.tasks import Work
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, make_organisation, work_through
from tests.library.conftest import FIELDS, TEXT, acts, found, put

DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def stored_files() -> list[str]:
    folder = settings().files_folder
    files = (path.name for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in files if name != REMOVAL)


def test_deposit_keeps_file_version_and_work(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id)
    assert (document.state, document.title) == (State.DRAFT, FIELDS.title)
    assert document.organisation_id == representative.organisation_id
    version = document.versions[0]
    assert (version.number, version.file_digest, version.reading) == (1, DIGEST, Reading.WAITING)
    assert (version.file.media_type, version.file.size_bytes) == ("text/plain", len(TEXT))
    assert version.file_name == "reading-rooms.txt"
    assert storage().path(DIGEST).read_bytes() == TEXT.encode()
    assert acts(document.id, representative.viewer) == [Act.DEPOSITED]
    work = [(row.kind, row.subject) for row in db.session.scalars(sa.select(Work))]
    assert work == [("read", f"version:{version.id}")]


def test_deposit_without_fields_takes_its_title_from_the_name(representative: Someone) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        fields=None,
        name="../secret/Yearly_report\N{RIGHT-TO-LEFT OVERRIDE}.txt",
    )
    assert document.title == "Yearly report"
    assert document.versions[0].file_name == "Yearly_report.txt"


def test_deposit_of_the_same_bytes_keeps_one_file(representative: Someone) -> None:
    first = put(representative.viewer, representative.organisation_id)
    second = put(representative.viewer, representative.organisation_id)
    assert first.id != second.id
    assert stored_files() == [DIGEST]
    assert db.session.scalar(sa.select(sa.func.count(File.digest))) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + bytes(200), "report.docx"),
        (b"", "empty.pdf"),
        (b"#!/bin/sh\nrm -r /\n", "minutes.txt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "map.svg"),
    ],
)
def test_deposit_refuses_what_ingest_refuses_and_keeps_nothing(
    representative: Someone, content: bytes, name: str
) -> None:
    with pytest.raises(Invalid) as refused:
        put(representative.viewer, representative.organisation_id, content, name=name)
    assert list(refused.value.fields) == ["file"]
    assert stored_files() == []
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 0


def test_deposit_that_fails_late_leaves_no_bytes(representative: Someone) -> None:
    fields = replace(FIELDS, subject_ids=(999,))
    with pytest.raises(Invalid) as refused:
        put(representative.viewer, representative.organisation_id, fields=fields)
    assert refused.value.fields == {"subjects": "Choose subjects from the list."}
    assert stored_files() == []
    assert db.session.scalar(sa.select(sa.func.count(File.digest))) == 0


def test_deposit_that_fails_late_keeps_bytes_another_document_has(representative: Someone) -> None:
    put(representative.viewer, representative.organisation_id)
    with pytest.raises(Invalid):
        put(
            representative.viewer,
            representative.organisation_id,
            fields=replace(FIELDS, subject_ids=(999,)),
        )
    assert stored_files() == [DIGEST]


def test_deposit_is_refused_to_people_without_an_approved_organisation(
    applicant: Someone, outsider: Someone, representative: Someone
) -> None:
    for person, organisation_id in (
        (applicant, applicant.organisation_id),
        (outsider, None),
        (representative, None),
        (representative, applicant.organisation_id),
    ):
        with pytest.raises(NotAllowed):
            put(person.viewer, organisation_id)
    assert stored_files() == []


def test_deposit_by_coordinator_for_unapproved_organisation_is_refused(
    coordinator: Someone,
) -> None:
    suspended = make_organisation("Suspended Shelf", state=OrganisationState.SUSPENDED)
    with pytest.raises(Invalid):
        put(coordinator.viewer, suspended.id)
    assert put(coordinator.viewer, None).organisation is None


def test_delete_draft_removes_rows_and_bytes(representative: Someone, draft: Document) -> None:
    work_through()
    service.delete_draft(draft.id, by=representative.viewer)
    for model in (Document, Version, Page, File):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert stored_files() == []


def test_delete_draft_keeps_bytes_another_document_has(
    representative: Someone, draft: Document
) -> None:
    put(representative.viewer, representative.organisation_id)
    service.delete_draft(draft.id, by=representative.viewer)
    assert stored_files() == [DIGEST]


def test_delete_draft_refuses_what_is_published(
    representative: Someone, published: Document
) -> None:
    with pytest.raises(Conflict):
        service.delete_draft(published.id, by=representative.viewer)


def test_work_on_a_deleted_draft_is_done_without_complaint(
    representative: Someone, draft: Document
) -> None:
    service.delete_draft(draft.id, by=representative.viewer)
    assert work_through() == 1


def test_add_version_keeps_the_address_and_the_old_version(
    app: Flask, representative: Someone, published: Document
) -> None:
    version = service.add_version(
        published.id,
        io.BytesIO(b"Hippopotamus in the second version."),
        "second.txt",
        "Figures added.",
        by=representative.viewer,
    )
    assert version.number == 2
    work_through()
    document = queries.get_document(published.id, viewer=ANONYMOUS)
    assert [(v.number, v.note) for v in document.versions] == [(1, ""), (2, "Figures added.")]
    assert found(app, "hippopotamus") == [f"document:{published.id}"]
    assert found(app, "whoever") == [f"document:{published.id}.1"]
    assert storage().path(document.versions[0].file_digest).read_bytes() == TEXT.encode()


def test_an_unreadable_new_version_leaves_the_old_text_searchable(
    app: Flask, representative: Someone, published: Document
) -> None:
    service.add_version(
        published.id,
        io.BytesIO(b"%PDF-1.4\nbroken beyond repair"),
        "second.pdf",
        "As PDF.",
        by=representative.viewer,
    )
    work_through()
    document = queries.get_document(published.id, viewer=ANONYMOUS)
    assert [v.reading for v in document.versions] == [Reading.READABLE, Reading.UNREADABLE]
    assert found(app, "librarian") == [f"document:{published.id}"]


@pytest.mark.parametrize(
    ("content", "note", "fields"),
    [
        (TEXT, "Same.", {"file": "This is the same file as version 1."}),
        ("Other text.", " ", {"note": "Say in a few words what changed."}),
    ],
)
def test_add_version_refuses(
    representative: Someone, published: Document, content: str, note: str, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        service.add_version(
            published.id, io.BytesIO(content.encode()), "a.txt", note, by=representative.viewer
        )
    assert refused.value.fields == fields
    assert stored_files() == [DIGEST]


def test_a_file_added_to_a_draft_takes_the_place_of_the_one_before(
    app: Flask, representative: Someone, draft: Document, anonymous: Someone
) -> None:
    before, by = draft.versions[0].id, representative.viewer
    work_through()
    second = b"Hippopotamus instead."
    made = service.add_version(draft.id, io.BytesIO(second), "b.txt", "A name taken out", by=by)
    assert (made.number, made.note, made.id > before) == (1, "", True)
    work_through()
    service.publish(draft.id, by=by)
    work_through()
    (version,) = queries.get_document(draft.id, viewer=ANONYMOUS).versions
    assert (version.number, version.file_name) == (1, "b.txt")
    assert stored_files() == [hashlib.sha256(second).hexdigest()]
    assert db.session.scalars(sa.select(Page.text)).all() == [second.decode()]
    assert (found(app, "hippopotamus"), found(app, "whoever")) == ([f"document:{draft.id}"], [])
    with anonymous.client.get(f"/library/{draft.id}/versions/1/file") as answer:
        assert answer.data == second
    assert anonymous.client.get(f"/library/{draft.id}/versions/2").status_code == 404
    acts = queries.get_document(draft.id, viewer=by).history
    assert [act.text for act in acts if act.act == Act.VERSION_ADDED] == ["A name taken out"]


def test_a_file_that_is_refused_leaves_the_one_a_draft_has(
    app: Flask, representative: Someone, draft: Document
) -> None:
    work_through()
    with pytest.raises(Invalid):
        service.add_version(
            draft.id, io.BytesIO(TEXT.encode()), "a.txt", "", by=representative.viewer
        )
    app.extensions["coalition.settings"] = replace(settings(), quota_mb=1)
    with pytest.raises(Invalid):
        service.add_version(
            draft.id, io.BytesIO(b"more " * 300_000), "a.txt", "", by=representative.viewer
        )
    assert stored_files() == [DIGEST]
    assert db.session.scalars(sa.select(Page.text)).all() == [TEXT]


def test_a_file_another_document_has_stays_when_a_draft_gets_a_better_one(
    representative: Someone, draft: Document
) -> None:
    put(representative.viewer, representative.organisation_id)
    service.add_version(draft.id, io.BytesIO(b"Other."), "a.txt", "", by=representative.viewer)
    assert DIGEST in stored_files()
    assert len(stored_files()) == 2


def test_reading_that_ends_after_its_file_was_replaced_is_not_kept(
    representative: Someone, draft: Document
) -> None:
    (task,) = reading.begin([draft.versions[0].id])
    outcome = reading.read_file(task)
    service.add_version(draft.id, io.BytesIO(b"Other."), "a.txt", "", by=representative.viewer)
    reading.note(outcome)
    assert db.session.scalars(sa.select(Page)).all() == []
    work_through()
    assert db.session.scalars(sa.select(Page.text)).all() == ["Other."]


def test_retry_reading_is_for_coordinators_once(
    representative: Someone, coordinator: Someone, draft: Document
) -> None:
    work_through()
    with pytest.raises(NotAllowed):
        service.retry_reading(draft.id, 1, by=representative.viewer)
    service.retry_reading(draft.id, 1, by=coordinator.viewer)
    with pytest.raises(Conflict):
        service.retry_reading(draft.id, 1, by=coordinator.viewer)
    with pytest.raises(NotFound):
        service.retry_reading(draft.id, 7, by=coordinator.viewer)
    assert work_through() == 1
