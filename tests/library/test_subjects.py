"""The list of subjects, as coordinators keep it."""

from dataclasses import replace

import pytest
from flask import Flask

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library import queries, service
from coalition.library.subjects import SubjectName, update_subjects
from coalition.web.viewer import Viewer
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, found, put


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
