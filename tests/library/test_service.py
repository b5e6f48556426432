"""Documents from deposit to tombstone, by the verbs of the service."""

import hashlib
import io
from dataclasses import replace
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db
from coalition.errors import CoalitionError, Conflict, Invalid, NotAllowed, NotFound
from coalition.library import indexing, queries, service
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import (
    Act,
    Audience,
    Document,
    File,
    Page,
    Reading,
    State,
    Subject,
    Version,
)
from coalition.library.originals import storage
from coalition.library.subjects import SubjectName, update_subjects
from coalition.members.models import State as OrganisationState
from coalition.search import queries as search
from coalition.tasks import Work
from coalition.web.site import settings
from coalition.web.viewer import ANONYMOUS, Viewer
from tests.conftest import Someone, make_organisation, make_person, work_through
from tests.library.conftest import FIELDS, TEXT, put

DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def acts(document_id: int, viewer: Viewer) -> list[Act]:
    return [event.act for event in queries.get_document(document_id, viewer=viewer).history]


def stored_files() -> list[str]:
    folder = settings().files_folder
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def found(app: Flask, words: str, *audiences: str) -> list[str]:
    index = app.extensions["coalition.index"]
    if index.state() != "ok":
        indexing.rebuild()
    results = search.find(index, words, audiences=frozenset(audiences or ("public",)))
    return [hit.key for hit in results.hits]


def with_review(app: Flask) -> None:
    app.extensions["coalition.settings"] = replace(settings(), review_before_publishing=True)


# Deposit


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


# Edit


def test_edit_replaces_everything_said(representative: Someone, draft: Document) -> None:
    with_subject = Subject(name="Privacy of readers")
    db.session.add(with_subject)
    db.session.commit()
    service.edit(
        draft.id,
        DocumentFields(
            title="Another title",
            abstract="New words.",
            kind="minutes",
            authors=(AuthorName("Ada"), AuthorName("Library Trust", is_organisation=True)),
            issued="2013",
            languages=("fr", "en"),
            subject_ids=(with_subject.id,),
            licence="CC0-1.0",
            audience="members",
        ),
        by=representative.viewer,
        revision=draft.revision,
    )
    document = queries.get_document(draft.id, viewer=representative.viewer)
    assert (document.title, document.abstract, document.kind) == (
        "Another title",
        "New words.",
        "minutes",
    )
    assert [(a.name, a.is_organisation) for a in document.authors] == [
        ("Ada", False),
        ("Library Trust", True),
    ]
    assert (document.issued, document.languages, document.licence) == (
        "2013",
        ["fr", "en"],
        "CC0-1.0",
    )
    assert [s.name for s in document.subjects] == ["Privacy of readers"]
    assert document.audience == Audience.MEMBERS
    assert acts(draft.id, representative.viewer) == [Act.DEPOSITED, Act.EDITED]


def test_edit_of_a_stale_form_is_a_conflict(representative: Someone, draft: Document) -> None:
    revision = draft.revision
    by = representative.viewer
    service.edit(draft.id, replace(FIELDS, title="First"), by=by, revision=revision)
    with pytest.raises(Conflict):
        service.edit(draft.id, replace(FIELDS, title="Second"), by=by, revision=revision)
    assert queries.get_document(draft.id, viewer=by).title == "First"


def test_edit_of_a_published_document_keeps_it_complete(
    representative: Someone, published: Document
) -> None:
    with pytest.raises(Invalid) as refused:
        service.edit(published.id, replace(FIELDS, licence=""), by=representative.viewer)
    assert refused.value.fields == {"licence": "Choose the licence readers get it under."}
    document = queries.get_document(published.id, viewer=representative.viewer)
    assert document.licence == FIELDS.licence


def test_edit_of_a_published_document_changes_what_search_finds(
    app: Flask, representative: Someone, published: Document
) -> None:
    service.edit(
        published.id, replace(FIELDS, title="Zebras at the counter"), by=representative.viewer
    )
    work_through()
    assert found(app, "zebras") == [f"document:{published.id}"]


def test_edit_is_forbidden_to_readers_and_hidden_from_others(
    outsider: Someone, published: Document, coordinator: Someone
) -> None:
    with pytest.raises(NotAllowed):
        service.edit(published.id, FIELDS, by=outsider.viewer)
    hidden = put(coordinator.viewer, None)
    for viewer in (outsider.viewer, ANONYMOUS):
        with pytest.raises(NotFound):
            service.edit(hidden.id, FIELDS, by=viewer)


# Publish and review


def test_publish_makes_a_document_public_and_findable(
    app: Flask, representative: Someone, draft: Document
) -> None:
    work_through()
    assert found(app, "librarian") == []
    assert service.publish(draft.id, by=representative.viewer) == State.PUBLISHED
    work_through()
    assert found(app, "librarian") == [f"document:{draft.id}"]
    document = queries.get_document(draft.id, viewer=ANONYMOUS)
    assert document.published_at is not None
    assert acts(draft.id, representative.viewer) == [Act.DEPOSITED, Act.PUBLISHED]


def test_publish_refuses_an_incomplete_document_field_by_field(representative: Someone) -> None:
    document = put(
        representative.viewer, representative.organisation_id, fields=DocumentFields("Only a title")
    )
    with pytest.raises(Invalid) as refused:
        service.publish(document.id, by=representative.viewer)
    assert list(refused.value.fields) == ["kind", "licence", "languages"]


def test_publish_twice_says_who_did_it(
    representative: Someone, coordinator: Someone, published: Document
) -> None:
    with pytest.raises(Conflict) as refused:
        service.publish(published.id, by=coordinator.viewer)
    assert refused.value.message.startswith("Representative published this document on ")


def test_two_publications_at_once_give_one(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    viewers = [representative.viewer, coordinator.viewer]
    outcomes: list[object] = []
    start = Barrier(len(viewers))

    def act(by: Viewer) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes.append(service.publish(draft.id, by=by))
            except CoalitionError as problem:
                outcomes.append(type(problem))

    threads = [Thread(target=act, args=(viewer,)) for viewer in viewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, [State.PUBLISHED, Conflict]))
    db.session.rollback()  # ends this thread's view of the time before
    assert acts(draft.id, coordinator.viewer).count(Act.PUBLISHED) == 1


def test_publish_with_review_hands_in_and_a_coordinator_publishes(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    assert service.publish(draft.id, by=representative.viewer) == State.IN_REVIEW
    with pytest.raises(Conflict) as refused:
        service.publish(draft.id, by=representative.viewer)
    assert refused.value.message == "The document was handed in and waits for a coordinator."
    with pytest.raises(NotFound):
        queries.get_document(draft.id, viewer=ANONYMOUS)
    assert service.publish(draft.id, by=coordinator.viewer) == State.PUBLISHED
    assert acts(draft.id, coordinator.viewer) == [Act.DEPOSITED, Act.HANDED_IN, Act.PUBLISHED]


def test_send_back_makes_a_draft_again_with_the_reason(
    app: Flask, representative: Someone, coordinator: Someone, draft: Document
) -> None:
    with_review(app)
    service.publish(draft.id, by=representative.viewer)
    with pytest.raises(NotAllowed):
        service.send_back(draft.id, "No.", by=representative.viewer)
    with pytest.raises(Invalid):
        service.send_back(draft.id, " ", by=coordinator.viewer)
    service.send_back(draft.id, "Name the authors.", by=coordinator.viewer)
    document = queries.get_document(draft.id, viewer=representative.viewer)
    assert (document.state, document.history[-1].text) == (State.DRAFT, "Name the authors.")
    with pytest.raises(Conflict):
        service.send_back(draft.id, "Again.", by=coordinator.viewer)


# Withdraw and delete


def test_withdraw_leaves_a_tombstone_and_is_gone_from_search_at_once(
    app: Flask, representative: Someone, published: Document
) -> None:
    assert found(app, "librarian") == [f"document:{published.id}"]
    service.withdraw(published.id, "The figures were wrong.", by=representative.viewer)
    assert found(app, "librarian") == []
    document = queries.get_document(published.id, viewer=ANONYMOUS)
    assert (document.state, document.withdrawn_reason) == (
        State.WITHDRAWN,
        "The figures were wrong.",
    )
    assert queries.page_texts([(f"document:{published.id}", 1)]) == {}


def test_withdraw_needs_a_reason_and_a_published_document(
    representative: Someone, draft: Document, published: Document
) -> None:
    with pytest.raises(Invalid) as refused:
        service.withdraw(published.id, "  ", by=representative.viewer)
    assert list(refused.value.fields) == ["reason"]
    service.withdraw(published.id, "Wrong.", by=representative.viewer)
    with pytest.raises(Conflict) as late:
        service.withdraw(published.id, "Again.", by=representative.viewer)
    assert late.value.message.startswith("Representative withdrew this document on ")


def test_nothing_changes_a_withdrawn_document(coordinator: Someone, published: Document) -> None:
    service.withdraw(published.id, "Wrong.", by=coordinator.viewer)
    for act in (
        lambda: service.edit(published.id, FIELDS, by=coordinator.viewer),
        lambda: service.publish(published.id, by=coordinator.viewer),
        lambda: service.delete_draft(published.id, by=coordinator.viewer),
        lambda: service.add_version(
            published.id, io.BytesIO(b"new text"), "a.txt", "n", by=coordinator.viewer
        ),
    ):
        with pytest.raises(Conflict):
            act()


def test_narrowing_to_members_hides_from_public_search_at_once(
    app: Flask, representative: Someone, published: Document
) -> None:
    service.edit(published.id, replace(FIELDS, audience="members"), by=representative.viewer)
    assert found(app, "librarian") == []
    assert found(app, "librarian", "public", "members") == [f"document:{published.id}"]


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


# Versions


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
    assert found(app, "whoever") == []
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
    representative: Someone, draft: Document, content: str, note: str, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        service.add_version(
            draft.id, io.BytesIO(content.encode()), "a.txt", note, by=representative.viewer
        )
    assert refused.value.fields == fields
    assert stored_files() == [DIGEST]


# Reading again


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


# Members only and suspended organisations


def test_a_suspended_organisations_representative_loses_its_drafts(
    representative: Someone, draft: Document
) -> None:
    viewer = replace(representative.viewer, organisation_ids=frozenset())
    with pytest.raises(NotFound):
        service.publish(draft.id, by=viewer)


def test_members_only_document_is_not_found_by_others(
    representative: Someone, outsider: Someone
) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        fields=replace(FIELDS, audience="members"),
    )
    service.publish(document.id, by=representative.viewer)
    colleague = make_person("colleague@example.org")
    other = make_organisation("Other Library", colleague)
    member = Viewer(person_id=colleague.id, organisation_ids=frozenset({other.id}))
    assert queries.get_document(document.id, viewer=member).id == document.id
    for viewer in (outsider.viewer, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.get_document(document.id, viewer=viewer)


# Subjects


def names(viewer: Viewer) -> list[str]:
    return [subject.name for subject in queries.all_subjects(viewer=viewer)]


def test_update_subjects_adds_renames_orders_and_removes(coordinator: Someone) -> None:
    by = coordinator.viewer
    update_subjects([SubjectName(None, "Access"), SubjectName(None, "Privacy")], by=by)
    access, privacy = queries.all_subjects(viewer=by)
    update_subjects([SubjectName(privacy.id, "Access"), SubjectName(access.id, "Privacy")], by=by)
    assert names(by) == ["Access", "Privacy"]
    assert [s.id for s in queries.all_subjects(viewer=by)] == [privacy.id, access.id]
    update_subjects([SubjectName(access.id, "Privacy")], by=by)
    assert names(by) == ["Privacy"]


def test_update_subjects_keeps_what_documents_use(
    coordinator: Someone, representative: Someone
) -> None:
    by = coordinator.viewer
    update_subjects([SubjectName(None, "Access")], by=by)
    subject = queries.all_subjects(viewer=by)[0]
    fields = replace(FIELDS, subject_ids=(subject.id,))
    put(representative.viewer, representative.organisation_id, fields=fields)
    with pytest.raises(Conflict) as refused:
        update_subjects([], by=by)
    assert refused.value.message == "“Access” is used by documents and cannot be removed."
    assert queries.subject_uses(viewer=by) == {subject.id: 1}


@pytest.mark.parametrize("given", [["", "A"], ["A", "a"], ["x" * 201]])
def test_update_subjects_refuses_faulty_names(coordinator: Someone, given: list[str]) -> None:
    with pytest.raises(Invalid):
        update_subjects([SubjectName(None, name) for name in given], by=coordinator.viewer)
    assert names(coordinator.viewer) == []


def test_update_subjects_is_for_coordinators(representative: Someone) -> None:
    with pytest.raises(NotAllowed):
        update_subjects([SubjectName(None, "Access")], by=representative.viewer)


def test_renaming_a_subject_changes_its_facet(
    app: Flask, coordinator: Someone, representative: Someone
) -> None:
    by = coordinator.viewer
    update_subjects([SubjectName(None, "Access")], by=by)
    subject = queries.all_subjects(viewer=by)[0]
    fields = replace(FIELDS, subject_ids=(subject.id,))
    document = put(representative.viewer, representative.organisation_id, fields=fields)
    service.publish(document.id, by=representative.viewer)
    work_through()
    update_subjects([SubjectName(subject.id, "Public access")], by=by)
    work_through()
    assert found(app, 'subject:"Public access"') == [f"document:{document.id}"]
