"""Scans are recognised in the background: their text kept page by page, the notices put right."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition.database import db, transaction
from coalition.ingest import programs, reader
from coalition.ingest.likeness import sketch
from coalition.ingest.reading import Unreadable
from coalition.library import reading, recognised, recognising, service
from coalition.library.description import DocumentFields
from coalition.library.models import Document, Page, Recognition, Version
from coalition.library.recognised import Found
from coalition.tasks import Work, current_queue, run_batch
from tests.conftest import Someone, work_through
from tests.ingest.made_scan import needs_tesseract, scan
from tests.library.conftest import FIELDS, found, put

LINES = [
    "The libraries of the world open their doors to everybody",
    "who wants to read, to write and to take part in what is",
    "decided about the network. They lend books and they lend",
    "time: a librarian helps whoever asks, and that is the most",
    "important thing that they do for the people of a town.",
]
TEXT = " ".join(LINES)

pytestmark = needs_tesseract


def read(by: Someone, content: bytes, fields: DocumentFields | None = FIELDS) -> int:
    """Deposit a PDF, have it read but nothing more, and return its version."""
    document = put(by.viewer, by.organisation_id, content, fields, "scan.pdf")
    version_id = document.versions[0].id
    run_batch(current_queue().kinds["read"])
    with transaction():
        db.session.execute(sa.delete(Work))
    return version_id


def recognise(version_id: int) -> Version:
    """Have a version's pictures recognised and return it as it then is."""
    with transaction():
        recognising.recognise_soon(version_id)
    work_through()
    return again(version_id)


def again(version_id: int) -> Version:
    """Return a version as it now is."""
    return db.session.get_one(Version, version_id, populate_existing=True)


def pages(version_id: int) -> list[tuple[int, str, bool]]:
    """Return number, text and whether it was recognised, of each page."""
    chosen = sa.select(Page.number, Page.text, Page.is_recognised)
    rows = db.session.execute(chosen.where(Page.version_id == version_id).order_by(Page.number))
    return [(number, text, is_recognised) for number, text, is_recognised in rows]


def told(version: Version) -> list[tuple[str, str]]:
    """Return code and detail of the notices that speak of pictures of pages."""
    codes = {"scan", "scanned-pages", "recognised", "unrecognised"}
    return [(one["code"], one["detail"]) for one in version.notices if one["code"] in codes]


def test_text_of_a_scan_is_recognised_and_found(app: Flask, representative: Someone) -> None:
    version_id = read(representative, scan([LINES, []]))
    assert told(again(version_id)) == [("scan", "2")]
    service.publish(again(version_id).document_id, by=representative.viewer)
    version = recognise(version_id)
    assert pages(version_id) == [(1, TEXT, True), (2, "", False)]
    assert version.recognition == Recognition.DONE
    assert told(version) == [("recognised", "1"), ("unrecognised", "2")]
    assert (version.language, version.character_count) == ("en", len(TEXT))
    assert version.likeness == sketch(TEXT)
    assert found(app, "librarian") == [f"document:{version.document_id}"]


def test_recognition_goes_on_where_it_was_broken_off(representative: Someone) -> None:
    version_id = read(representative, scan([LINES, LINES, LINES]))
    with transaction():
        recognising.recognise_soon(version_id)
    task = recognised.next_task(version_id)
    assert task is not None
    recognised.keep(task, Found(1, "What the first page says.", "en"))
    recognised.keep(task, Found(2))
    work_through()
    assert pages(version_id) == [
        (1, "What the first page says.", True),
        (2, "", False),
        (3, TEXT, True),
    ]
    assert told(again(version_id)) == [("recognised", "1, 3"), ("unrecognised", "2")]


def test_recognition_takes_turns(representative: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    version_id = read(representative, scan([LINES, LINES]))
    monkeypatch.setattr(recognising, "TURN_SECONDS", 0.0)
    with transaction():
        recognising.recognise_soon(version_id)
    recognising.recognise_versions([f"version:{version_id}"])
    assert [is_recognised for _, _, is_recognised in pages(version_id)] == [True, False]
    assert again(version_id).recognition == Recognition.WAITING
    work_through()
    assert [is_recognised for _, _, is_recognised in pages(version_id)] == [True, True]
    assert again(version_id).recognition == Recognition.DONE


def test_recognising_again_changes_nothing(representative: Someone) -> None:
    version_id = read(representative, scan([LINES]))
    before = recognise(version_id).notices
    assert recognise(version_id).notices == before
    assert pages(version_id) == [(1, TEXT, True)]


def test_scan_without_any_text_failed_and_says_so(representative: Someone) -> None:
    version = recognise(read(representative, scan([[]])))
    assert version.recognition == Recognition.FAILED
    assert told(version) == [("unrecognised", "1")]


def test_version_read_anew_meanwhile_is_left_alone(representative: Someone) -> None:
    version_id = read(representative, scan([LINES]))
    with transaction():
        recognising.recognise_soon(version_id)
    task = recognised.next_task(version_id)
    with transaction():
        again(version_id).recognition = Recognition.NONE
    assert task is not None
    recognised.keep(task, Found(1, TEXT, "en"))
    recognised.finish(version_id)
    assert pages(version_id) == [(1, "", False)]
    assert told(again(version_id)) == [("scan", "1")]


def test_what_was_recognised_of_another_file_is_not_kept(representative: Someone) -> None:
    version_id = read(representative, scan([LINES]))
    with transaction():
        recognising.recognise_soon(version_id)
    task = recognised.next_task(version_id)
    assert task is not None
    recognised.keep(replace(task, digest="0" * 64), Found(1, "A secret plan.", "en"))
    assert pages(version_id) == [(1, "", False)]


def reread(version_id: int, coordinator: Someone) -> Version:
    """Have a file read again, and nothing more."""
    service.retry_reading(again(version_id).document_id, 1, by=coordinator.viewer)
    run_batch(current_queue().kinds["read"])
    return again(version_id)


def test_what_was_recognised_stays_when_the_file_is_read_again(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    version_id = read(representative, scan([LINES, []]))
    service.publish(again(version_id).document_id, by=representative.viewer)
    before = recognise(version_id)
    told_before = told(before)
    version = reread(version_id, coordinator)
    assert pages(version_id) == [(1, TEXT, True), (2, "", False)]
    assert (version.language, version.character_count) == ("en", len(TEXT))
    assert version.likeness == sketch(TEXT)
    assert version.recognition == Recognition.WAITING
    task = recognised.next_task(version_id)
    assert task is not None
    assert task.pages == (2,)
    work_through()
    assert told(again(version_id)) == told_before
    assert found(app, "librarian") == [f"document:{version.document_id}"]


def test_what_was_recognised_stays_where_the_program_is_gone(
    representative: Someone, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = read(representative, scan([LINES, []]))
    told_before = told(recognise(version_id))
    monkeypatch.setattr(programs, "find", lambda _name: None)
    version = reread(version_id, coordinator)
    assert version.recognition == Recognition.DONE
    assert pages(version_id) == [(1, TEXT, True), (2, "", False)]
    assert told(version) == told_before


def test_recognition_goes_on_after_a_reading_in_vain(
    representative: Someone, coordinator: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = read(representative, scan([LINES, []]))
    with transaction():
        recognising.recognise_soon(version_id)
        db.session.execute(sa.delete(Work))
    monkeypatch.setattr(reading, "read_file", lambda task: reading.Outcome(*told_slow(task)))
    assert reread(version_id, coordinator).recognition == Recognition.WAITING
    assert db.session.scalars(sa.select(Work.kind)).all() == [recognising.RECOGNISING]


def told_slow(task: reading.Task) -> tuple[int, str, None, float, str]:
    """Return what comes of a reading that took too long."""
    return task.version_id, task.digest, None, 1.0, "too-slow"


def test_version_deleted_meanwhile_is_no_fault(representative: Someone) -> None:
    version_id = read(representative, scan([LINES]))
    with transaction():
        recognising.recognise_soon(version_id)
    service.delete_draft(again(version_id).document_id, by=representative.viewer)
    work_through()
    assert db.session.scalars(sa.select(Work)).all() == []


def test_draft_without_a_language_gets_that_of_its_text(representative: Someone) -> None:
    version_id = read(representative, scan([LINES]), fields=None)
    document_id = recognise(version_id).document_id
    assert db.session.get_one(Document, document_id, populate_existing=True).languages == ["en"]


def test_child_that_breaks_off_costs_one_page(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = read(representative, scan([LINES, LINES]))
    whole = reader.run

    def break_at_first_page(*given: Any, **order: Any) -> dict[str, Any]:
        if order["pages"] == [1, 2]:
            raise Unreadable("crashed", "-11")
        return whole(*given, **order)

    monkeypatch.setattr(reader, "run", break_at_first_page)
    assert recognise(version_id).recognition == Recognition.DONE
    assert pages(version_id) == [(1, "", False), (2, TEXT, True)]


def test_failure_of_our_own_is_noted_and_tried_again(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = read(representative, scan([LINES]))

    def break_off(*_given: object, **_order: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(reader, "run", break_off)
    assert recognise(version_id).recognition == Recognition.FAILED
    assert db.session.scalars(sa.select(Work.tries)).one() == 1
    monkeypatch.undo()
    recognising.recognise_versions([f"version:{version_id}"])
    assert again(version_id).recognition == Recognition.DONE


def test_without_the_program_the_notice_stays(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = read(representative, scan([LINES]))
    monkeypatch.setattr(programs, "find", lambda _name: None)
    assert not recognising.is_possible()
    version = recognise(version_id)
    assert version.recognition == Recognition.NONE
    assert told(version) == [("scan", "1")]


def test_notice_lists_the_first_twenty_pages(representative: Someone) -> None:
    version_id = read(representative, scan([LINES]))
    with transaction():
        version = again(version_id)
        version.recognition = Recognition.WAITING
        db.session.add_all(
            Page(version_id=version_id, number=number, text=TEXT, is_recognised=True)
            for number in range(2, 24)
        )
    recognised.finish(version_id)
    listed = ", ".join(str(number) for number in range(2, 22))
    assert told(again(version_id)) == [("recognised", f"{listed} …")]
