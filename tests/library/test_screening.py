"""Files that are looked at before they are offered: who sees what meanwhile, and what holds them back."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from coalition import tasks
from coalition.audit.models import Act
from coalition.database import db, now, transaction
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.library import originals, queries, reading, screening, service
from coalition.library.imports.table import Wanted
from coalition.library.models import Document, File, Page, Reading, Screening, State, Version
from coalition.mail.models import Message
from coalition.tasks import Work
from tests.conftest import Someone, work_through
from tests.library.clamd import EICAR, FOUND, Scanner, scanning
from tests.library.conftest import TEXT, found, put, text_of
from tests.library.imports.bringing import bring

HARMFUL = b"A paper about reading rooms. " + EICAR


@pytest.fixture
def scanner(app: Flask) -> Iterator[Scanner]:
    """A scanner that listens, and that the application asks."""
    with scanning() as one:
        use(app, one.url)
        yield one


def use(app: Flask, url: str) -> None:
    """Let files be looked at by whoever listens there; nobody when empty."""
    settings = app.extensions["coalition.settings"]
    app.extensions["coalition.settings"] = replace(settings, clamd_url=url)


def file_of(document: Document) -> File:
    version = db.session.scalars(
        sa.select(Version).where(Version.document_id == document.id)
    ).first()
    assert version is not None
    return db.session.get_one(File, version.file_digest, populate_existing=True)


def version_of(document: Document, number: int = 1) -> Version:
    return db.session.scalars(
        sa.select(Version)
        .where(Version.document_id == document.id, Version.number == number)
        .execution_options(populate_existing=True)
    ).one()


def paths(document: Document) -> tuple[str, str]:
    page = f"/library/{document.id}"
    return page, f"{page}/versions/1/file"


def download(somebody: Someone, address: str) -> tuple[int, bytes]:
    with somebody.client.get(address) as answer:
        return answer.status_code, answer.get_data()


def letters() -> list[tuple[str, str]]:
    return [(one.to, one.subject) for one in db.session.scalars(sa.select(Message))]


def held_back(somebody: Someone) -> Document:
    """Return a draft whose file was found to be harmful."""
    document = put(somebody.viewer, somebody.organisation_id, HARMFUL)
    work_through()
    return document


def test_nothing_is_looked_at_without_a_program_for_it(draft: Document) -> None:
    work_through()
    assert file_of(draft).screening is Screening.NONE
    assert version_of(draft).reading is Reading.READABLE


def test_nobody_opens_or_reads_a_file_before_it_was_looked_at(
    scanner: Scanner, representative: Someone, coordinator: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id)
    page, file = paths(document)
    for somebody in (representative, coordinator):
        answer = somebody.client.get(file)
        assert answer.status_code == 409
        assert "is being looked at for harmful programs" in text_of(answer)
        shown = text_of(somebody.client.get(page))
        assert "The file is being looked at for harmful programs" in shown
        assert f"{file}" not in shown
    with pytest.raises(tasks.Later):
        service.read_versions([f"version:{version_of(document).id}"])
    assert version_of(document).reading is Reading.WAITING
    with pytest.raises(Invalid, match="is being looked at"):
        service.publish(document.id, by=representative.viewer)


def test_a_clean_file_is_read_published_and_downloaded(
    app: Flask, scanner: Scanner, representative: Someone, anonymous: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    assert scanner.given == [TEXT.encode()]
    assert file_of(document).screening is Screening.CLEAN
    assert service.publish(document.id, by=representative.viewer) is State.PUBLISHED
    work_through()
    assert found(app, "helps") == [f"document:{document.id}"]
    assert download(anonymous, paths(document)[1]) == (200, TEXT.encode())


def test_a_harmful_file_is_never_offered_and_its_people_are_told_once(
    scanner: Scanner, representative: Someone, coordinator: Someone
) -> None:
    document = held_back(representative)
    page, file = paths(document)
    assert (file_of(document).screening, file_of(document).harm) == (Screening.HARMFUL, FOUND)
    assert download(representative, file)[0] == 409
    assert FOUND in text_of(representative.client.get(page))
    assert FOUND in text_of(representative.client.get(f"{page}/receipt"))
    with pytest.raises(Invalid, match="cannot be published"):
        service.publish(document.id, by=representative.viewer)
    assert sorted(letters()) == [
        (coordinator.email, f"Held back: {document.title}"),
        (representative.email, f"Held back: {document.title}"),
    ]
    screening.screen_files([f"file:{file_of(document).digest}"])
    assert len(letters()) == 2
    assert originals.storage().path(file_of(document).digest).read_bytes() == HARMFUL
    noted = db.session.scalars(sa.select(Act).where(Act.action == "library.held_back")).one()
    assert noted.subject == f"document:{document.id}"
    assert (noted.detail or {})["found"] == FOUND


def test_the_same_harmful_bytes_are_held_back_in_every_document(
    scanner: Scanner, representative: Someone, coordinator: Someone
) -> None:
    held_back(representative)
    second = put(coordinator.viewer, None, HARMFUL)
    work_through()
    assert version_of(second).problem == "harmful"
    assert len(letters()) == 3  # the coordinator deposited the second, and is written to once


def test_a_harmful_version_of_a_published_document_leaves_the_earlier_one(
    app: Flask, scanner: Scanner, representative: Someone, anonymous: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    service.publish(document.id, by=representative.viewer)
    service.add_version(
        document.id, io.BytesIO(HARMFUL), "new.txt", "Newer.", by=representative.viewer
    )
    work_through()
    page, file = paths(document)
    shown = text_of(anonymous.client.get(page))
    assert (file in shown, file.replace("versions/1", "versions/2") in shown) == (True, False)
    assert download(anonymous, file)[0] == 200
    assert download(anonymous, file.replace("versions/1", "versions/2"))[0] == 409
    newest = text_of(anonymous.client.get(f"{page}/versions/2"))
    assert ("so it is not offered any more" in newest, FOUND in newest) == (True, False)
    assert found(app, "helps") == [f"document:{document.id}"]


def test_what_is_found_harmful_later_is_forgotten_with_its_text(
    app: Flask, scanner: Scanner, representative: Someone, anonymous: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    service.publish(document.id, by=representative.viewer)
    work_through()
    with transaction():
        file_of(document).screened_at = now() - timedelta(days=31)
    scanner.answer = "stream: Doc.Later.Known FOUND"
    screening.note_due()
    work_through()
    assert file_of(document).harm == "Doc.Later.Known"
    assert found(app, "helps") == []
    assert db.session.scalars(sa.select(Page)).all() == []
    assert download(anonymous, paths(document)[1])[0] == 409
    assert anonymous.client.get(paths(document)[0]).status_code == 200


def test_what_was_read_while_it_was_found_harmful_is_not_kept(
    app: Flask, scanner: Scanner, representative: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    (task,) = reading.begin([version_of(document).id])
    outcome = reading.read_file(task)
    scanner.answer = f"stream: {FOUND} FOUND"
    screening.screen_files([f"file:{task.digest}"])
    assert file_of(document).screening is Screening.HARMFUL
    reading.note(outcome)
    assert version_of(document).problem == "harmful"
    assert db.session.scalars(sa.select(Page)).all() == []


def test_turning_it_on_looks_at_all_old_files_and_offers_none_before(
    app: Flask, representative: Someone, anonymous: Someone
) -> None:
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    service.publish(document.id, by=representative.viewer)
    work_through()
    with scanning() as scanner:
        use(app, scanner.url)
        assert download(anonymous, paths(document)[1])[0] == 409
        assert "librarian" in text_of(anonymous.client.get(paths(document)[0]))
        screening.note_due()
        screening.note_due()
        assert db.session.scalar(sa.select(sa.func.count(Work.id))) == 1
        work_through()
        assert scanner.given == [TEXT.encode()]
        assert download(anonymous, paths(document)[1])[0] == 200


def test_turning_it_off_lets_what_waits_be_read_and_holds_back_what_is_known(
    app: Flask, scanner: Scanner, representative: Someone, coordinator: Someone
) -> None:
    harmful = held_back(representative)
    waiting = put(representative.viewer, representative.organisation_id)
    use(app, "")
    work_through()
    assert version_of(waiting).reading is Reading.READABLE
    assert download(representative, paths(waiting)[1])[0] == 200
    assert download(representative, paths(harmful)[1])[0] == 409
    again = put(coordinator.viewer, None, HARMFUL)
    work_through()
    assert version_of(again).problem == "harmful"


def test_a_scanner_that_is_away_is_waited_for_and_said(
    app: Flask, representative: Someone, coordinator: Someone
) -> None:
    with scanning() as scanner:
        url = scanner.url
    use(app, url)
    document = put(representative.viewer, representative.organisation_id)
    for _try in range(len(screening.PAUSES) + 1):
        work_through()
        with transaction():
            db.session.execute(sa.update(Work).values(due_at=now()))
    assert [work.kind for work in tasks.given_up()] == [screening.SCREENING]
    page = text_of(representative.client.get(paths(document)[0]))
    assert "It is tried again by itself" in page
    shown = text_of(coordinator.client.get("/given-up"))
    assert "Looking at a file for harmful programs" in shown
    assert f"/library/{document.id}" in shown
    screening.note_due()
    assert len(tasks.given_up()) == 1
    with scanning(int(url.rpartition(":")[2])):
        screening.note_due()
        work_through()
    assert tasks.given_up() == []
    assert version_of(document).reading is Reading.READABLE


def test_only_coordinators_decide_on_what_is_held_back(
    scanner: Scanner, representative: Someone
) -> None:
    document = held_back(representative)
    for decide in (screening.look_again, screening.remove_file):
        with pytest.raises(NotAllowed):
            decide(document.id, 1, by=representative.viewer)


def test_a_finding_that_was_wrong_is_taken_back(
    scanner: Scanner, representative: Someone, coordinator: Someone
) -> None:
    scanner.answer = "stream: Wrong.Finding FOUND"
    document = put(representative.viewer, representative.organisation_id)
    work_through()
    scanner.answer = ""
    address = f"/library/{document.id}/versions/1"
    assert coordinator.client.post(f"{address}/look-again").status_code == 303
    work_through()
    assert file_of(document).screening is Screening.CLEAN
    assert (version_of(document).reading, version_of(document).problem) == (Reading.READABLE, "")
    assert download(representative, f"{address}/file")[0] == 200
    with pytest.raises(Conflict, match="not held back"):
        screening.look_again(document.id, 1, by=coordinator.viewer)


def test_a_file_is_deleted_for_good_and_may_come_again(
    scanner: Scanner, representative: Someone, coordinator: Someone
) -> None:
    document = held_back(representative)
    digest = file_of(document).digest
    address = f"/library/{document.id}/versions/1"
    assert coordinator.client.post(f"{address}/remove-file").status_code == 303
    assert list(originals.storage().digests()) == []
    assert file_of(document).screening is Screening.REMOVED
    assert "This file was deleted" in text_of(representative.client.get(address))
    noted = db.session.scalars(sa.select(Act).where(Act.action == "library.file_removed")).one()
    assert (noted.person_id, (noted.detail or {})["digest"]) == (coordinator.person_id, digest)
    put(coordinator.viewer, None, HARMFUL)
    work_through()
    assert list(originals.storage().digests()) == [digest]
    assert file_of(document).screening is Screening.HARMFUL


def test_files_the_site_has_made_are_offered_at_once(
    scanner: Scanner, representative: Someone
) -> None:
    made = service.deposit(
        io.BytesIO(TEXT.encode()),
        "report.txt",
        by=representative.viewer,
        organisation_id=representative.organisation_id,
        made_here=True,
    )
    assert queries.is_offered(queries.get_version(made.id, 1, viewer=representative.viewer))
    assert scanner.given == []


def test_an_import_has_its_files_looked_at_itself(
    app: Flask, scanner: Scanner, coordinator: Someone, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(TEXT)
    (tmp_path / "in" / "harmful.txt").write_bytes(HARMFUL)
    lines = bring(app, tmp_path / "in", coordinator, Wanted(publish=True))
    assert {line.file: line.outcome for line in lines} == {
        "good.txt": "text",
        "harmful.txt": "failed",
    }
    assert [
        one.state for one in db.session.scalars(sa.select(Document).order_by(Document.title))
    ] == [
        State.PUBLISHED,
        State.DRAFT,
    ]


def test_an_import_waits_for_nobody_who_is_away(
    app: Flask, coordinator: Someone, tmp_path: Path
) -> None:
    with scanning() as scanner:
        url = scanner.url
    use(app, url)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "paper.txt").write_text(TEXT)
    (line,) = bring(app, tmp_path / "in", coordinator, Wanted(publish=True))
    assert (line.outcome, "could not look at the file yet" in line.reason) == ("failed", True)
    document = db.session.scalars(sa.select(Document)).one()
    assert (document.state, version_of(document).reading) == (State.DRAFT, Reading.WAITING)
