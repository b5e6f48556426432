"""Editing what is said about a document, by the verb of the service."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.database import db
from coalition.errors import Conflict, Invalid, NotAllowed, NotFound
from coalition.library import queries, service
from coalition.library.description import AuthorName, DocumentFields
from coalition.library.models import Act, Audience, Document, Subject
from coalition.web.viewer import ANONYMOUS
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, acts, found, put


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


def test_narrowing_to_members_hides_from_public_search(
    app: Flask, representative: Someone, published: Document
) -> None:
    service.edit(published.id, replace(FIELDS, audience="members"), by=representative.viewer)
    work_through()
    assert found(app, "librarian") == []
    assert found(app, "librarian", "public", "members") == [f"document:{published.id}"]
