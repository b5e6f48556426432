"""A folder comes into the library whole, and each file's line says what became of it."""

from pathlib import Path

import pytest

from coalition.library import imports, queries
from coalition.library.imports import Line, Wanted
from coalition.library.models import State
from coalition.web.viewer import ANONYMOUS
from tests.conftest import SHARED, Someone, work_through
from tests.library.conftest import TEXT


def bring(folder: Path, wanted: Wanted, by: Someone) -> list[Line]:
    steps: list[None] = []
    files = imports.files_in(folder)
    lines = imports.bring_in(files, wanted, by=by.viewer, step=lambda: steps.append(None))
    assert len(steps) == len(files)
    work_through()
    return list(imports.settle(lines, wanted, by=by.viewer))


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


def test_files_in_leaves_out_hidden_ones(folder: Path) -> None:
    names = [str(path.relative_to(folder)) for path in imports.files_in(folder)]
    assert names == ["a.txt", "below/b.md", "c.docx", "d.pdf"]


def test_each_line_says_what_became_of_its_file(folder: Path, coordinator: Someone) -> None:
    lines = bring(folder, Wanted(), coordinator)
    assert [line.outcome for line in lines] == ["text", "text", "rejected", "failed"]
    assert [line.document_id is None for line in lines] == [False, False, True, False]
    assert lines[2].reason.startswith("This is a program, not a document")
    assert lines[3].reason.startswith("The file is damaged or incomplete.")
    assert (lines[0].pages, lines[0].characters) == (1, len(TEXT))
    assert queries.browse(viewer=ANONYMOUS).total == 0


def test_publish_publishes_what_could_be_read(folder: Path, coordinator: Someone) -> None:
    lines = bring(folder, Wanted(publish=True, kind="report"), coordinator)
    states = []
    for line in lines:
        if line.document_id is not None:
            document = queries.get_document(line.document_id, viewer=coordinator.viewer)
            states.append((document.state, document.kind))
    assert states == [
        (State.PUBLISHED, "report"),
        (State.PUBLISHED, "report"),
        (State.DRAFT, ""),
    ]


def test_line_becomes_one_json_object() -> None:
    assert Line("a.txt", "waiting", document_id=3).as_json() == {
        "file": "a.txt",
        "outcome": "waiting",
        "reason": "",
        "document_id": 3,
        "kind": "",
        "pages": 0,
        "characters": 0,
        "language": "",
    }


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} with the real files is not here")
def test_real_files_come_in_with_the_words_they_must_have(
    tmp_path: Path, coordinator: Someone
) -> None:
    for name in ("d002_tracemonkey.pdf", "d048_fra.docx", "d049_rus.odt"):
        (tmp_path / name).write_bytes((SHARED / "files" / name).read_bytes())
    given = tmp_path / "given"
    given.mkdir()
    for path in tmp_path.glob("d0*"):
        path.rename(given / path.name)
    lines = bring(given, Wanted(publish=True), coordinator)
    assert [(line.outcome, line.language) for line in lines] == [
        ("text", "en"),
        ("text", "fr"),
        ("text", "ru"),
    ]
