"""The commands a volunteer types: each does its work and says what it did."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from coalition.accounts import service as accounts
from coalition.accounts.queries import find_person_by_email, is_coordinator
from coalition.database import db, transaction
from coalition.demonstration import loading
from coalition.demonstration.papers import documents
from coalition.library.queries import my_documents
from coalition.search.index import Busy
from coalition.tasks import State, Work
from tests.conftest import Someone, keeper, work_through

NEW = "another long passphrase"


def run(app: Flask, *arguments: str, fails: bool = False) -> str:
    """Run a command and return what it printed on standard output, or its refusal."""
    done = app.test_cli_runner().invoke(args=list(arguments))
    assert (done.exit_code != 0) == fails, done.output
    return done.output if fails else done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three files, one of them a program."""
    found = tmp_path / "office"
    (found / "minutes").mkdir(parents=True)
    (found / "brief.txt").write_text("Reading rooms open the network to everybody.\n" * 5)
    (found / "minutes" / "first.html").write_text(
        "<!doctype html><html lang='fr'><title>Compte rendu</title><p>La séance est ouverte.</p>"
    )
    (found / "setup.docx").write_bytes(b"MZ" + b"\0" * 400)
    return found


def test_init_says_what_is_missing(app: Flask) -> None:
    assert "Nobody coordinates yet" in run(app, "init")


def test_init_again_changes_nothing(app: Flask, coordinator: Someone) -> None:
    first = run(app, "init")
    assert run(app, "init") == first
    assert "Nobody coordinates" not in first


def test_create_coordinator_prints_a_link_by_which_the_person_chooses_a_password(
    app: Flask,
) -> None:
    said = run(app, "create-coordinator", "Ada@Example.org", "--name", "Ada")
    assert said.startswith("Ada <ada@example.org> is a coordinator.")
    token = said.strip().rpartition("/")[2]
    person = accounts.reset_password(token, NEW)
    assert is_coordinator(person.id)
    assert accounts.check_sign_in("ada@example.org", NEW, "203.0.113.7").name == "Ada"


def test_create_coordinator_appoints_who_is_known(app: Flask, outsider: Someone) -> None:
    said = run(app, "create-coordinator", outsider.email)
    assert said == "Outsider <outsider@example.org> is a coordinator.\n"
    assert outsider.viewer.is_coordinator


def test_create_coordinator_twice_is_refused_in_words(app: Flask, coordinator: Someone) -> None:
    said = run(app, "create-coordinator", coordinator.email, fails=True)
    assert "Coordinator is a coordinator already." in said


def test_import_reports_every_file_and_search_finds_what_was_read(
    app: Flask, coordinator: Someone, folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.jsonl"
    said = run(app, "import", str(folder), "--publish", "--report", str(report))
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: str(row["file"]))
    assert [(row["file"], row["outcome"], row["language"]) for row in rows] == [
        ("brief.txt", "text", "en"),
        ("minutes/first.html", "text", "fr"),
        ("setup.docx", "rejected", ""),
    ]
    assert said.endswith("3 files: 1 rejected, 2 text\n")
    found = json.loads(run(app, "search", "seance", "--json"))
    assert (found["total"], [hit["title"] for hit in found["hits"]]) == (1, ["Compte rendu"])
    assert set(found) >= {"total", "took_ms", "hits", "facets"}
    assert set(found["hits"][0]) >= {"id", "title", "url", "score", "page", "snippet"}


def test_import_again_goes_on_where_it_stopped(
    app: Flask, coordinator: Someone, folder: Path
) -> None:
    run(app, "import", str(folder))
    said = run(app, "import", str(folder), "--publish")
    assert "brief.txt: Already there." in said
    assert run(app, "search", "network").startswith("1 found")


def test_import_rehearsed_writes_nothing(
    app: Flask, coordinator: Someone, folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.jsonl"
    said = run(app, "import", str(folder), "--dry-run", "--report", str(report))
    assert said.endswith("3 files: 1 rejected, 2 to be deposited\n")
    assert "Would be deposited." in report.read_text(encoding="utf-8")
    assert my_documents(viewer=coordinator.viewer).total == 0


def test_import_of_a_table_without_files_says_which_columns_there_are(
    app: Flask, coordinator: Someone, tmp_path: Path
) -> None:
    table = tmp_path / "list.csv"
    table.write_text("name,title\na.txt,A\n")
    said = run(app, "import", str(table), fails=True)
    assert "The table has no column “file”. Columns that are known: file, title" in said


def test_reread_says_how_many_files_will_be_read(
    app: Flask, coordinator: Someone, folder: Path
) -> None:
    run(app, "import", str(folder))
    assert run(app, "reread", "--all").startswith("2 files will be read anew")
    assert run(app, "reread", "--unread").startswith("0 files")
    assert "Give numbers of documents" in run(app, "reread", fails=True)


def test_import_for_members_is_not_found_by_the_public(
    app: Flask, coordinator: Someone, folder: Path
) -> None:
    run(app, "import", str(folder), "--publish", "--audience", "members")
    assert run(app, "search", "network").startswith("0 found")
    assert run(app, "search", "network", "--members").startswith("1 found")


def test_import_without_a_coordinator_says_what_to_do(app: Flask, folder: Path) -> None:
    assert "create-coordinator EMAIL" in run(app, "import", str(folder), fails=True)
    assert find_person_by_email("ada@example.org") is None


def test_import_for_an_unknown_organisation_is_refused(
    app: Flask, coordinator: Someone, folder: Path
) -> None:
    said = run(app, "import", str(folder), "--organisation", "Nobody", fails=True)
    assert "No approved organisation is called 'Nobody'." in said


def test_search_without_an_index_says_what_to_do(app: Flask) -> None:
    assert "flask --app wsgi reindex" in run(app, "search", "anything", fails=True)


def test_reindex_counts_what_is_published(app: Flask, coordinator: Someone, folder: Path) -> None:
    run(app, "import", str(folder), "--publish")
    assert run(app, "reindex").startswith("Indexed 2 documents, 0 organisations in ")


def test_check_of_a_true_index_finds_nothing(
    app: Flask, coordinator: Someone, folder: Path
) -> None:
    run(app, "import", str(folder), "--publish")
    assert run(app, "check").splitlines() == [
        "The index holds 2 documents, 0 organisations.",
        "It is true to the database.",
    ]


def test_check_tells_what_is_wrong_and_has_it_mended(
    app: Flask, coordinator: Someone, folder: Path
) -> None:
    run(app, "import", str(folder), "--publish")
    keeper().index.write([], ["document:1"])
    wrong = "1 should be found and are not: document:1\n"
    assert wrong in run(app, "check", "--dry-run", fails=True)
    said = run(app, "check")
    assert wrong in said
    assert said.endswith("Noted to mend it: 1 pieces of work for the site's worker.\n")
    work_through()
    assert run(app, "check").endswith("It is true to the database.\n")


def test_check_fails_while_work_on_the_index_is_given_up(app: Flask, coordinator: Someone) -> None:
    run(app, "init")
    with transaction():
        db.session.add(
            Work(kind="index", subject="document:1", state=State.FAILED, error="OSError: no room")
        )
    said = run(app, "check", fails=True)
    assert "Given up: index document:1: OSError: no room\n" in said
    assert said.endswith("tried again at http://127.0.0.1:8000/given-up\n")


def test_reindex_while_another_is_at_work_is_refused_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object, **_named: object) -> int:
        raise Busy

    monkeypatch.setattr(keeper().index, "rebuild_from", busy)
    said = run(app, "reindex", fails=True)
    assert "The index is being built anew already." in said


def test_demo_reset_leaves_nothing_of_before_to_be_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "documents", lambda: documents()[:2])
    run(app, "demo")
    monkeypatch.setattr(loading, "documents", lambda: documents()[:1])
    run(app, "demo", "--reset")
    held = sorted(key for key in keeper().index.keys() if key.startswith("document:"))  # noqa: SIM118
    assert held == ["document:3", "document:3.1"]  # a number is given once


def test_demo_that_was_interrupted_begins_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "documents", lambda: documents()[:2])

    def interrupt(*_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(interrupt)
    assert run(app, "demo").startswith("Loaded 2 documents.")
    assert run(app, "demo").startswith("The demonstration is loaded already")


def test_every_address_is_shown_with_its_roles(app: Flask) -> None:
    lines = run(app, "addresses").splitlines()
    assert len(lines) == sum(1 for _ in app.url_map.iter_rules())
    approve = next(line for line in lines if "members.approve" in line)
    assert approve.split() == [
        "POST",
        "/members/<int:organisation_id>/approve",
        "members.approve",
        "coordinator",
    ]


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "demo",
        "serve",
        "create-coordinator",
        "import",
        "search",
        "reindex",
        "check",
        "reread",
        "worker",
        "addresses",
    ],
)
def test_every_command_has_help(app: Flask, command: str) -> None:
    assert run(app, command, "--help").startswith("Usage: ")


def test_addresses_are_not_hidden_by_a_command_of_flask(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "addresses"]
    said = subprocess.run(  # noqa: S603 our own command
        command,
        env={**os.environ, "INSTANCE": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert "members.approve" in said.stdout
