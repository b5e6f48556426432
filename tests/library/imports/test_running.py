"""Files come into the library whole and once, and each file's line says what became of it."""

from collections.abc import Generator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition import tasks
from coalition.database import db, transaction
from coalition.library import indexing, queries, service
from coalition.library.imports.lines import Line
from coalition.library.imports.running import Run
from coalition.library.imports.sources import opened
from coalition.library.imports.table import Wanted
from coalition.library.models import Audience, Document, File, State
from coalition.library.originals import storage
from coalition.search.upkeep import INDEX
from coalition.tasks import Work
from coalition.web.site import change_settings
from coalition.web.viewer import ANONYMOUS
from tests.conftest import SHARED, Someone, work_through
from tests.library.conftest import TEXT, found, put
from tests.library.imports.bringing import bring

Lines = Generator[Line, None, None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a text, a text in a folder below, a program, a broken PDF and a hidden file."""
    made = tmp_path / "given"
    (made / "below").mkdir(parents=True)
    (made / "a.txt").write_text(TEXT)
    (made / "below" / "b.md").write_text(f"# Title\n\n{TEXT}")
    (made / "c.docx").write_bytes(b"MZ" + bytes(99))
    (made / "d.pdf").write_bytes(b"%PDF-1.4\nbroken")
    (made / ".hidden").write_text("hidden")
    return made


def states() -> list[tuple[State, str]]:
    """Return the state and kind of each document, by number."""
    rows = db.session.execute(sa.select(Document.state, Document.kind).order_by(Document.id))
    return [(state, kind) for state, kind in rows]


def test_files_that_are_refused_leave_nothing_on_the_disk(
    app: Flask, representative: Someone, tmp_path: Path
) -> None:
    change_settings(quota_mb=1)
    (tmp_path / "many").mkdir()
    for number in range(4):
        (tmp_path / "many" / f"{number}.txt").write_text(f"Open doors {number}. " * 40_000)
    wanted = Wanted(organisation_id=representative.organisation_id)
    outcomes = [line.outcome for line in bring(app, tmp_path / "many", representative, wanted)]
    assert sorted(outcomes) == ["rejected", "rejected", "rejected", "text"]
    kept = db.session.scalars(sa.select(File.digest)).all()
    assert list(storage().digests()) == kept


def test_each_line_says_what_became_of_its_file(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    lines = bring(app, folder, coordinator)
    assert [(line.file, line.outcome, line.kind) for line in lines] == [
        ("a.txt", "text", "text"),
        ("below/b.md", "text", "markdown"),
        ("c.docx", "rejected", ""),
        ("d.pdf", "failed", ""),
    ]
    assert [line.document_id is None for line in lines] == [False, False, True, False]
    assert lines[2].reason.startswith("This is a program, not a document")
    assert lines[3].reason.startswith("The file is damaged or incomplete.")
    assert (lines[0].pages, lines[0].characters) == (1, len(TEXT))
    assert lines[0].seconds > 0
    assert states() == [(State.DRAFT, "")] * 3
    assert db.session.scalars(sa.select(Work).where(Work.kind == "read")).all() == []


def test_line_becomes_one_json_object() -> None:
    assert Line("a.txt", "text", document_id=3).as_json() == {
        "file": "a.txt",
        "outcome": "text",
        "reason": "",
        "document_id": 3,
        "kind": "",
        "pages": 0,
        "characters": 0,
        "language": "",
        "seconds": 0.0,
    }


def test_publish_publishes_and_indexes_what_could_be_read(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    bring(app, folder, coordinator, Wanted(publish=True, kind="report"))
    published = [state for state in states() if state == (State.PUBLISHED, "report")]
    assert len(published) == 2
    assert sorted(states()) == [(State.DRAFT, "report"), *published]
    assert tasks.waiting_count("index") == 0
    assert len(found(app, "librarian")) == 2


def test_files_for_members_are_for_members_even_as_drafts(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    bring(app, folder, coordinator, Wanted(audience=Audience.MEMBERS))
    assert set(db.session.scalars(sa.select(Document.audience))) == {Audience.MEMBERS}


def test_again_brings_nothing_in_twice(app: Flask, folder: Path, coordinator: Someone) -> None:
    first = bring(app, folder, coordinator)
    again = bring(app, folder, coordinator)
    assert len(states()) == 3
    assert [line.document_id for line in again] == [line.document_id for line in first]
    assert [line.outcome for line in again] == [line.outcome for line in first]
    assert again[0].reason == "Already there."


def test_equal_files_become_one_document(app: Flask, tmp_path: Path, coordinator: Someone) -> None:
    folder = tmp_path / "equal"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(TEXT)
    lines = bring(app, folder, coordinator)
    assert len(states()) == 1
    assert [(line.file, line.outcome, line.reason) for line in lines] == [
        ("a.txt", "text", ""),
        ("b.txt", "text", "The same file as a.txt."),
        ("c.txt", "text", "The same file as a.txt."),
    ]
    assert len({line.document_id for line in lines}) == 1


def test_same_bytes_of_another_organisation_are_a_document_of_their_own(
    app: Flask, folder: Path, coordinator: Someone, representative: Someone
) -> None:
    put(representative.viewer, representative.organisation_id, TEXT)
    lines = bring(app, folder, coordinator)
    assert lines[0].reason == ""
    theirs = bring(app, folder, coordinator, Wanted(organisation_id=representative.organisation_id))
    assert theirs[0].reason == "Already there."


def test_a_withdrawn_document_holds_its_file_no_longer(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    first = bring(app, folder, coordinator, Wanted(publish=True))
    assert first[0].document_id is not None
    service.withdraw(first[0].document_id, "Brought in by mistake.", by=coordinator.viewer)
    again = bring(app, folder, coordinator, Wanted(publish=True))
    assert again[0].reason == ""
    assert again[0].document_id != first[0].document_id


def test_an_interrupted_run_is_finished_by_the_next(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    wanted = Wanted(publish=True)
    with opened(folder, wanted) as source:
        lines: Lines = Run(
            source.items, wanted, by=coordinator.viewer, context=app.app_context
        ).lines()
        assert next(lines).outcome == "rejected"
        lines.close()
    assert [state for state, _kind in states()] == [State.DRAFT] * 3
    bring(app, folder, coordinator, wanted)
    assert sorted(state for state, _kind in states()) == [
        State.DRAFT,
        State.PUBLISHED,
        State.PUBLISHED,
    ]
    assert len(found(app, "librarian")) == 2


def test_what_a_killed_run_published_is_indexed_by_the_next(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    first = bring(app, folder, coordinator, Wanted(publish=True))
    assert first[0].document_id is not None
    with transaction():
        indexing.index_soon(first[0].document_id)
    assert tasks.waiting_count(INDEX) == 1
    bring(app, folder, coordinator, Wanted(publish=True))
    assert tasks.waiting_count(INDEX) == 0


def test_drafts_kept_but_not_read_yet_are_read_and_published(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    with (folder / "a.txt").open("rb") as stream:
        service.deposit(stream, "a.txt", by=coordinator.viewer, organisation_id=None)
    lines = bring(app, folder, coordinator, Wanted(publish=True))
    assert (lines[0].outcome, lines[0].reason) == ("text", "Already there.")
    assert states()[0] == (State.PUBLISHED, "other")


def test_drafts_somebody_works_on_are_not_published(
    app: Flask, folder: Path, coordinator: Someone, representative: Someone
) -> None:
    put(representative.viewer, representative.organisation_id, TEXT)
    work_through()
    wanted = Wanted(publish=True, organisation_id=representative.organisation_id)
    assert bring(app, folder, coordinator, wanted)[0].reason == "Already there."
    assert states()[0][0] == State.DRAFT


def test_a_file_missing_from_the_store_takes_no_others_with_it(
    app: Flask, folder: Path, coordinator: Someone
) -> None:
    with (folder / "a.txt").open("rb") as stream:
        service.deposit(stream, "a.txt", by=coordinator.viewer, organisation_id=None)
    for path in app.extensions["coalition.settings"].files_folder.glob("??/??/*"):
        path.unlink()
    lines = bring(app, folder, coordinator)
    assert [line.outcome for line in lines] == ["failed", "text", "rejected", "failed"]
    assert lines[0].reason.startswith("Already there. The site failed to read this file.")


def test_links_out_of_the_folder_are_left_alone(
    app: Flask, folder: Path, tmp_path: Path, coordinator: Someone
) -> None:
    (tmp_path / "secret.txt").write_text("secret words")
    (folder / "e.txt").symlink_to(tmp_path / "secret.txt")
    line = next(line for line in bring(app, folder, coordinator) if line.file == "e.txt")
    assert (line.outcome, line.reason) == (
        "rejected",
        "This leads out of the folder, so it was left alone.",
    )


def test_many_files_come_in_as_many_documents(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(70):
        (folder / f"{number:02}.txt").write_text(f"Paper {number}. {TEXT}")
    lines = bring(app, folder, coordinator, Wanted(publish=True))
    assert [line.outcome for line in lines] == ["text"] * 70
    assert queries.browse(viewer=ANONYMOUS).total == 70
    assert len(found(app, "librarian")) == 20  # a page of results


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} with the real files is not here")
def test_real_files_come_in_with_the_words_they_must_have(
    app: Flask, tmp_path: Path, coordinator: Someone
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    for name in ("d002_tracemonkey.pdf", "d048_fra.docx", "d049_rus.odt"):
        (folder / name).write_bytes((SHARED / "files" / name).read_bytes())
    lines = bring(app, folder, coordinator, Wanted(publish=True))
    assert [(line.outcome, line.kind, line.language) for line in lines] == [
        ("text", "pdf", "en"),
        ("text", "docx", "fr"),
        ("text", "odt", "ru"),
    ]
