"""Reading a version in the background: text kept by page, metadata filled in, failures told."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document as DocxDocument
from flask import Flask

from coalition.database import db
from coalition.library import queries, reading, receipt, service
from coalition.library.description import DocumentFields
from coalition.library.findings import findings_of
from coalition.library.models import Document, Page, Reading, State
from coalition.library.originals import storage
from coalition.tasks import State as WorkState
from coalition.tasks import Work
from coalition.web.site import settings
from coalition.web.viewer import Viewer
from tests.conftest import Someone, work_through
from tests.library.conftest import FIELDS, TEXT, found, put, text_of


def docx(title: str = "", author: str = "", text: str = "Words of the paper.") -> bytes:
    made = DocxDocument()
    made.core_properties.title = title
    made.core_properties.author = author
    made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def again(document: Document, viewer: Viewer) -> Document:
    return queries.get_document(document.id, viewer=viewer)


ENGLISH = (
    "The libraries of the world open their doors to everybody who wants to read, to write and "
    "to take part in what is decided about the network."
)


def test_reading_keeps_pages_and_counts(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id, ENGLISH)
    assert work_through() == 1
    version = again(document, representative.viewer).versions[0]
    assert (version.reading, version.unit, version.page_count) == (Reading.READABLE, "part", 1)
    assert (version.character_count, version.language) == (len(ENGLISH), "en")
    pages = db.session.scalars(sa.select(Page).where(Page.version_id == version.id)).all()
    assert [(page.number, page.text) for page in pages] == [(1, ENGLISH)]


def test_reading_fills_in_what_the_file_says(representative: Someone) -> None:
    document = put(
        representative.viewer,
        representative.organisation_id,
        docx("Public access in 2012", "Ada Lovelace", ENGLISH),
        fields=None,
        name="draft_final_3.docx",
    )
    assert document.title == "draft final 3"
    work_through()
    found = again(document, representative.viewer)
    assert found.title == "Public access in 2012"
    assert [author.name for author in found.authors] == ["Ada Lovelace"]
    assert found.languages == ["en"]
    assert found.revision == 1


def test_reading_leaves_what_was_typed(representative: Someone) -> None:
    document = put(
        representative.viewer, representative.organisation_id, docx("Title of the file", "Ada")
    )
    work_through()
    found = again(document, representative.viewer)
    assert found.title == FIELDS.title
    assert [author.name for author in found.authors] == [a.name for a in FIELDS.authors]
    assert (found.issued, found.languages) == (FIELDS.issued, list(FIELDS.languages))


def test_reading_leaves_a_title_typed_while_it_waited(representative: Someone) -> None:
    by = representative.viewer
    document = put(
        by, representative.organisation_id, docx("Title of the file"), fields=None, name="a.docx"
    )
    service.edit(document.id, DocumentFields("Typed meanwhile"), by=by)
    work_through()
    assert again(document, by).title == "Typed meanwhile"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Microsoft Word - Statement of need", "Statement of need"),
        ("Document1", "paper"),
        ("PowerPoint Presentation", "paper"),
        ("untitled", "paper"),
        ("  Two\nlines\N{NULL} ".replace("\N{NULL}", ""), "Two lines"),
        ("x" * 501, "paper"),
    ],
)
def test_likely_title_leaves_out_what_programs_make_up(
    representative: Someone, said: str, title: str
) -> None:
    content = docx(text=ENGLISH)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    core = members["docProps/core.xml"].decode()
    start, end = core.index("<dc:title>"), core.index("</dc:title>")
    members["docProps/core.xml"] = f"{core[:start]}<dc:title>{said}{core[end:]}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)
    document = put(
        representative.viewer,
        representative.organisation_id,
        out.getvalue(),
        fields=None,
        name="paper.docx",
    )
    work_through()
    assert again(document, representative.viewer).title == title


def test_an_unreadable_file_is_a_result_with_its_reason(
    representative: Someone, coordinator: Someone
) -> None:
    by = representative.viewer
    document = put(by, representative.organisation_id, b"%PDF-1.4\nbroken beyond repair")
    assert work_through() == 1
    version = again(document, by).versions[0]
    assert (version.reading, version.problem) == (Reading.UNREADABLE, "damaged")
    assert receipt.problem_of(version).startswith("The file is damaged or incomplete.")
    assert db.session.scalar(sa.select(sa.func.count(Work.id))) == 0
    assert service.publish(document.id, by=by) == State.PUBLISHED


def test_a_text_that_cannot_be_kept_is_tried_again_and_told(
    representative: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = put(representative.viewer, representative.organisation_id)

    def break_off(*_given: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(reading, "_prefill", break_off)
    work_through()
    version = again(document, representative.viewer).versions[0]
    assert (version.reading, version.problem) == (Reading.UNREADABLE, reading.FAILED)
    assert db.session.scalars(sa.select(Work.tries)).one() == 1


def test_an_unexpected_failure_is_tried_again_and_told(
    representative: Someone, coordinator: Someone
) -> None:
    by = representative.viewer
    document = put(by, representative.organisation_id)
    path = storage().path(document.versions[0].file_digest)
    hidden = path.with_name("elsewhere")
    path.rename(hidden)
    work_through()
    work = db.session.scalars(sa.select(Work)).one()
    assert (work.state, work.tries) == (WorkState.WAITING, 1)
    version = again(document, by).versions[0]
    assert (version.reading, version.problem) == (Reading.UNREADABLE, reading.FAILED)
    assert receipt.problem_of(version) == (
        "The site failed to read this file. It is kept, and a coordinator can have it read again."
    )
    hidden.rename(path)
    service.retry_reading(document.id, 1, by=coordinator.viewer)
    work_through()
    assert again(document, by).versions[0].reading == Reading.READABLE


def test_reading_again_replaces_the_pages(representative: Someone, coordinator: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id, ENGLISH)
    work_through()
    service.retry_reading(document.id, 1, by=coordinator.viewer)
    work_through()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Page)) == 1


def test_what_was_read_of_another_file_is_not_kept(representative: Someone) -> None:
    by, organisation_id = representative.viewer, representative.organisation_id
    secret = put(by, organisation_id, "A secret plan.").versions[0].id
    other = put(by, organisation_id, ENGLISH, fields=None)
    number = other.versions[0].id
    (task,) = reading.begin([secret])
    reading.note(reading.read_file(replace(task, version_id=number)))
    reading.note_failed(number, task.digest)
    version = again(other, representative.viewer).versions[0]
    assert (version.reading, version.problem) == (Reading.WAITING, "")
    assert db.session.scalars(sa.select(Page)).all() == []


@pytest.mark.parametrize("harm", ["flip", "lose", "hurry"])
def test_reading_again_in_vain_leaves_the_text_there_was(
    app: Flask, representative: Someone, coordinator: Someone, published: Document, harm: str
) -> None:
    path = storage().path(published.versions[0].file_digest)
    if harm == "flip":
        path.chmod(0o600)
        path.write_bytes(path.read_bytes().swapcase())
    elif harm == "lose":
        path.unlink()
    else:
        app.extensions["coalition.settings"] = replace(settings(), reading_seconds=0)
    service.retry_reading(published.id, 1, by=coordinator.viewer)
    work_through()
    version = again(published, coordinator.viewer).versions[0]
    assert (version.reading, bool(version.problem)) == (Reading.READABLE, True)
    assert db.session.scalars(sa.select(Page.text)).all() == [TEXT]
    assert found(app, "librarian") == [f"document:{published.id}"]
    assert TEXT[:20] in text_of(representative.client.get(f"/library/{published.id}"))
    receipt_page = text_of(representative.client.get(f"/library/{published.id}/receipt"))
    assert "The site failed to read this file." in receipt_page
    app.extensions["coalition.settings"] = replace(settings(), reading_seconds=60)
    path.unlink(missing_ok=True)
    path.write_text(TEXT)
    service.retry_reading(published.id, 1, by=coordinator.viewer)
    work_through()
    assert again(published, coordinator.viewer).versions[0].problem == ""


def test_a_reading_that_was_interrupted_is_done_again(representative: Someone) -> None:
    document = put(representative.viewer, representative.organisation_id, ENGLISH)
    version = document.versions[0]
    version.reading = Reading.READING
    db.session.add(Page(version_id=version.id, number=1, text="half"))
    db.session.commit()
    work_through()
    pages = db.session.scalars(sa.select(Page)).all()
    assert [page.text for page in pages] == [ENGLISH]


def test_budget_comes_from_the_settings(app: Flask, representative: Someone) -> None:
    app.extensions["coalition.settings"] = replace(settings(), reading_seconds=0)
    document = put(representative.viewer, representative.organisation_id, ENGLISH)
    work_through()
    version = again(document, representative.viewer).versions[0]
    assert (version.reading, version.problem) == (Reading.UNREADABLE, "too-slow")


def test_notices_are_told_in_words(app: Flask, representative: Someone) -> None:
    document = put(
        representative.viewer, representative.organisation_id, docx(text=ENGLISH), name="paper.pdf"
    )
    work_through()
    findings = findings_of(again(document, representative.viewer).versions[0])
    assert [finding.sentence for finding in findings.reading] == [
        "The name says another kind of file, but the content is DOCX; it was read as that."
    ]


def test_scratch_of_reading_stays_out_of_the_store(representative: Someone) -> None:
    put(representative.viewer, representative.organisation_id, ENGLISH)
    work_through()
    names = [path for path in Path(settings().files_folder).rglob("*") if path.is_file()]
    assert len(names) == 1
