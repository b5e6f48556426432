"""What the library notes: each act on a document, and who takes a members-only file."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from coalition.audit import service
from coalition.errors import NoRoom
from coalition.library import rereading
from coalition.library import service as library
from coalition.library.models import Audience
from coalition.library.subjects import SubjectName, update_subjects
from coalition.programme import service as programme
from coalition.programme.models import Use
from tests.audit.noted import Log
from tests.conftest import Someone
from tests.library.conftest import FIELDS, put
from tests.programme.making import make_meeting, make_session


def test_library_life_of_a_document(representative: Someone, coordinator: Someone) -> None:
    log, by = Log(), representative.viewer
    document = put(by, representative.organisation_id)
    thing, number = f"document:{document.id}", document.id
    changed = replace(FIELDS, title="Reading rooms", audience=Audience.MEMBERS.value)
    library.edit(number, changed, by=by)
    library.publish(number, by=by)
    library.add_version(number, io.BytesIO(b"Other words."), "second.txt", "Corrected.", by=by)
    library.withdraw(number, "It was wrong.", by=by)
    draft = put(by, representative.organisation_id, text="A draft.")
    library.delete_draft(draft.id, by=by)
    update_subjects([SubjectName(None, "Access")], by=coordinator.viewer)
    rereading.reread([], by=coordinator.viewer)
    me = representative.person_id
    assert log.told() == [
        ("library.deposited", thing, me),
        ("library.edited", thing, me),
        ("library.published", thing, me),
        ("library.version_added", thing, me),
        ("library.withdrawn", thing, me),
        ("library.deposited", f"document:{draft.id}", me),
        ("library.draft_deleted", f"document:{draft.id}", me),
        ("library.subjects_changed", "", coordinator.person_id),
        ("library.reread", "", coordinator.person_id),
    ]
    assert log.facts("library.edited") == {
        "title": "Reading rooms",
        "changes": {
            "title": ["Reading rooms and the network", "Reading rooms"],
            "audience": ["public", "members"],
        },
    }
    assert log.facts("library.version_added") == {"title": "Reading rooms", "version": 2}


def members_only(by: Someone) -> str:
    """Return the address of the file of a published document that is for members only."""
    fields = replace(FIELDS, audience=Audience.MEMBERS.value)
    document = put(by.viewer, by.organisation_id, fields=fields)
    library.publish(document.id, by=by.viewer)
    return f"/library/{document.id}/versions/1/file"


def test_library_each_who_takes_a_members_only_file_is_noted_once(
    representative: Someone, coordinator: Someone, outsider: Someone
) -> None:
    address = members_only(representative)
    log = Log()
    for someone in (representative, coordinator, outsider, representative):
        someone.client.get(address, buffered=True)
    etag = coordinator.client.get(address, buffered=True).headers["ETag"]
    coordinator.client.get(address, headers={"If-None-Match": etag}, buffered=True)
    thing = "document:" + address.split("/")[2]
    assert log.told() == [
        ("library.downloaded", thing, representative.person_id),
        ("library.downloaded", thing, coordinator.person_id),
    ]


def test_library_only_who_takes_a_file_is_noted_not_who_asks_how_large_it_is(
    representative: Someone, coordinator: Someone
) -> None:
    address = members_only(representative)
    document_id = int(address.split("/")[2])
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    programme.tie_document(session.id, document_id, Use.BRIEF, by=coordinator.viewer)
    log = Log()
    for path in (
        address,
        f"/library/{document_id}/bag.zip",
        f"/sessions/{session.id}.zip",
        "/library/bag.zip",
    ):
        answer = coordinator.client.head(path, buffered=True)
        assert answer.status_code == 200, path
    assert log.told() == []


def test_library_taking_a_public_file_is_not_noted(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id)
    library.publish(document.id, by=representative.viewer)
    log = Log()
    address = f"/library/{document.id}/versions/1/file"
    assert representative.client.get(address, buffered=True).status_code == 200
    assert log.told() == []


def test_library_members_only_file_is_sent_when_nothing_can_be_noted(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_more: object) -> bool:
        raise NoRoom

    address = members_only(representative)
    monkeypatch.setattr(service, "note_once", refuse)
    with capture_logs() as logged:
        answer = representative.client.get(address, buffered=True)
    assert answer.status_code == 200
    (line,) = [line for line in logged if line["event"] == "download_not_noted"]
    assert line["person_id"] == representative.person_id


def test_sessions_members_only_files_of_a_zip_are_noted(
    representative: Someone, coordinator: Someone
) -> None:
    number = int(members_only(representative).split("/")[2])
    session = make_session(make_meeting(coordinator.viewer), coordinator.viewer)
    programme.tie_document(session.id, number, Use.BRIEF, by=coordinator.viewer)
    log = Log()
    answer = representative.client.get(f"/sessions/{session.id}.zip", buffered=True)
    assert answer.status_code == 200
    assert log.told() == [("library.downloaded", f"document:{number}", representative.person_id)]
    assert log.facts("library.downloaded")["way"] == "zip"


def test_commands_act_in_the_name_of_a_coordinator_by_the_command_line(
    app: Flask, coordinator: Someone, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "paper.txt").write_text("Reading rooms open the network.", encoding="utf-8")
    log = Log()
    result = app.test_cli_runner().invoke(args=["import", str(folder)])
    assert result.exit_code == 0, result.output
    assert log.actions()[:2] == ["library.imported", "library.deposited"]
    assert {act.person_id for act in log.acts()} == {coordinator.person_id}
    assert log.facts("library.imported") == {"name": "papers", "count": 1, "via": "command line"}
    assert log.facts("library.deposited")["via"] == "command line"
